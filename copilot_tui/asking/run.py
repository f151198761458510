"""From what the command line says of a question to its answer."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from copilot_tui import crash
from copilot_tui.asking.asker import Asker
from copilot_tui.asking.attached_files import AttachedFiles, read_attached
from copilot_tui.asking.deadline import Deadline
from copilot_tui.asking.outlet import EventOutlet, Outlet, TextOutlet
from copilot_tui.asking.output import Output
from copilot_tui.asking.question import STDIN, asked
from copilot_tui.asking.reader import Reader
from copilot_tui.asking.request import Request
from copilot_tui.asking.standard_input import is_piped, read_input, text_of_input
from copilot_tui.config import load_settings
from copilot_tui.config.named_answerer import is_answerer_named
from copilot_tui.errors import StoreError
from copilot_tui.paths import Paths, passing_paths, with_shown_paths
from copilot_tui.plain.engine import Engine
from copilot_tui.plain.interrupts import Interrupts
from copilot_tui.slow import said_when_slow
from copilot_tui.store.chosen import open_chosen_store
from copilot_tui.store.opening import open_private_store
from copilot_tui.store.thread import SWITCH_SECONDS, StoreThread
from copilot_tui.terminal.last_resort import end_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.asking.options import AskOptions
    from copilot_tui.asking.surroundings import Surroundings
    from copilot_tui.config import Settings
    from copilot_tui.files.text_file import TextFile
    from copilot_tui.store.store import Store

LAST_RESORT_SECONDS: Final = 10.0
"""How long ending may take once the system asks for it."""

_NOTHING_CAME = "Nothing came in by the pipe; the question is asked without it."
_TYPE_QUESTION = "Type the question; ctrl+d on a new line ends and asks it.\n"
_WAITS_FOR_QUESTION = "Waiting for the question, which standard input is to bring."
_WAITS_FOR_REST = (
    "Waiting for standard input, which is not closed. To ask without it, add < /dev/null."
)


def run_ask(options: AskOptions, around: Surroundings) -> None:
    """Ask the question; its answer is put out, and kept.

    Args:
        options: what the command line says.
        around: what is done elsewhere.

    Raises:
        CopilotError: see `Asker.ask`, as for the others.
    """
    paths = Paths.default()
    settings = load_settings(paths, os.environ, options.flags)
    paths = replace(paths, database_file=settings.database.file)
    sys.setswitchinterval(SWITCH_SECONDS)
    interrupts = Interrupts(lambda: end_in(LAST_RESORT_SECONDS, lambda: None))
    interrupts.listen()
    crash.keep_faults_off_the_terminal(paths.logs)
    run = _Run(options, settings, interrupts, around)
    request = run.request(paths)
    with passing_paths(paths) if options.is_private else nullcontext(paths) as where:
        run.ask(request, where)


class _Run:
    """One question from its words to the end of its answer."""

    def __init__(
        self,
        options: AskOptions,
        settings: Settings,
        interrupts: Interrupts,
        around: Surroundings,
    ) -> None:
        self._options = options
        self._settings = settings
        self._interrupts = interrupts
        self._around = around
        self._deadline = Deadline(options.timeout)
        self._outlet = self._made_outlet(Output(around.write, interrupts))

    def _made_outlet(self, output: Output) -> Outlet:
        options = self._options
        if options.as_events:
            return EventOutlet(output.put, is_quiet=options.is_quiet)
        say = _say_nothing if options.is_quiet else _say
        if options.only_code:
            from copilot_tui.asking.code_outlet import CodeOutlet

            return CodeOutlet(output.put, say)
        return TextOutlet(output.put, say)

    def request(self, paths: Paths) -> Request:
        """What is asked, once all of it was read."""
        options, settings = self._options, self._settings
        files = read_attached(options.files) if options.files else AttachedFiles()
        text = asked(options.words, files, self._read_input, self._outlet.notice)
        name = options.conversation
        return Request(
            text,
            find=None if name is None else lambda store: self._around.find(store, name),
            profile=settings.profile,
            is_named=is_answerer_named(settings, paths, os.environ, options.flags),
            flags=options.flags,
            system_prompt=options.system_prompt,
            title="" if options.words == (STDIN,) else " ".join(options.words),
            is_private=options.is_private,
            pictures=files.pictures,
        )

    def ask(self, request: Request, paths: Paths) -> None:
        """Ask it; whatever its end, all that came is kept when this returns or raises."""
        engine: Engine
        store = StoreThread(
            lambda: self._open_store(paths, lambda sentence: engine.notice(sentence)),
            on_error=lambda error: engine.notice(str(error)),
        )
        progress = _say if _shows_progress(self._options) else _say_nothing
        client, servers = self._around.connect(
            self._settings,
            paths,
            os.environ,
            on_state=lambda sentence: progress(f"{sentence}\n"),
            on_notice=lambda sentence: engine.notice(sentence),
        )
        engine = Engine(store=store, client=client, servers=servers, paths=paths)
        engine.run()
        asker = Asker(
            engine,
            store,
            paths,
            interrupts=self._interrupts,
            outlet=self._outlet,
            reader=Reader(_output_descriptor()),
            deadline=self._deadline,
        )
        try:
            asker.ask(request)
        finally:
            try:
                rescued = engine.close(paths.data)
            finally:
                store.close()
            if not self._options.is_quiet:
                self._tell_at_the_end(asker, paths)
            if rescued:
                # However it ended, this is what the user has to know.
                raise StoreError(with_shown_paths(rescued))

    def _tell_at_the_end(self, asker: Asker, paths: Paths) -> None:
        """Say on standard error what was found out as all was kept, and what waits here.

        Standard output is not for it, with --json either: its reader may be gone, or slow.
        """
        for sentence in asker.last_notices():
            _say(f"copilot-tui: {with_shown_paths(sentence)}\n")
        address = self._settings.database.address
        if address is not None and not self._options.is_private:
            self._around.tell_of_undelivered(address, paths)

    def _open_store(self, paths: Paths, notice: Callable[[str], None]) -> Store:
        if self._options.is_private:
            return open_private_store(lambda _: None)
        database, tell = self._settings.database, lambda told: notice(told.text)
        with nullcontext() if self._options.is_quiet else said_when_slow(database):
            return open_chosen_store(
                database, paths, os.environ, tell, is_kept=True, may_be_away=True
            )

    def _read_input(self, is_question: bool) -> TextFile | None:
        """What comes in; from a terminal only when the question is to be typed there."""
        if sys.stdin is None or (sys.stdin.isatty() and not is_question):
            return None
        is_typed = sys.stdin.isatty()
        if is_typed:
            _say(_TYPE_QUESTION)
        waits = _WAITS_FOR_QUESTION if is_question else _WAITS_FOR_REST
        data = read_input(
            sys.stdin.fileno(),
            interrupts=self._interrupts,
            deadline=self._deadline,
            tell=lambda: None if is_typed else self._outlet.notice(waits),
        )
        if data.strip():
            return text_of_input(data)
        if not is_question and is_piped(sys.stdin.fileno()):
            self._outlet.notice(_NOTHING_CAME)
        return None


def _shows_progress(options: AskOptions) -> bool:
    """Whether what is being done is told: only to somebody who sits there."""
    is_silent = options.is_quiet or options.as_events
    return not is_silent and sys.stderr is not None and sys.stderr.isatty()


def _say(text: str) -> None:
    """Write to standard error at once; when that cannot be written, nobody is to know."""
    with suppress(OSError):
        print(text, end="", file=sys.stderr, flush=True)


def _say_nothing(text: str) -> None:
    """In the place of `_say` where nothing is to be said."""


def _output_descriptor() -> int | None:
    """Standard output, as far as it is one of the system's."""
    try:
        return sys.stdout.fileno()
    except (OSError, ValueError):
        return None
