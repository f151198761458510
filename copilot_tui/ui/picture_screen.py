"""How the terminal shows pictures, and the pictures that it holds."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping
from enum import Enum, auto
from typing import TYPE_CHECKING

from copilot_tui.config.interface import Pictures
from copilot_tui.terminal.kitty_pictures import (
    ASK,
    MOST_CELLS,
    NUMBERS,
    draws_pictures,
    full_number,
    known_by_name,
    removing,
)
from copilot_tui.terminal.multiplexer import in_screen, in_tmux, pass_through
from copilot_tui.terminal.tmux import passes_through
from copilot_tui.ui.in_worker import in_worker

if TYPE_CHECKING:
    from copilot_tui.ui.sturdy_app import SturdyApp

ANSWER_SECONDS = 1.0
"""How long half blocks wait for a better way; an answer that comes later still counts."""

_AT_ONCE = 60_000
"""Characters that are written at a time, so that a frame is never long behind them."""


class Way(Enum):
    """How pictures are drawn."""

    NAMED = auto()
    BLOCKS = auto()
    KITTY = auto()


class PictureScreen:
    """Finds out how pictures can be drawn, once the first one is met, and sends them.

    Args:
        app: has the terminal.
        environ: of the app.
        changed: called when it is known how pictures are drawn.

    Attributes:
        setting: what the user wants.
    """

    def __init__(
        self, app: SturdyApp, environ: Mapping[str, str], changed: Callable[[], object]
    ) -> None:
        self.setting = Pictures.AUTO
        self._app = app
        self._environ = environ
        self._changed = changed
        self._found: Way | None = None
        self._is_asking = False
        self._group = random.randrange(1, MOST_CELLS)
        self._held: set[int] = set()
        self._takings = app.terminal_takings

    @property
    def is_drawn(self) -> bool:
        """Whether pictures are drawn at all; without colours of its own an app cannot."""
        app = self._app
        return self.setting is not Pictures.OFF and not (app.no_color or app.native_ansi_color)

    @property
    def way(self) -> Way | None:
        """How pictures are drawn; None while that is being found out."""
        if not self.is_drawn:
            return Way.NAMED
        if self.setting is Pictures.BLOCKS or not self._app.has_sturdy_terminal:
            return Way.BLOCKS
        if self.setting is Pictures.KITTY:
            return Way.KITTY
        if self._found is None and not self._is_asking:
            self._is_asking = True
            in_worker(self._app, self._find_out, group="picture-way")
        return self._found

    @property
    def has_lost_all(self) -> bool:
        """Whether the terminal was given back since this was asked last, so that none is left."""
        takings, self._takings = self._takings, self._app.terminal_takings
        if takings == self._takings:
            return False
        self._held.clear()
        self._app.leave_behind("")
        return True

    async def _find_out(self) -> None:
        if in_screen(self._environ):
            self._settle(Way.BLOCKS)
        elif in_tmux(self._environ):
            # What it is asked for by way of tmux, a terminal would answer into the prompt.
            term = await passes_through(self._environ)
            self._settle(Way.KITTY if known_by_name(term) else Way.BLOCKS)
        else:
            self._app.ask_terminal(ASK, self._told)
            await asyncio.sleep(ANSWER_SECONDS)
            if self._found is None:
                self._settle(Way.BLOCKS)

    def _told(self, answers: str) -> None:
        self._settle(Way.KITTY if draws_pictures(answers) else Way.BLOCKS)

    def _settle(self, way: Way) -> None:
        if self._found is not way:
            self._found = way
            self._changed()

    def take_number(self) -> int | None:
        """A number for another picture in the terminal; None where it has as many as it may."""
        numbers = (full_number(self._group, number) for number in NUMBERS)
        free = next((number for number in numbers if number not in self._held), None)
        if free is not None:
            self._held.add(free)
            self._leave_nothing_behind()
        return free

    def remove(self, number: int) -> None:
        """Take a picture from the terminal."""
        if number in self._held:
            self._held.remove(number)
            self._app.write_terminal(pass_through(removing(number), self._environ))
            self._leave_nothing_behind()

    def _leave_nothing_behind(self) -> None:
        sequences = (pass_through(removing(number), self._environ) for number in self._held)
        self._app.leave_behind("".join(sequences))

    async def send(self, sequences: Iterable[str]) -> bool:
        """Give a picture to the terminal, as fast as that takes it.

        Returns:
            False when the terminal was given back meanwhile.
        """
        takings = self._app.terminal_takings
        piece = ""
        for sequence in sequences:
            piece += pass_through(sequence, self._environ)
            if len(piece) >= _AT_ONCE:
                if not await self._written(piece, takings):
                    return False
                piece = ""
        return await self._written(piece, takings)

    async def _written(self, piece: str, takings: int) -> bool:
        await self._app.terminal_caught_up()
        if self._app.terminal_takings != takings:
            return False
        self._app.write_terminal(piece)
        await asyncio.sleep(0)
        return True
