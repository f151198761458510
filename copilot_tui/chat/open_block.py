"""The block that is being read, while lines can still join it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from copilot_tui.chat.block import Block, BlockKind
from copilot_tui.chat.line_shape import HEADING, QUOTE_MARKS, RULE, FenceMarks, fence_marks

if TYPE_CHECKING:
    import re

BLOCK_LIMIT = 8192
"""Characters after which a block other than a fence is cut, so that drawing it is bounded."""

_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_CUT_AS_TEXT = frozenset({BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.RULE, BlockKind.MATH})


@dataclass(slots=True)
class OpenBlock:
    """A block that is being read.

    Attributes:
        kind: what it is so far; a later line can make a paragraph a heading or a table.
        start: where it begins in the text.
        gap: whether a blank line stood before it.
        ordinals: see `Block`.
        indent: see `Block`.
        continued: see `Block`.
        lead: see `Block`.
        table_head: a table's first two lines, the `lead` of what follows if it is cut.
        parts: the text so far.
        size: length of the text so far.
        last_line: the line that was added last.
        ended: whether only blank lines can still join it.
        marks: the opening marks of a fence, or of the open fence inside a quote.
        until: what the last line of an HTML block or of a formula contains; None for an
            HTML block that a blank line ends.
        lazy: whether the next line of its text may lack the indentation or the marks.
    """

    kind: BlockKind
    start: int
    gap: bool
    ordinals: tuple[int | None, ...]
    indent: int
    continued: bool = False
    lead: str = ""
    table_head: str = ""
    parts: list[str] = field(default_factory=list)
    size: int = 0
    last_line: str = ""
    ended: bool = False
    marks: FenceMarks | None = None
    until: re.Pattern[str] | None = None
    lazy: bool = True

    @property
    def is_open_fence(self) -> bool:
        """Whether every line is code until the closing one."""
        return self.kind is BlockKind.FENCE and not self.ended

    @property
    def takes_text(self) -> bool:
        """Whether a line of plain text goes on with its paragraph."""
        return self.kind in _TEXT and not self.ended

    @property
    def takes_any_text(self) -> bool:
        """Whether a line joins it that could begin a block only after a blank line."""
        lazily = self.lazy and (self.kind in _TEXT or self.kind is BlockKind.QUOTE)
        return not self.ended and (lazily or self.kind is BlockKind.TABLE)

    def takes_unread(self, line: str) -> bool:
        """Whether a line joins it whatever it says, because its end is still to come.

        A formula whose end never comes is over at a blank line and where code begins.
        """
        if self.until is None or self.ended:
            return False
        is_math = self.kind is BlockKind.MATH
        return not (is_math and (line.isspace() or fence_marks(line.lstrip(" \t"))))

    @property
    def source(self) -> str:
        """The text so far."""
        if len(self.parts) != 1:
            self.parts = ["".join(self.parts)]
        return self.parts[0]

    def block(self) -> Block:
        """The block as far as it has been read."""
        fence = self.kind is BlockKind.FENCE
        return Block(
            kind=self.kind,
            source=self.source,
            start=self.start,
            gap=self.gap,
            continued=self.continued,
            ordinals=self.ordinals,
            indent=self.indent,
            info=self.marks.info if fence and self.marks else "",
            closed=fence and self.ended,
            lead=self.lead,
        )

    def copy(self) -> OpenBlock:
        """A copy that can go on without changing this one."""
        return replace(self, parts=[self.source])

    def has_room_for(self, text: str) -> bool:
        """Whether `text` can be added without the block having to be cut."""
        return not self.size or self.kind is BlockKind.FENCE or self.size + len(text) <= BLOCK_LIMIT

    def rest(self) -> OpenBlock:
        """An empty block that goes on after this one, which is cut."""
        return replace(
            self,
            kind=BlockKind.PARAGRAPH if self.kind in _CUT_AS_TEXT else self.kind,
            start=self.start + self.size,
            gap=False,
            continued=True,
            lead=self.table_head,
            until=None if self.kind is BlockKind.MATH else self.until,
            parts=[],
            size=0,
        )

    def add(self, text: str) -> None:
        """Add a line, or a piece of one."""
        self.parts.append(text)
        self.size += len(text)
        self.last_line = text

    def take_last_line(self) -> str:
        """Remove and return the line that was added last."""
        line = self.last_line
        self.parts = [self.source.removesuffix(line)]
        self.size -= len(line)
        return line

    def note_quoted(self, text: str) -> None:
        """Note what a quote's line, from its first mark on, means for the line after it."""
        marks = QUOTE_MARKS.match(text)
        inner = text[marks.end() if marks else 0 :]
        if self.marks is not None:
            self.marks = None if self.marks.closed_by(inner) else self.marks
            self.lazy = False
            return
        self.marks = fence_marks(inner)
        self.lazy = self.marks is None and not (
            inner.isspace() or not inner or RULE.match(inner) or HEADING.match(inner)
        )
