"""The pictures of the log: what is known of them, and those that are ready to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS

from copilot_tui.aside import aside
from copilot_tui.errors import CopilotError, StoreError
from copilot_tui.terminal.cell_size import cell_size
from copilot_tui.terminal.kitty_pictures import sending
from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.picture_painter import Painted, paint_blocks, paint_kitty
from copilot_tui.ui.picture_screen import PictureScreen, Way
from copilot_tui.ui.render.picture_size import USUAL_CELL, CellSize
from copilot_tui.ui.render.pictures import MessagePictures

if TYPE_CHECKING:
    from copilot_tui.chat.picture import PictureFacts
    from copilot_tui.config.interface import Pictures
    from copilot_tui.library.library import Library
    from copilot_tui.ui.message_log import MessageLog
    from copilot_tui.ui.render.line import Line
    from copilot_tui.ui.render.picture_row import ShownPicture
    from copilot_tui.ui.sturdy_app import SturdyApp

MOST_BYTES = 32_000_000
"""What painted pictures may take, here or in the terminal, but for those in view."""

_Size = tuple[str, int, int]


class PictureGallery:
    """Paints the pictures that come into view, in a thread, and keeps the newest of them.

    Args:
        log: shows them.
        library: keeps them.
        app: has the terminal.
        environ: of the app.
    """

    def __init__(
        self, log: MessageLog, library: Library, app: SturdyApp, environ: Mapping[str, str]
    ) -> None:
        self.screen = PictureScreen(app, environ, self._anew)
        self._log = log
        self._library = library
        self._app = app
        self._cell = CellSize(*(cell_size() or USUAL_CELL))
        self._uses: dict[int, Mapping[str, PictureFacts]] = {}
        self._to_ask: set[int] = set()
        self._faults: dict[str, str] = {}
        self._painted: dict[_Size, tuple[Painted, int]] = {}
        self._cost = 0
        self._wanted: dict[_Size, ShownPicture] = {}
        self._is_painting = False

    def measure(self) -> bool:
        """Find out how large the cells are now; tells whether they were otherwise."""
        before, self._cell = self._cell, CellSize(*(cell_size() or USUAL_CELL))
        if before != self._cell:
            self._forget(remove=True)
        return before != self._cell

    # What is known

    def pictures_of(self, message: int) -> MessagePictures:
        """What is known of the pictures of a message; asks for it where nothing is."""
        uses = self._uses.get(message)
        if uses is None:
            uses = self._uses[message] = {}
            self.ask([message])
        keys = self._log.keys.keys_of("message.menu")
        hint = f"{keys}: fetch it" if keys else ""
        return MessagePictures(uses, self._cell, self.screen.is_drawn, self._faults, hint)

    def know(self, uses: Mapping[int, Mapping[str, PictureFacts]]) -> None:
        """Take in what is known of the pictures of messages that are about to be shown."""
        self._uses |= {message: as_parsed(found) for message, found in uses.items()}

    def ask(self, messages: list[int]) -> None:
        """Find out which pictures are kept of these messages, and show them."""
        if not self._to_ask:
            in_worker(self._app, self._ask, group="picture-uses")
        self._to_ask.update(messages)

    async def _ask(self) -> None:
        messages, self._to_ask = sorted(self._to_ask), set()
        try:
            found = await self._library.picture_uses(messages)
        except StoreError:
            return  # They stay named; the pane tells of the store.
        changed = {
            message: uses
            for message, uses in found.items()
            if as_parsed(uses) != self._uses.get(message)
        }
        self.know(changed)
        self._log.draw_messages_anew(changed)

    # What is drawn

    def line(self, line: Line) -> Line:
        """A line of a picture as it can be drawn now; it is painted soon if it is not yet."""
        if line.picture is None or line.picture.number is None:
            return line
        way = self.screen.way
        if self.screen.has_lost_all:
            self._forget(remove=False)
        if way is None or way is Way.NAMED:
            return line
        shown = line.picture.shown
        key = shown[:3]
        entry = self._painted.pop(key, None)
        if entry is None:
            self._want(key, shown)
            return line
        self._painted[key] = entry  # As the one that was seen last.
        return entry[0].lines[line.picture.number]

    def _anew(self) -> None:
        """Pictures are drawn in another way now."""
        self._forget(remove=True)
        self._log.refresh()

    def draw_by(self, setting: Pictures) -> None:
        """Draw as the user wants now."""
        self._forget(remove=True)
        self.screen.setting = setting
        self._log.draw_all_anew()

    def _forget(self, *, remove: bool) -> None:
        if remove:
            for _, number in self._painted.values():
                self.screen.remove(number)
        self._painted.clear()
        self._cost = 0

    def _want(self, key: _Size, shown: ShownPicture) -> None:
        self._wanted.pop(key, None)
        self._wanted[key] = shown
        if not self._is_painting:
            self._is_painting = True
            in_worker(self._app, self._paint_wanted, group="painting")

    async def _paint_wanted(self) -> None:
        """Paint one after the other, those first that were looked at last."""
        try:
            while self._wanted:
                key, shown = self._wanted.popitem()
                if key in self._in_view() and key not in self._painted:
                    await self._paint(key, shown)
        finally:
            self._is_painting = False

    async def _paint(self, key: _Size, shown: ShownPicture) -> None:
        fault = ""
        try:
            picture = await self._library.picture(shown.digest)
            if picture is None:
                fault = "it is not here any more"
            else:
                await self._show(key, shown, picture.data)
        except CopilotError as error:
            fault = error.what
        if fault:
            self._faults[shown.digest] = fault
            self._log.draw_messages_anew(
                message
                for message, uses in self._uses.items()
                if any(facts.digest == shown.digest for facts in uses.values())
            )

    async def _show(self, key: _Size, shown: ShownPicture, data: bytes) -> None:
        way, number = self.screen.way, 0
        if way is Way.KITTY and (free := self.screen.take_number()) is not None:
            number = free
        try:
            if number:
                painted = await aside(partial(paint_kitty, data, shown, self._cell, number))
                sent = await self.screen.send(
                    sending(painted.png, number, shown.columns, shown.rows)
                )
            else:
                painted = await aside(partial(paint_blocks, data, shown, self._colours))
                sent = True
        except CopilotError:
            self.screen.remove(number)
            raise
        if not sent or way is not self.screen.way:
            self.screen.remove(number)
            self._log.refresh()
            return
        self._painted[key] = (Painted(painted.lines, painted.cost), number)
        self._cost += painted.cost
        self._make_room()
        self._log.refresh()

    def _make_room(self) -> None:
        """Let go of those that were seen longest ago."""
        in_view = self._in_view()
        for key in [key for key in self._painted if key not in in_view]:
            if self._cost <= MOST_BYTES:
                break
            painted, number = self._painted.pop(key)
            self._cost -= painted.cost
            self.screen.remove(number)

    def _in_view(self) -> set[_Size]:
        return {row.shown[:3] for row in self._log.picture_rows()}

    @property
    def _colours(self) -> ColorSystem:
        return COLOR_SYSTEMS.get(self._app.console.color_system or "", ColorSystem.TRUECOLOR)


def as_parsed(uses: Mapping[str, PictureFacts]) -> dict[str, PictureFacts]:
    """The pictures by their targets, as they stand in the text and as the parser writes them."""
    from markdown_it.common.normalize_url import normalizeLink

    return {**{normalizeLink(target): facts for target, facts in uses.items()}, **uses}
