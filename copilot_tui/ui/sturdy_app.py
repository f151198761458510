"""An app that outlives its terminal, and whose faults end it without a word of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import App
from textual.driver import Driver
from textual.worker import WorkerFailed

from copilot_tui.ui.in_worker import in_worker

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen


class SturdyApp(App[None]):
    """Everything between the app on one side, the terminal and signals on the other.

    Attributes:
        fault: what has ended it, when that was neither the user nor the system. Whoever
            runs it says so once the terminal is given back: Textual (8.2.8) would print
            the values of all local variables, messages and keys among them.
        is_asked_to_quit: whether a signal has asked for the end.
        terminal_has_focus: as far as the terminal tells.
        end_soon: called when quitting begins; ends the process if that takes too long.
    """

    def __init__(self, *, ansi_color: bool | None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.fault: BaseException | None = None
        self.end_soon: Callable[[], None] = lambda: None
        self._quit_loop: asyncio.AbstractEventLoop | None = None
        self.is_asked_to_quit = False
        self.terminal_has_focus = True
        self._held_frames = ExitStack()
        self._is_behind = False
        self._caught_up = asyncio.Event()
        self._caught_up.set()
        self._lost_frame = False

    def get_driver_class(self) -> type[Driver]:
        """The platform's driver, made to outlive its terminal."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from copilot_tui.ui.terminal_driver import SturdyDriver

        return SturdyDriver

    @on(events.AppFocus)
    def _focused(self) -> None:
        self.terminal_has_focus = True

    @on(events.AppBlur)
    def _blurred(self) -> None:
        self.terminal_has_focus = False

    def on_load(self) -> None:
        """From here on it can be asked to quit; or it already was."""
        self._quit_loop = asyncio.get_running_loop()
        if self.is_asked_to_quit:
            self.exit()

    def ask_to_quit(self) -> None:
        """Quit soon. May be called by a signal handler, at any moment."""
        self.is_asked_to_quit = True
        if self._quit_loop is not None and not self._quit_loop.is_closed():
            self._quit_loop.call_soon_threadsafe(self._quit_soon)

    def _quit_soon(self) -> None:
        if self._is_mounted:
            in_worker(self, self.action_quit, group="quit")
        else:
            self.call_later(self._quit_soon)

    def write_terminal(self, sequence: str) -> None:
        """Write an escape sequence, unless an editor has the terminal."""
        if self._driver is not None:
            self._driver.write(sequence)

    async def terminal_caught_up(self) -> None:
        """Wait until the terminal has taken what was drawn."""
        await self._caught_up.wait()

    @property
    def has_sturdy_terminal(self) -> bool:
        """Whether there is a terminal that can be asked, rather than a web page or a test."""
        return hasattr(self._driver, "takings")

    @property
    def terminal_takings(self) -> int:
        """How often the terminal was taken; what it held before is lost."""
        return getattr(self._driver, "takings", 0)

    def ask_terminal(self, question: str, told: Callable[[str], object]) -> None:
        """Ask a sturdy terminal something; see `SturdyDriver.ask`."""
        if self._driver is not None:
            self._driver.ask(question, told)  # type: ignore[attr-defined]

    def leave_behind(self, leftovers: str) -> None:
        """Have this written to a sturdy terminal when it is given back, however that comes."""
        if self.has_sturdy_terminal:
            self._driver.leftovers = leftovers  # type: ignore[union-attr]

    def frame_terminal(self, greeting: str, farewell: str) -> None:
        """Write one sequence now and whenever the terminal is taken, the other when it is left.

        However that comes about: also when the program is stopped, and when a fault ends it.
        """
        self.write_terminal(greeting)
        if self._driver is not None and not self._driver.is_headless:
            self._driver.greeting = greeting  # type: ignore[attr-defined]
            self._driver.farewell = farewell  # type: ignore[attr-defined]

    def give_back_terminal(self) -> None:
        """Give the terminal back if it was not. For any thread; the app cannot go on after it."""
        give_back = getattr(self._driver, "give_back", None)
        if give_back is not None:
            give_back()

    def terminal_is_behind(self, behind: bool) -> None:
        """Draw nothing while the terminal does not take what was drawn, and then all of it.

        So the frames are as many as the terminal takes, and the app never waits for it.
        """
        self._is_behind = behind
        if behind:
            self._caught_up.clear()
            self._lost_frame = False
            self._held_frames.enter_context(self.batch_update())
            return
        self._caught_up.set()
        self._held_frames.close()
        if self._lost_frame:
            self.draw_again()
        elif self._running:
            self.screen.check_idle()

    def draw_again(self) -> None:
        """Draw the whole screen."""
        if self._running:
            self.screen.refresh(layout=True)

    def keyboard_failed(self, error: Exception) -> None:
        """End: no more keys will come."""
        self.call_later(self._handle_exception, error)

    def keep_all(self) -> None:
        """Keep what would be lost with the app; called when a fault ends it."""

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Draw; remember what is not drawn because the terminal is behind (Textual 8.2.8)."""
        if self._is_behind and renderable is not None:
            self._lost_frame = True
        super()._display(screen, renderable)

    def _handle_exception(self, error: Exception) -> None:
        """Keep the first fault, and end."""
        if self.fault is None:
            self.fault = error.error if isinstance(error, WorkerFailed) else error
            try:
                self.keep_all()
            except Exception as second:
                # The first one is what is told of.
                second.__context__ = None
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End, in place of printing the fault (Textual 8.2.8)."""
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """End, in place of printing what Textual (8.2.8) has to say."""
        del renderables
        self._close_messages_no_wait()
