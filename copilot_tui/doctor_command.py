"""`copilot-tui doctor`: what is wrong around the program, and how to mend it."""

from __future__ import annotations

import io
import os
import platform
import sys
from typing import TYPE_CHECKING

from copilot_tui import __version__
from copilot_tui.command_parser import CommandParser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.config import Settings
    from copilot_tui.doctor.examination import Check, Examination
    from copilot_tui.doctor.finding import Finding
    from copilot_tui.paths import Paths

_INTERRUPTED = 130
"""What a shell takes for the end by ctrl+c."""


def run(arguments: Sequence[str]) -> int:
    """Look at everything, and print what was found.

    Args:
        arguments: what follows the word `doctor`.

    Returns:
        The exit status: 0, 1 when there is a fault, 2 for a wrong flag, 130 after ctrl+c.
    """
    options = _parser().parse_args(arguments)
    from copilot_tui.doctor.examination import Examination
    from copilot_tui.doctor.finding import Verdict

    examination = Examination(_checks())
    try:
        found = (_print_as_json if options.json else _print_as_lines)(examination)
        status = int(any(finding.verdict is Verdict.FAULT for finding in found))
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = _INTERRUPTED
    except BrokenPipeError:
        status = 1
        # Python would write the rest once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not examination.is_over:
        # Python would wait for the threads in which asyncio looks up a host.
        os._exit(status)
    return status


def _parser() -> CommandParser:
    flags = CommandParser(
        prog="copilot-tui doctor",
        description=(
            "Look at the terminal, the clipboard, the configuration, the conversations, the "
            "embedded model and the servers, and say what is wrong and how to mend it. "
            "Nothing is changed. The exit status is 1 when something is at fault."
        ),
    )
    flags.add_argument("--json", action="store_true", help="print the findings as JSON")
    return flags


def _print_as_lines(examination: Examination) -> list[Finding]:
    """Print an area as soon as it was looked at; the first one is the terminal itself."""
    from copilot_tui.doctor.report import Style, lines_of, summary

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    style = Style.of(sys.stdout, os.environ)
    found: list[Finding] = []
    for area, findings in examination.areas():
        if not found:
            print(_heading(), end="\n\n")
        print("\n".join(lines_of(area, findings, style)), flush=True)
        found += findings
    print(summary(found, style))
    return found


def _print_as_json(examination: Examination) -> list[Finding]:
    from copilot_tui.doctor.report import as_json

    areas = dict(examination.areas())
    print(as_json(__version__, areas))
    return [finding for findings in areas.values() for finding in findings]


def _heading() -> str:
    return f"copilot-tui {__version__}, Python {platform.python_version()}, {platform.system()}"


def _checks() -> Sequence[Check]:
    """What is looked at, in the order of the report; what takes longest comes last."""
    from copilot_tui.doctor import clipboard, configuration, database, model, servers, terminal
    from copilot_tui.doctor.examination import Check
    from copilot_tui.paths import Paths

    paths, environ = Paths.default(), os.environ
    kept = "Conversations"
    return (
        Check("Terminal", "terminal", lambda: terminal.look_at_terminal(environ), 8.0),
        Check("Clipboard", "copying", lambda: clipboard.look_at_clipboard(environ, paths.data)),
        Check(
            "Configuration",
            "config",
            lambda: configuration.look_at_configuration(paths, lambda: _load(paths, themed=True)),
        ),
        Check(kept, "file", lambda: database.look_at_file(paths)),
        Check(kept, "folder", lambda: database.look_at_folder(paths)),
        Check(kept, "search", database.look_at_sqlite),
        Check(kept, "integrity", lambda: database.look_inside(paths), 20.0),
        Check("Embedded model", "SmolLM2", model.look_at_model),
        Check(
            "Servers",
            "servers",
            lambda: servers.look_at_servers(lambda: _load(paths, themed=False), environ),
            25.0,
        ),
    )


def _load(paths: Paths, *, themed: bool) -> Settings:
    """The settings as the app reads them at its start.

    Args:
        paths: where the file is.
        themed: whether it is of interest that the theme exists, which loads Textual.

    Raises:
        ConfigError: something is wrong with them.
    """
    from copilot_tui.config import Flags, load_settings

    settings = load_settings(paths, os.environ, Flags())
    if themed:
        from copilot_tui.ui.theme import check_theme

        check_theme(settings)
    return settings
