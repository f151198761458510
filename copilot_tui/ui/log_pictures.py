"""The part of the log that has the messages, and what they show of pictures."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.reactive import reactive
from textual.widget import Widget

from copilot_tui.config.interface import Pictures
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from copilot_tui.ui.log_view import LogView

if TYPE_CHECKING:
    from copilot_tui.library.opened import PictureUses
    from copilot_tui.ui.picture_gallery import PictureGallery
    from copilot_tui.ui.render.picture_row import PictureRow


class LogPictures(Widget):
    """Shows pictures once a gallery is hung, which is after the first paint.

    Attributes:
        gallery: paints the pictures; None before that.
    """

    pictures: reactive[Pictures] = reactive(Pictures.AUTO, init=False)
    """How pictures are drawn."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = LogView()
        self._setting = ItemSetting(width=80, style=LogStyle.plain())
        self.gallery: PictureGallery | None = None
        self._known_pictures: PictureUses = {}

    @abstractmethod
    def _draw_anew(self) -> None:
        """Draw all messages anew once they come into view."""

    @abstractmethod
    def _redraw(self) -> None:
        """Find the rows in view and draw them all."""

    def hang(self, gallery: PictureGallery) -> None:
        """Draw pictures from now on."""
        self.gallery = gallery
        gallery.know(self._known_pictures)
        self._known_pictures = {}
        gallery.screen.setting = self.pictures
        self._setting.pictures_of = gallery.pictures_of
        self.draw_all_anew()

    def watch_pictures(self, pictures: Pictures) -> None:
        """Draw pictures in another way."""
        if self.gallery is not None:
            self.gallery.draw_by(pictures)

    def know_pictures(self, uses: PictureUses) -> None:
        """Take in what is known of the pictures of messages that are about to be shown."""
        if self.gallery is not None:
            self.gallery.know(uses)
        else:
            self._known_pictures |= uses

    def draw_all_anew(self) -> None:
        """Draw all messages anew, as they are drawn in another way now."""
        self._draw_anew()
        self._redraw()

    def draw_messages_anew(self, messages: Iterable[int]) -> None:
        """Draw some messages anew, by their row ids."""
        items = [item for item in map(self._view.item, messages) if item is not None]
        for item in items:
            item.renew()
        if items:
            self._view.measure_anew()
            self._redraw()

    def picture_rows(self) -> list[PictureRow]:
        """The lines of pictures that are in view."""
        lines = (row.line.picture for row in self._view.rows)
        return [line for line in lines if line is not None]
