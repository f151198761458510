"""The command line. Imports nothing heavy until it knows what is asked."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from copilot_tui import __version__
from copilot_tui.errors import ConfigError, CopilotError

if TYPE_CHECKING:
    import argparse

    from copilot_tui.config import Settings
    from copilot_tui.log import Log
    from copilot_tui.paths import Paths

USAGE_ERROR = 2
INTERRUPTED = 130
"""What a shell takes for the end by ctrl+c."""

SUBCOMMANDS = {
    "keys": ("copilot_tui.keys_command:run", "show what the terminal sends for each key"),
    "backup": ("copilot_tui.backup_commands:backup", "keep a copy of all conversations"),
    "restore": ("copilot_tui.backup_commands:restore", "put a copy back, or list the copies"),
    "doctor": ("copilot_tui.doctor_command:run", "say what is wrong around it, and what to do"),
}
"""The first words that do something else than chat.

For each the function that takes the further arguments and returns the exit status, and what
it does.
"""

_EPILOG = """\
Each flag that takes a value can also be set by an environment variable, such as
COPILOT_TUI_URL; COPILOT_TUI_API_KEY holds the key. Further settings stand in config.toml,
which the README describes. Without any server a small model on this machine answers.
"""


def parser() -> argparse.ArgumentParser:
    """The flags; each is stronger than its environment variable, that than the config file."""
    import argparse

    from copilot_tui.command_parser import CommandParser

    flags = CommandParser(
        prog="copilot-tui",
        description="Chat with g4f's Copilot or any OpenAI-compatible server, in the terminal.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    flags.add_argument_group(
        "instead of chatting (the command comes first; it has a --help of its own)",
        "\n".join(f"{name:<9} {summary}" for name, (_, summary) in SUBCOMMANDS.items()),
    )
    flags.add_argument("command", nargs="?", metavar="COMMAND", help="see below")
    flags.add_argument("--profile", metavar="NAME", help="which profile of config.toml to use")
    flags.add_argument("--url", help="base URL of the server, such as http://localhost:1337/v1")
    flags.add_argument("--provider", help="g4f provider, such as Copilot")
    flags.add_argument("--model", help="model name, as the server knows it")
    flags.add_argument(
        "--plain",
        action="store_true",
        help="chat line by line, for screen readers, dumb terminals and pipes",
    )
    flags.add_argument(
        "--log",
        metavar="FILE",
        help="write what happens to this file, without texts and keys, to find faults by",
    )
    flags.add_argument("--version", action="version", version=f"copilot-tui {__version__}")
    return flags


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: without the program's name; those of the process when None.

    Returns:
        The exit status: 0, 1 after a failure, 2 for a wrong flag, variable or config file,
        130 after ctrl+c before the app has the terminal.
    """
    try:
        return start(arguments)
    except KeyboardInterrupt:
        # Ctrl+c before the app has the terminal.
        return INTERRUPTED


def start(arguments: Sequence[str] | None) -> int:
    """See `main`.

    Raises:
        KeyboardInterrupt: ctrl+c was pressed.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in SUBCOMMANDS:
        module, _, function = SUBCOMMANDS[given[0]][0].partition(":")
        status: int = getattr(import_module(module), function)(given[1:])
        return status
    flags = parser()
    options = flags.parse_args(given)
    if options.command is not None:
        first = f"{options.command} must come first" if options.command in SUBCOMMANDS else ""
        flags.error(first or f"there is no command {options.command}")
    return chat(options)


def chat(options: argparse.Namespace) -> int:
    """Chat as the flags say; the exit status is that of `main`."""
    # Nothing that is made at the start is garbage; `warm_up` turns this on again.
    gc.disable()
    # Textual's 60 frames a second hold up the echo of a key by 17 ms.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from copilot_tui.config import Flags, load_settings
    from copilot_tui.paths import Paths

    paths = Paths.default()
    flags = Flags(
        url=options.url, provider=options.provider, model=options.model, profile=options.profile
    )
    try:
        settings = load_settings(paths, os.environ, flags)
        if not options.plain:
            from copilot_tui.ui.theme import check_theme

            check_theme(settings)
        log = open_log(options, settings)
    except ConfigError as error:
        return complain(error, USAGE_ERROR)
    if not options.plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(
            "copilot-tui: this needs a terminal for input and output; --plain does without.",
            file=sys.stderr,
        )
        return USAGE_ERROR
    status = 1
    try:
        status = run(run_lines if options.plain else run_app, settings, paths, log)
    finally:
        if log is not None:
            log.quit(status)
    return status


def run(
    program: Callable[[Settings, Paths, Log | None], int],
    settings: Settings,
    paths: Paths,
    log: Log | None,
) -> int:
    """Run the app or the plain mode, and put into words whatever may end it."""
    from copilot_tui import crash

    crash.keep_faults_off_the_terminal(paths.logs)
    try:
        return program(settings, paths, log)
    except CopilotError as error:
        return complain(error, 1)
    except Exception as error:
        crash.report(error, paths.logs)
        return 1


def open_log(options: argparse.Namespace, settings: Settings) -> Log | None:
    """The log that was asked for, with the start of this run in it; None when none was.

    Raises:
        ConfigError: it cannot be written.
    """
    path = options.log if options.log is not None else os.environ.get("COPILOT_TUI_LOG")
    if not path:
        return None
    from copilot_tui.log_writer import begin_log

    profiles = sorted(settings.profiles, key=lambda name: name != settings.profile)
    return begin_log(path, os.environ, plain=options.plain, profiles=profiles)


def complain(error: CopilotError, status: int) -> int:
    """Print what happened, the details and what to do, and return the exit status."""
    from copilot_tui.paths import with_shown_paths
    from copilot_tui.text import clean
    from copilot_tui.wrapping import width_of, wrapped

    details = [f"  {line}" for line in error.detail.splitlines()]
    lines = [f"copilot-tui: {error.what}", *details, error.todo]
    # What it names may be a word of the command line, or a file somebody else has named.
    told = clean(with_shown_paths("\n".join(line for line in lines if line)))
    print(wrapped(told, width_of(sys.stderr)), file=sys.stderr)
    return status


def run_app(settings: Settings, paths: Paths, log: Log | None = None) -> int:
    """Run the app until it ends, and close what was opened for it."""
    from copilot_tui.assembly import build
    from copilot_tui.store.thread import SWITCH_SECONDS
    from copilot_tui.ui.quit_signals import quitting_on_signals

    sys.setswitchinterval(SWITCH_SECONDS)
    app, store = build(settings, paths, os.environ, log)
    with quitting_on_signals(app.ask_to_quit, app.give_back_terminal) as quitting:
        app.end_soon = quitting.end_soon
        try:
            app.run()
            store.wait_until_open()
        finally:
            app.give_back_terminal()
            store.close()
    if app.fault is not None:
        raise app.fault
    return app.return_code or status_after(quitting.signal)


def run_lines(settings: Settings, paths: Paths, log: Log | None = None) -> int:
    """Chat line by line until the user ends it, and close what was opened for it."""
    gc.enable()
    from copilot_tui.assembly import connect, open_store
    from copilot_tui.store.thread import SWITCH_SECONDS, StoreThread

    sys.setswitchinterval(SWITCH_SECONDS)
    store = StoreThread(
        lambda: open_store(paths, lambda notice: engine.notice(notice.text)),
        on_error=lambda error: engine.notice(str(error)),
        log=log,
    )

    from copilot_tui.plain.engine import Engine
    from copilot_tui.plain.run import run_plain

    client, servers = connect(
        settings,
        paths,
        os.environ,
        on_state=lambda sentence: engine.notice(sentence),
        on_notice=lambda sentence: engine.notice(sentence),
        log=log,
    )
    engine = Engine(store=store, client=client, servers=servers, paths=paths)
    try:
        store.wait_until_open()
        interrupts = run_plain(engine, os.environ, paths.data)
    finally:
        store.close()
    return status_after(interrupts.ended_by)


def status_after(number: int | None) -> int:
    """The exit status of a program that a signal asked to end; 0 where none did."""
    if number is None:
        return 0
    from copilot_tui.terminal.signal_end import end_by

    return end_by(number)
