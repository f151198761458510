"""`copilot-tui doctor`: what is wrong around the program, and how to mend it."""

from __future__ import annotations

import os
import platform
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from copilot_tui import __version__
from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.output import finish_output, let_go_of_output, put
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.config import Settings
    from copilot_tui.doctor.examination import Check, Examination
    from copilot_tui.doctor.finding import Finding
    from copilot_tui.paths import Paths

_EXAMPLES = """\
examples:
  copilot-tui doctor                  look at everything
  copilot-tui doctor --json           the same for a script

Nothing is changed. Exit status: 0, 1 when something is at fault.
"""


@click.command("doctor", cls=Command, epilog=_EXAMPLES)
@click.option("--json", "as_objects", is_flag=True, help="Print the findings as JSON.")
@database_option
def command(*, as_objects: bool, database: str | None) -> int:
    """Say what is wrong around the program, and how to mend it.

    It looks at the terminal, the clipboard, the configuration, the conversations, the
    embedded model and the servers.
    """
    from copilot_tui.doctor.examination import Examination
    from copilot_tui.doctor.finding import Verdict

    if sys.stdout is None:
        put("")  # Which says that it is closed.
    examination = Examination(_checks(database))
    try:
        found = (_print_as_json if as_objects else _print_as_lines)(examination)
        is_faulty = any(finding.verdict is Verdict.FAULT for finding in found)
        status = ExitStatus.FAILED if is_faulty else ExitStatus.DONE
        finish_output()
    except KeyboardInterrupt:
        status = ExitStatus.INTERRUPTED
    except BrokenPipeError:
        status = let_go_of_output()
    if not examination.is_over:
        # Python would wait for the threads in which asyncio looks up a host.
        os._exit(status)
    return status


def _print_as_lines(examination: Examination) -> list[Finding]:
    """Print an area as soon as it was looked at; the first one is the terminal itself."""
    from copilot_tui.doctor.report import Style, lines_of, summary

    style = Style.of(sys.stdout, os.environ)
    found: list[Finding] = []
    for area, findings in examination.areas():
        if not found:
            put(_heading(), end="\n\n")
        put("\n".join(lines_of(area, findings, style)))
        finish_output()
        found += findings
    put(summary(found, style))
    return found


def _print_as_json(examination: Examination) -> list[Finding]:
    from copilot_tui.doctor.report import as_json

    areas = dict(examination.areas())
    put(as_json(__version__, areas))
    return [finding for findings in areas.values() for finding in findings]


def _heading() -> str:
    return f"copilot-tui {__version__}, Python {platform.python_version()}, {platform.system()}"


def _checks(flag: str | None) -> Sequence[Check]:
    """What is looked at, in the order of the report; what takes longest comes last."""
    from copilot_tui.doctor import clipboard, configuration, model, servers, terminal
    from copilot_tui.doctor.examination import Check
    from copilot_tui.paths import Paths

    paths, environ = Paths.default(), os.environ
    return (
        Check("Terminal", "terminal", lambda: terminal.look_at_terminal(environ), 8.0),
        Check("Clipboard", "copying", lambda: clipboard.look_at_clipboard(environ, paths.data)),
        Check(
            "Configuration",
            "config",
            lambda: configuration.look_at_configuration(
                paths, lambda: _load(paths, flag, themed=True)
            ),
        ),
        *_checks_of_database(paths, flag),
        Check("Embedded model", "SmolLM2", model.look_at_model),
        Check(
            "Servers",
            "servers",
            lambda: servers.look_at_servers(lambda: _load(paths, flag, themed=False), environ),
            25.0,
        ),
    )


def _checks_of_database(paths: Paths, flag: str | None) -> Sequence[Check]:
    """What is looked at where the conversations are: in a file, or on a server."""
    from copilot_tui.command_line.opened_store import chosen_by
    from copilot_tui.doctor import database
    from copilot_tui.doctor.examination import Check

    kept = "Conversations"
    try:
        setting, paths = chosen_by(paths, flag)
    except ConfigError:
        return (Check(kept, "database", database.not_looked_at),)
    folder = Check(kept, "folder", lambda: database.look_at_folder(paths))
    if setting.address is not None:
        from copilot_tui.doctor.outboxes import look_at_outboxes
        from copilot_tui.doctor.server_database import SECONDS, look_at_server_database

        look = partial(look_at_server_database, setting, os.environ)
        waiting = partial(look_at_outboxes, paths.instances_on(setting.address.shown))
        return (
            Check(kept, "database", look, SECONDS),
            Check(kept, "outbox", waiting),
            folder,
        )
    return (
        Check(kept, "file", lambda: database.look_at_file(paths)),
        folder,
        Check(kept, "search", database.look_at_sqlite),
        Check(kept, "integrity", lambda: database.look_inside(paths), 20.0),
    )


def _load(paths: Paths, flag: str | None, *, themed: bool) -> Settings:
    """The settings as the app reads them at its start.

    Args:
        paths: where the file is.
        flag: what `--database` says.
        themed: whether it is of interest that the theme exists, which loads Textual.

    Raises:
        ConfigError: something is wrong with them.
    """
    from copilot_tui.config import Flags, load_settings

    flags = Flags(database=flag)
    if not themed:
        return load_settings(paths, os.environ, flags)
    from copilot_tui.ui.theme import check_theme

    return load_settings(paths, os.environ, flags, check_theme)
