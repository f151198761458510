"""A terminal that may be closed, stopped or stand still at any moment, and may send anything."""

from __future__ import annotations

import os
import select
import signal
import termios
import threading
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Final, Protocol, runtime_checkable

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from copilot_tui.terminal import modes
from copilot_tui.terminal.attributes import set_raw_input
from copilot_tui.terminal.output import TerminalOutput
from copilot_tui.ui.answer_guard import AnswerGuard
from copilot_tui.ui.paste_guard import PasteGuard
from copilot_tui.ui.picture_answers import PictureAnswers
from copilot_tui.ui.typed_before import typed_before, without_echo

_READ_BYTES = 65_536
_TICK_SECONDS: Final = 0.1
"""How often it is looked whether an escape was the key of that name, as Textual does."""

_ASKING_SECONDS: Final = 0.2
"""How long a signal that asks for the end may take to be heard after the one to go on.

While all threads are stopped, the system leaves such a signal to the one that wakes first;
from another one it comes to the loop's only later.
"""

LEAVING_SECONDS: Final = 1.0
"""How long the terminal may take what is still to be shown, once it is given back."""


@runtime_checkable
class Draws(Protocol):
    """What the driver needs of the app."""

    @property
    def is_asked_to_quit(self) -> bool:
        """Whether a signal has asked for the end."""

    def terminal_is_behind(self, behind: bool) -> None:
        """Draw nothing while the terminal does not take what was drawn."""

    def draw_again(self) -> None:
        """Draw the whole screen."""

    def keyboard_failed(self, error: Exception) -> None:
        """End: no more keys will come. Called on the thread that reads them."""


class SturdyDriver(LinuxDriver):
    """Waits for the terminal in nothing, keeps pasted text text, and always gives it back.

    It takes the place of everything in Textual's driver (8.2.8) that writes, that changes
    the terminal's modes or that stops and continues the program. That one stood still with
    its terminal; wrote within signal handlers, where it waited for itself; and took a
    terminal that it had left in raw mode for one in its own modes.

    Attributes:
        greeting: what else is written when the terminal is taken another time.
        farewell: what else is written when it is given back.
        leftovers: what takes that from the terminal which it would keep beyond that.
        takings: how often the terminal was taken; what it held before is lost.
    """

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.greeting = ""
        self.farewell = ""
        self.leftovers = ""
        self.takings = 0
        self._picture_answers = PictureAnswers()
        assert isinstance(app, Draws)
        self._draws: Draws = app
        self._output: TerminalOutput | None = None
        self._loop_thread = threading.get_ident()
        self._expects_continue = False
        self._typed_before = b""
        self._kitty = not constants.DISABLE_KITTY_KEY
        for number, handler in (
            (signal.SIGTSTP, self._stop_for_a_while),
            (signal.SIGCONT, self._continued),
            (signal.SIGWINCH, self._resized),
        ):
            # In the loop, where the code that runs is never in the middle of something.
            self._loop.add_signal_handler(number, handler)

    def write(self, data: str) -> None:
        """Write to the terminal, as far as the app has it."""
        if threading.get_ident() != self._loop_thread:
            self._loop.call_soon_threadsafe(self.write, data)
        elif self._output is not None:
            self._output.write(data)

    def ask(self, question: str, told: Callable[[str], object]) -> None:
        """Ask the terminal something that ends with the question that all terminals answer.

        Args:
            question: written now.
            told: called with all answers, in the loop; never where none come.
        """
        self._picture_answers.expect(
            lambda answers: self._loop.call_soon_threadsafe(partial(told, answers))
        )
        self.write(question)

    def start_application_mode(self) -> None:
        """Take the terminal."""
        if not self._comes_to_foreground():
            return
        descriptor = next((number for number in (2, 1) if os.isatty(number)), self.fileno)
        self._output = TerminalOutput(descriptor, self._loop, self._draws.terminal_is_behind)
        self._in_band_window_resize = False
        self._tell_size()
        try:
            self.attrs_before = termios.tcgetattr(self.fileno)
        except termios.error:
            self.attrs_before = None
        self._take()
        self.write(self.greeting)
        self._request_terminal_sync_mode_support()
        self._key_thread = threading.Thread(target=self._run_input_thread, name="keys", daemon=True)
        self._key_thread.start()

    def disable_input(self) -> None:
        """Read no more keys."""
        if self._key_thread is None:
            return
        self.exit_event.set()
        self._key_thread.join()
        self._key_thread = None
        self.exit_event.clear()
        with suppress(termios.error):
            termios.tcflush(self.fileno, termios.TCIFLUSH)

    def stop_application_mode(self) -> None:
        """Give the terminal back, whether or not it shows what was still under way."""
        output = self._output
        if output is None:
            return
        self.write(self._leaving)
        if not output.finish(LEAVING_SECONDS):
            output.end_with(self._leaving)
        self.disable_input()
        self._set_attributes_before()
        self._output = None
        output.close()

    def close(self) -> None:
        """Nothing is left to be done."""

    def give_back(self) -> None:
        """Give the terminal back at once, if the app still has it.

        The last resort, for any thread at any moment; the app must not go on after it.
        """
        output = self._output
        if output is None or not self._is_in_foreground:
            return
        output.end_with(self._leaving)
        self._set_attributes_before()

    @property
    def _leaving(self) -> str:
        farewell = self.leftovers + self.farewell
        return modes.leaving(mouse=self._mouse, kitty=self._kitty, farewell=farewell)

    def _take(self, *, again: bool = False) -> None:
        self.takings += 1
        with suppress(termios.error):
            set_raw_input(self.fileno, termios.TCSANOW)
        if not again:
            self._keep_what_was_typed()
        self.write(modes.entering(mouse=self._mouse, kitty=self._kitty, again=again))
        self.write(modes.ASK_FOR_SIZE_REPORTS)

    def _keep_what_was_typed(self) -> None:
        """Keep the keys that were typed before, and take their echo off the user's screen."""
        before = self.attrs_before
        if before is None:
            return
        with suppress(OSError):  # The end of the terminal is found by who reads on.
            self._typed_before = typed_before(self.fileno, before)
        columns, _ = self._get_terminal_size()
        self.write(without_echo(self._typed_before, before, columns))

    def _set_attributes_before(self) -> None:
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def _resized(self) -> None:
        if self._output is not None and not self._in_band_window_resize:
            self._tell_size()

    def _tell_size(self) -> None:
        size = Size(*self._get_terminal_size())
        self._app.post_message(events.Resize(size, size))

    def _stop_for_a_while(self) -> None:
        """Stop the program, as the job control of a shell asks, until it lets it go on."""
        has_terminal = self._auto_restart and self._output is not None
        if has_terminal:
            self.stop_application_mode()
        self._expects_continue = True
        os.kill(os.getpid(), signal.SIGSTOP)
        if has_terminal:
            self.start_application_mode()
            self._draws.draw_again()

    def _continued(self) -> None:
        """Take the terminal anew after a stop that could not be seen to come."""
        expected, self._expects_continue = self._expects_continue, False
        if expected or self._output is None or not self._comes_to_foreground():
            return
        self._take(again=True)
        self._tell_size()
        self._draws.draw_again()

    def _comes_to_foreground(self) -> bool:
        """Stop until the terminal is the program's, for it may go on behind the shell.

        Returns:
            False when it is to end before that: a shell that kills a job lets it go on for it.
        """
        while not self._is_in_foreground:
            time.sleep(_ASKING_SECONDS)
            if self._draws.is_asked_to_quit:
                return False
            self._expects_continue = True
            os.kill(os.getpid(), signal.SIGSTOP)
        return True

    @property
    def _is_in_foreground(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:  # It is not the terminal of this session, or none.
            return True

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            self._draws.keyboard_failed(error)

    def run_input_thread(self) -> None:
        """Read keys until the app lets go of the terminal, and quit when the terminal is gone.

        Instead of Textual's own (8.2.8), which takes escapes in pasted text for keys, and
        ends the app with a traceback at a byte that is no UTF-8.
        """
        parser, pastes, answers = XTermParser(self._debug), PasteGuard(), AnswerGuard()
        decode = getincrementaldecoder("utf-8")("replace").decode
        typed, self._typed_before = self._typed_before, b""
        while not self.exit_event.is_set():
            if typed or select.select([self.fileno], [], [], _TICK_SECONDS)[0]:
                data, typed = typed or self._read(), b""
                if not data:
                    self._app.call_later(self._app.action_quit)
                    return
                text = self._picture_answers.pass_on(pastes.pass_on(decode(data)))
            else:
                text = self._picture_answers.let_go()
            # To the parser, an empty text is the end of all input.
            if text := answers.pass_on(text):
                self._process(parser.feed(text))
            self._process(parser.tick())

    def _read(self) -> bytes:
        """What has been typed; nothing when the terminal is gone."""
        try:
            return os.read(self.fileno, _READ_BYTES)
        except OSError:  # Linux reports the end of a terminal as EIO.
            return b""

    def _process(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)
