"""The command line. Imports nothing heavy until it knows what is asked."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui import __version__
from copilot_tui.command_line.complaint import complain
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.core_file import leave_no_core_file
from copilot_tui.errors import ConfigError, CopilotError, CopyRefused, StoreError

if TYPE_CHECKING:
    from copilot_tui.config import Settings
    from copilot_tui.intent import ChatOptions, Intent
    from copilot_tui.log import Log
    from copilot_tui.paths import Paths

COMPLETION = "_COPILOT_TUI_COMPLETE"
"""The variable by which a shell asks how its line could go on; click's name for it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: without the program's name; those of the process when None.

    Returns:
        The exit status; see `command_line.status`.
    """
    leave_no_core_file()
    if arguments is None and not sys.warnoptions:
        # They are for programmers: anyio (4.16) leaves a coroutine when a connection that is
        # being made is given up, of which Python would warn between the lines of an answer.
        warnings.simplefilter("ignore")
    try:
        return start(arguments)
    except KeyboardInterrupt:
        # Ctrl+c before the app has the terminal.
        return ExitStatus.INTERRUPTED


def start(arguments: Sequence[str] | None) -> int:
    """See `main`.

    Raises:
        KeyboardInterrupt: ctrl+c was pressed.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        return print_version()
    if COMPLETION in os.environ:
        from copilot_tui.command_line.completing import complete

        return complete(os.environ[COMPLETION])
    if not given:
        # The way to the first paint, on which no library for command lines is loaded.
        from copilot_tui.intent import ChatOptions

        return chat(ChatOptions())
    from copilot_tui.command_line.program import run

    return run(given, chat)


def print_version() -> int:
    """Print the version, without the library for command lines; returns the exit status."""
    try:
        print(f"copilot-tui {__version__}", flush=True)
    except OSError as error:
        from copilot_tui.command_line.output import let_go_of_output, output_failed

        closed = let_go_of_output()
        return closed if isinstance(error, BrokenPipeError) else complain(output_failed(error))
    return ExitStatus.DONE


def chat(options: ChatOptions) -> int:
    """Chat as the options say; the exit status is that of `main`."""
    # Nothing that is made at the start is garbage; `warm_up` turns this on again.
    gc.disable()
    # Textual's 60 frames a second hold up the echo of a key by 17 ms.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from dataclasses import replace

    from copilot_tui.config import Flags, load_settings
    from copilot_tui.paths import Paths, passing_paths

    paths = Paths.default()
    flags = Flags(options.url, options.provider, options.model, options.profile, options.database)
    try:
        if options.plain:
            settings = load_settings(paths, os.environ, flags)
        else:
            from copilot_tui.ui.theme import check_theme

            settings = load_settings(paths, os.environ, flags, check_theme)
        log = open_log(options, settings)
    except ConfigError as error:
        return complain(error)
    if not options.plain and not has_terminal():
        return complain(
            ConfigError(
                "This needs a terminal for input and output.",
                "--plain does without, and copilot-tui ask is for scripts and pipes.",
            )
        )
    if sys.stdin is None or sys.stdout is None:
        return complain(
            ConfigError(
                "Standard input or output is closed.", "Let each lead to a terminal, file or pipe."
            )
        )
    paths = replace(paths, database_file=settings.database.file)
    if settings.database.file is not None and not options.intent.private:
        try:
            check_file(paths)
        except CopyRefused as error:
            return complain(error)
    program = run_lines if options.plain else run_app
    status = 1
    try:
        with passing_paths(paths) if options.intent.private else nullcontext(paths) as where:
            status = talk(partial(program, settings, where, log, options.intent), paths)
    finally:
        if log is not None:
            log.quit(status)
    if settings.database.address is not None and not options.intent.private:
        from copilot_tui.command_line.undelivered import tell_of_undelivered

        tell_of_undelivered(settings.database.address, paths)
    return status


def has_terminal() -> bool:
    """Whether keys come from a terminal, and what is drawn goes to one, or to a web page."""
    from copilot_tui.terminal.web_page import in_web_page

    if in_web_page(os.environ):
        return True
    streams = (sys.stdin, sys.stdout)
    return all(stream is not None and stream.isatty() for stream in streams)


def check_file(paths: Paths) -> None:
    """Refuse a file that was named as that of the conversations and is something else.

    What else is wrong with it is told by whoever opens it.

    Raises:
        CopyRefused: that is so.
    """
    from copilot_tui.store.named_file import check_named_file

    try:
        check_named_file(paths)
    except CopyRefused:
        raise
    except StoreError:
        return


def talk(program: Callable[[], int], paths: Paths) -> int:
    """Run the app or the plain mode, and put into words whatever may end it."""
    from copilot_tui import crash

    crash.keep_faults_off_the_terminal(paths.logs)
    try:
        return program()
    except CopilotError as error:
        return complain(error)
    except Exception as error:
        crash.report(error, paths.logs)
        return 1


def open_log(options: ChatOptions, settings: Settings) -> Log | None:
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


def run_app(settings: Settings, paths: Paths, log: Log | None, intent: Intent) -> int:
    """Run the app until it ends, and close what was opened for it."""
    from copilot_tui.assembly import build
    from copilot_tui.store.thread import SWITCH_SECONDS
    from copilot_tui.ui.quit_signals import quitting_on_signals

    sys.setswitchinterval(SWITCH_SECONDS)
    app, store = build(settings, paths, os.environ, log, intent)
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


def run_lines(settings: Settings, paths: Paths, log: Log | None, intent: Intent) -> int:
    """Chat line by line until the user ends it, and close what was opened for it."""
    gc.enable()
    from copilot_tui.assembly import connect, open_store, unsent_texts
    from copilot_tui.store.thread import SWITCH_SECONDS, StoreThread

    sys.setswitchinterval(SWITCH_SECONDS)
    store = StoreThread(
        lambda: open_store(
            paths, lambda notice: engine.notice(notice.text), intent, settings.database
        ),
        on_error=lambda error: engine.notice(str(error)),
        log=log,
        unsent=unsent_texts(paths, settings.database, intent),
    )

    from copilot_tui.plain.engine import Engine
    from copilot_tui.plain.run import run_plain
    from copilot_tui.slow import said_when_slow

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
        with said_when_slow(settings.database):
            store.wait_until_open()
        interrupts = run_plain(engine, os.environ, paths.data, intent)
    finally:
        store.close()
    return status_after(interrupts.ended_by)


def status_after(number: int | None) -> int:
    """The exit status of a program that a signal asked to end; 0 where none did."""
    if number is None:
        return 0
    from copilot_tui.terminal.signal_end import end_by

    return end_by(number)
