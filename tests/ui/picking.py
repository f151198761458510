"""An app with nothing but one window over it, and what tests need to drive and to look at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path, PurePath
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.screen import ModalScreen

import copilot_tui.ui
from copilot_tui.ui.theme import DARK, LIGHT
from tests.ui.painted_screen import PaintedScreen
from tests.ui.waiting import wait_until

_UI = Path(copilot_tui.ui.__file__).parent
_KEYS = {" ": "space", "[": "left_square_bracket"}
_CHARACTERS = {"enter": "\r", "tab": "\t", "escape": "\x1b"}

Result = TypeVar("Result")


class _WindowApp(App[None]):
    CSS_PATH: ClassVar[list[str | PurePath]] = [_UI / "copilot.tcss", _UI / "picker.tcss"]
    ENABLE_COMMAND_PALETTE = False

    def on_mount(self) -> None:
        """Look as the real app does."""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name


class Window(Generic[Result]):
    """A window as a test drives it.

    Attributes:
        results: what it was dismissed with, if it was.
    """

    def __init__(self, pilot: Pilot[None], painted: PaintedScreen) -> None:
        self.pilot = pilot
        self.painted = painted
        self.results: list[Result | None] = []

    def burst(self, *keys: str) -> None:
        """Put key events in the app's queue without letting it work in between."""
        for key in keys:
            character = key if len(key) == 1 else _CHARACTERS.get(key)
            self.pilot.app.post_message(events.Key(_KEYS.get(key, key), character))

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and let each be done."""
        for key in keys:
            self.burst(key)
            for _ in range(3):
                await self.pilot.pause(0)

    async def paste(self, text: str) -> None:
        """Paste a text."""
        self.pilot.app.post_message(events.Paste(text))
        await self.press()

    async def until(self, reached: Callable[[], bool]) -> None:
        """See `wait_until`."""
        await wait_until(reached)

    async def sees(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        await wait_until(lambda: text in self.text)

    async def result(self) -> Result | None:
        """Wait until it is dismissed."""
        await wait_until(lambda: bool(self.results))
        return self.results[0]

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(row.rstrip() for row in self.painted.rows)

    @property
    def listed(self) -> list[str]:
        """The lines between the frame's sides, without the empty ones."""
        inner = [row.strip().strip("│").rstrip() for row in self.painted.rows if "│" in row]
        return [row for row in inner if row.strip()]

    def style_of(self, text: str) -> str:
        """How the first cell of a text was written, as SGR parameters."""
        for y, row in enumerate(self.painted.rows):
            if (x := row.find(text)) >= 0:
                return self.painted.style(x, y)
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")


@asynccontextmanager
async def showing(
    screen: ModalScreen[Result], *, size: tuple[int, int] = (80, 24), typed: tuple[str, ...] = ()
) -> AsyncIterator[Window[Result]]:
    """Push a window, with keys that are pressed before it stands.

    Args:
        screen: the window.
        size: columns and rows of the terminal.
        typed: put in the queue right after it is pushed.
    """
    app = _WindowApp()
    painted = PaintedScreen(app)
    async with app.run_test(size=size) as pilot:
        window: Window[Result] = Window(pilot, painted)
        await wait_until(lambda: bool(app.screen_stack))
        app.push_screen(screen, window.results.append)
        window.burst(*typed)
        if not typed:
            await wait_until(lambda: screen.is_mounted and screen.focused is not None)
            await window.press()
        yield window
