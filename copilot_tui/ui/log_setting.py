"""What the messages of a log are drawn for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.ui.log_style import LogStyle
    from copilot_tui.ui.render.pictures import MessagePictures


class ItemSetting:
    """What all items of a log are drawn for; shared by them.

    Attributes:
        width: cells of the text.
        style: the styles.
        detailed: whether headers tell everything there is to tell, with date and seconds.
        compact: whether the blank lines are left out that only look good.
        versions: of messages that have several: which one is shown, and of how many.
        pictures_of: what is known of the pictures of a message, by its row id; None where
            nothing is.
        version: changes whenever everything must be drawn anew.
    """

    def __init__(self, width: int, style: LogStyle) -> None:
        self.width = width
        self.style = style
        self.detailed = False
        self.compact = False
        self.versions: Mapping[int, tuple[int, int]] = {}
        self.pictures_of: Callable[[int], MessagePictures | None] = _no_pictures
        self.version = 0

    def renew(self) -> None:
        """Have everything drawn anew when it next comes into view."""
        self.version += 1


def _no_pictures(message: int) -> MessagePictures | None:
    del message
    return None
