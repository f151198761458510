"""Text that is no Markdown, as lines; and the beginning of it, where it is long."""

from __future__ import annotations

from rich.style import Style

from copilot_tui.ui.render.line import Line, Row, Span, lines_from
from copilot_tui.ui.render.wrap import wrap

FOLDED_LINES = 10
"""Lines that are seen of a folded text."""

LONGEST_UNFOLDED = 30
"""Lines up to which a question is shown whole unless it is folded by hand."""

_TAB_STOP = 4


def single_line(spans: list[Span], width: int) -> Line:
    """One line; what is too wide is cropped."""
    return lines_from([Row(spans)], width)[0]


def blank_line() -> Line:
    """A line without text."""
    return lines_from([Row([])], 1)[0]


def plain_lines(text: str, style: Style, width: int) -> list[Line]:
    """Draw a text with its own line ends, breaking those lines that are too long."""
    rows: list[Row] = []
    for line in text.expandtabs(_TAB_STOP).split("\n"):
        rows += wrap([Span(line, style)], width)
    return lines_from(rows, width)


def first_lines(text: str, style: Style, width: int, most: int) -> list[Line]:
    """Draw as `plain_lines`, but no more than `most` lines, however long the text is."""
    rows: list[Row] = []
    start = 0
    while len(rows) < most and start <= len(text):
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline
        room = most - len(rows)
        enough = min(end, start + room * width + 1)
        made = wrap([Span(text[start:enough].expandtabs(_TAB_STOP), style)], width)
        if enough < end and len(made) < room:
            # Of characters without a width, and spaces at line ends, more have room.
            made = wrap([Span(text[start:end].expandtabs(_TAB_STOP), style)], width)
        rows += made
        start = end + 1
    return lines_from(rows[:most], width)


def count_lines(text: str, width: int) -> tuple[int, bool]:
    """How many lines a text has when it is drawn, and whether that is exact.

    Wrapping a text of 1 MB takes half a second; this takes some milliseconds.
    """
    lengths = [len(line) for line in text.split("\n")]
    if max(lengths) <= width and text.isascii() and "\t" not in text:
        return len(lengths), True
    return sum(max(1, -(-length // width)) for length in lengths), False


def rest_line(count: int, style: Style, width: int, *, exact: bool = True) -> Line:
    """The line in place of what a fold hides."""
    lines = "1 more line" if count == 1 else f"{count:,} more lines"
    return single_line([Span(f"▸ {'' if exact else 'about '}{lines}", style)], width)
