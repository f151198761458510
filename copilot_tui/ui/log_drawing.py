"""From a row of the log to the cells on the screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip

from copilot_tui.chat.conversation import Role

if TYPE_CHECKING:
    from copilot_tui.ui.log_row import Row
    from copilot_tui.ui.log_setting import ItemSetting
    from copilot_tui.ui.log_style import LogStyle
    from copilot_tui.ui.log_view import LogView

USER_BAR = "▍ "
CURSOR_BAR = "█ "
NO_BAR = "  "
BADGE_TEXT = " ↓ new text below "
BADGE = len(BADGE_TEXT) + 2
THUMB = "▐"
SCROLLBAR = len(THUMB)

_SELECTED = Style(reverse=True)


class Mark(NamedTuple):
    """What is to be seen on a row beside its text.

    Attributes:
        cursor: whether its message is under the cursor.
        selected: whether its message is selected by keys.
        code: what stands in place of the row in code that is lit up, empty for its own
            text; None where no code is lit up.
        hits: start, end and whether it is the current one, of each search hit.
    """

    cursor: bool = False
    selected: bool = False
    code: str | None = None
    hits: tuple[tuple[int, int, bool], ...] = ()


NO_MARK = Mark()


def draw_row(
    row: Row,
    width: int,
    setting: ItemSetting,
    mark: Mark = NO_MARK,
    selection: Selection | None = None,
    *,
    on_thumb: bool = False,
) -> Strip:
    """Draw a line of a message with its bar, its ground and its part of the scrollbar.

    Args:
        row: which line of which message.
        width: cells to fill.
        setting: width and styles of the messages.
        mark: what is to be seen beside the text.
        selection: what is selected with the mouse.
        on_thumb: whether the thumb of the scrollbar is there.
    """
    style = setting.style
    bar, ground = _bar_and_ground(row, style, mark)
    line = row.line
    text: Iterable[Segment] = line.segments if mark is NO_MARK else _marked(row, style, mark)
    picture = line.picture
    is_picture = picture is not None and picture.number is not None
    if (
        selection is not None
        and not is_picture
        and (span := selection.get_span(row.key)) is not None
    ):
        text = painted(Strip(text, line.cells), line.text, [(*span, _SELECTED)])
    # One more cell in each line, so that what is seen to end there ends evenly.
    column = len(NO_BAR) + max(setting.width, line.cells) + 1
    fill = column - len(NO_BAR) - line.cells
    room = width - SCROLLBAR
    if is_picture:
        shown = [Segment(part.text, _on_picture(part.style, ground)) for part in text]
    else:
        shown = [Segment(part.text, ground + (part.style or ground)) for part in text if part.text]
    segments = [bar, *shown, Segment(" " * fill, ground)]
    if column < room:
        segments.append(Segment(" " * (room - column), style.base))
    elif column > room:
        segments = list(Strip(segments, column).crop(0, room))
    return Strip([*segments, _scrollbar(style, on_thumb=on_thumb)], width)


def blank_row(width: int, style: LogStyle, *, on_thumb: bool = False) -> Strip:
    """Draw a line below all messages."""
    blank = Segment(" " * (width - SCROLLBAR), style.base)
    return Strip([blank, _scrollbar(style, on_thumb=on_thumb)], width)


def with_places(row: Row) -> Strip:
    """A line whose characters carry their places in the log, so that they can be selected.

    A selection that begins on the bar begins with the line.
    """
    bar = Strip([Segment(NO_BAR[:1])]).apply_offsets(0, row.key)
    text = Strip([Segment(row.line.text), Segment(" ")]).apply_offsets(0, row.key)
    return Strip.join([*[bar] * len(NO_BAR), text])


def _on_picture(style: Style | None, ground: Style) -> Style:
    """The style of a cell; adding them up takes long for so many different ones."""
    if style is None:
        return ground
    return style if style.bgcolor is not None else ground + style


def _scrollbar(style: LogStyle, *, on_thumb: bool) -> Segment:
    return Segment(THUMB, style.thumb) if on_thumb else Segment(" ", style.base)


def _bar_and_ground(row: Row, style: LogStyle, mark: Mark) -> tuple[Segment, Style]:
    if row.item.is_gap(row.number):
        return Segment(NO_BAR, style.base), style.base
    is_user = row.item.role is Role.USER
    if mark.selected or mark.cursor:
        under_cursor = style.user_cursor if is_user else style.cursor
        ground = style.selected if mark.selected else under_cursor
        # In reverse video the bar would be a hole.
        around = under_cursor if ground.reverse else ground
        return Segment(CURSOR_BAR, around + style.cursor_bar), ground
    if is_user:
        return Segment(USER_BAR, style.user + style.user_bar), style.user
    return Segment(NO_BAR, style.base), style.base


def _marked(row: Row, style: LogStyle, mark: Mark) -> Strip:
    """The text of a row with its hits and as code that is lit up."""
    text = row.line.strip
    if mark.code:
        lead = row.line.text[: len(row.line.text) - len(row.line.text.lstrip(" "))]
        label = set_cell_size(f"{lead}{mark.code}", text.cell_length)
        text = Strip([Segment(label, style.key)], text.cell_length)
    elif mark.hits:
        hits = [(*hit[:2], style.current_hit if hit[2] else style.hit) for hit in mark.hits]
        text = painted(text, row.line.text, hits)
    if mark.code is not None:
        text = Strip(Segment.apply_style(text, post_style=style.lit_code), text.cell_length)
    return text


def painted(strip: Strip, text: str, spans: Iterable[tuple[int, int, Style]]) -> Strip:
    """Lay styles over stretches of a line, which are given in characters and in order."""
    parts: list[Strip] = []
    done = 0
    for start, end, style in spans:
        end = len(text) if end < 0 else min(end, len(text))
        if start >= end:
            continue
        left = cell_len(text[:start])
        right = left + cell_len(text[start:end])
        painted = Segment.apply_style(strip.crop(left, right), post_style=style)
        parts += [strip.crop(done, left), Strip(painted)]
        done = right
    return Strip.join([*parts, strip.crop(done, strip.cell_length)]) if parts else strip


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
