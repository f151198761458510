"""From a row of the log to the cells on the screen."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip

from copilot_tui.chat.conversation import Role
from copilot_tui.ui.log_item import ItemSetting
from copilot_tui.ui.log_view import LogView, Row

BAR = "▍ "
NO_BAR = "  "
BADGE_TEXT = " ↓ new text below "
BADGE = len(BADGE_TEXT) + 2
THUMB = "▐"

_SELECTED = Style(reverse=True)


def draw_row(
    row: Row, last: Segment, width: int, setting: ItemSetting, selection: Selection | None
) -> Strip:
    """Draw a line of a message with its bar and its ground.

    Every cell of the text carries its place in the log, so that it can be selected.

    Args:
        row: which line of which message.
        last: what stands in the last cells, such as the scrollbar.
        width: cells to fill, the last ones included.
        setting: width and styles of the messages.
        selection: what is selected.
    """
    style = setting.style
    is_user = row.item.message.role is Role.USER and not row.item.is_gap(row.number)
    ground = style.user if is_user else style.base
    bar = Segment(BAR if is_user else NO_BAR, style.user_bar if is_user else style.base)
    text = row.line.strip
    if selection is not None and (span := selection.get_span(row.key)) is not None:
        text = _highlighted(text, row.line.text, span)
    text = text.apply_style(ground).extend_cell_length(1, ground).apply_offsets(0, row.key)
    used = len(BAR) + text.cell_length
    column = len(BAR) + setting.width
    fill = Segment(" " * max(0, column - used), ground)
    room = width - last.cell_length
    rest = Segment(" " * max(0, room - max(column, used)), style.base)
    strip = Strip([bar, *text, fill, rest]).adjust_cell_length(room, style.base)
    return Strip([*strip, last], width)


def _highlighted(strip: Strip, text: str, span: tuple[int, int]) -> Strip:
    """Show a stretch of a line, given in characters, as selected."""
    start, end = span
    if end < 0 or end > len(text):
        end = len(text)
    if start >= end:
        return strip
    left = cell_len(text[:start])
    right = left + cell_len(text[start:end])
    return Strip.join(
        [
            strip.crop(0, left),
            strip.crop(left, right).apply_style(_SELECTED),
            strip.crop(right, strip.cell_length),
        ]
    )


def with_badge(strip: Strip, style: Style) -> Strip:
    """Say over the right end of a line that there is new text below."""
    room = strip.cell_length
    badge = set_cell_size(BADGE_TEXT, min(len(BADGE_TEXT), room))
    return Strip.join([strip.crop(0, room - len(badge)), Strip([Segment(badge, style)])])


def scrollbar_rows(view: LogView, height: int) -> range:
    """The lines of the screen that the thumb of the scrollbar covers; none if all is seen."""
    total = view.total()
    if total <= height or height < 1:
        return range(0)
    size = max(1, height * height // total)
    if view.following:
        return range(height - size, height)
    start = min(height - size, view.above() * height // total)
    return range(start, start + size)
