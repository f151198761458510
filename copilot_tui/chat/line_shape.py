"""How one line of Markdown looks, as far as that decides where a block begins or ends.

The rules are those of CommonMark 0.31 and of the tables of GitHub Flavored Markdown 0.29.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TAB_STOP = 4
_WHITESPACE = " \t"

HEADING = re.compile(r"#{1,6}(?:[ \t\n]|$)")
RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})\n?$")
UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*\n?$")
QUOTE_MARKS = re.compile(r"(?: {0,3}> ?)+")

_FENCE = re.compile(r"(`{3,})([^`\n]*)\n?$|(~{3,})([^\n]*)\n?$")
_LIST_MARKER = re.compile(r"(?:[-+*]|(\d{1,9})([.)]))(?=[ \t\n]|$)")
_DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-+:?(?:[ \t]*\|[ \t]*:?-+:?)*[ \t]*\|?$")
_CELL_SEPARATOR = re.compile(r"(?<!\\)\|")
_ATTRIBUTE = r"\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?"
_WHOLE_TAG = re.compile(
    rf"<(?:[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?|/[A-Za-z][\w-]*\s*)>\s*$"
)
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd"
    r"|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset"
    r"|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol"
    r"|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr"
    r"|track|ul)(?=\s|/?>|$)",
    re.IGNORECASE,
)
_HTML_UNTIL = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?=\s|>|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
)


@dataclass(frozen=True, slots=True)
class FenceMarks:
    """The opening line of a fence."""

    marks: str
    info: str

    def closed_by(self, text: str) -> bool:
        """Whether `text`, a line without its indentation, closes the fence."""
        body = text.rstrip(" \t\n")
        return len(body) >= len(self.marks) and not body.strip(self.marks[0])


@dataclass(frozen=True, slots=True)
class ListMarker:
    """The marker of a list item.

    Attributes:
        sort: what items of one list share: the bullet, or the sign after the number.
        number: None for a bullet.
        column: where the marker stands.
        content_column: where the item's content stands.
        length: characters from the marker's first to the content's first.
        empty: whether nothing follows on the line.
    """

    sort: str
    number: int | None
    column: int
    content_column: int
    length: int
    empty: bool


@dataclass(frozen=True, slots=True)
class HtmlStart:
    """The beginning of an HTML block.

    Attributes:
        end: what its last line contains; None when a blank line ends it.
    """

    end: re.Pattern[str] | None


def indentation(text: str, column: int) -> tuple[int, int]:
    """Measure the white space `text` begins with.

    Args:
        text: the line, or the rest of one.
        column: the column that `text` begins at; tab stops are every four columns.

    Returns:
        The column of the first other character, and its index in `text`.
    """
    index = 0
    for character in text:
        if character not in _WHITESPACE:
            break
        column += 1 if character == " " else TAB_STOP - column % TAB_STOP
        index += 1
    return column, index


def fence_marks(text: str) -> FenceMarks | None:
    """Read `text`, a line without its indentation, as the opening of a fence."""
    found = _FENCE.match(text)
    if found is None:
        return None
    return FenceMarks(found[1] or found[3], (found[2] or found[4] or "").strip())


def list_marker(text: str, column: int) -> ListMarker | None:
    """Read the marker that `text`, which stands at `column`, begins with."""
    found = _LIST_MARKER.match(text)
    if found is None:
        return None
    width = found.end()
    after, spaces = indentation(text[width:], column + width)
    empty = not text[width + spaces :].strip()
    if empty or after - column - width > TAB_STOP:
        after, spaces = column + width + 1, min(spaces, 1)
    number = int(found[1]) if found[1] else None
    return ListMarker(found[2] or found[0], number, column, after, width + spaces, empty)


def is_table_head(header: str, delimiters: str) -> bool:
    """Whether the two lines, without their indentation, begin a table."""
    row = delimiters.strip()
    if "|" not in header or len(row) < 2 or _DELIMITER_ROW.match(row) is None:
        return False
    return _cell_count(header) == _cell_count(row)


def html_start(text: str, *, interrupts: bool) -> HtmlStart | None:
    """Read `text`, a line without its indentation, as the beginning of an HTML block.

    Args:
        text: the line.
        interrupts: whether it stands directly below a paragraph.
    """
    if not text.startswith("<"):
        return None
    for begin, end in _HTML_UNTIL:
        if begin.match(text):
            return HtmlStart(end)
    if _BLOCK_TAG.match(text) or (not interrupts and _WHOLE_TAG.match(text)):
        return HtmlStart(None)
    return None


def _cell_count(row: str) -> int:
    cells = _CELL_SEPARATOR.split(row.strip())
    return len(cells) - (not cells[0].strip()) - (len(cells) > 1 and not cells[-1].strip())
