"""One top-level piece of a Markdown text, and what is needed to draw it alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_LANGUAGE = re.compile(r"[\w+#-]+(?:\.[\w+#-]+)*")
_MARKER = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]*")
_TAB_STOP = 4


class BlockKind(StrEnum):
    """What a block is."""

    BLANK = "blank"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    FENCE = "fence"
    INDENTED_CODE = "indented code"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    TABLE = "table"
    RULE = "rule"
    HTML = "html"
    MATH = "math"


@dataclass(frozen=True, slots=True)
class Block:
    """A slice of a Markdown text that is drawn by itself.

    The sources of all blocks of a text, joined in order, are the text. Blank lines belong
    to the block before them; those at the very start are a block of kind BLANK.

    Attributes:
        kind: what it is.
        source: its exact slice of the text, with its line ends.
        start: where `source` begins in the text, in code points.
        gap: whether a blank line stood before it.
        continued: whether it goes on where the block before it was cut for its size.
        ordinals: the list items around it, outermost first: the item's number, or None
            for a bullet. The last one of a LIST_ITEM is its own.
        indent: columns that each line is indented by, before what belongs to the block.
        info: the text after a fence's opening marks.
        closed: whether a fence has its closing line.
        lead: lines to be put before the source of a cut table, so that it has its header.
    """

    kind: BlockKind
    source: str
    start: int
    gap: bool = False
    continued: bool = False
    ordinals: tuple[int | None, ...] = ()
    indent: int = 0
    info: str = ""
    closed: bool = False
    lead: str = ""

    @property
    def end(self) -> int:
        """Where the next block begins in the text."""
        return self.start + len(self.source)

    @property
    def language(self) -> str:
        """The language that a fence names, or an empty string."""
        found = _LANGUAGE.search(self.info)
        return found.group() if found else ""

    @property
    def content(self) -> str:
        """The block as a Markdown text of its own, without the list items around it."""
        source = self.source
        if self.kind is BlockKind.LIST_ITEM and (marker := _MARKER.match(source)):
            source = source[marker.end() :]
        return dedent(self.lead + source, self.indent)

    @property
    def code(self) -> str:
        """The code of a FENCE or INDENTED_CODE block, as it is to be copied."""
        if self.kind is not BlockKind.FENCE:
            return dedent(self.source, self.indent + _TAB_STOP).rstrip("\n \t") + "\n"
        lines = self.source.split("\n")[1:]
        if self.closed:
            while lines and not lines[-1].strip():
                lines.pop()
            lines = [*lines[:-1], ""]
        return dedent("\n".join(lines), self.indent)


def dedent(text: str, columns: int) -> str:
    """Remove up to `columns` columns of leading white space from every line of `text`."""
    if not columns:
        return text
    return "\n".join(_dedent_line(line, columns) for line in text.split("\n"))


def _dedent_line(line: str, columns: int) -> str:
    column = 0
    for index, character in enumerate(line):
        if column >= columns or character not in " \t":
            return " " * (column - columns) + line[index:]
        column += 1 if character == " " else _TAB_STOP - column % _TAB_STOP
    return " " * max(0, column - columns)
