"""The block of code that was copied last, lit up so that one sees which it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.ui.log_item import LogItem


@dataclass(frozen=True, slots=True)
class LitCode:
    """A block of code of a message.

    Attributes:
        message: the id of the message.
        index: which of its blocks it is, from 0.
        count: how many blocks there are.
        language: as its fence names it; may be empty.
        code: its source, to be copied.
        first: its first line among the message's.
        end: the line after its last one.
    """

    message: int
    index: int
    count: int
    language: str
    code: str
    first: int
    end: int

    @property
    def label(self) -> str:
        """Which block it is, such as "python 2/3"."""
        return f"{self.language or 'code'} {self.index + 1}/{self.count}"

    def label_at(self, message: int, line: int) -> str | None:
        """The label where it stands, an empty text at its other lines, None elsewhere."""
        if message != self.message or not self.first <= line < self.end:
            return None
        return self.label if line == self.first else ""


def next_code(item: LogItem, lit: LitCode | None) -> LitCode | None:
    """The block after the one that is lit, round; the first one if none of them is.

    Returns:
        None when the message has no code.
    """
    blocks = item.code_blocks()
    if not blocks:
        return None
    goes_on = lit is not None and lit.message == item.id
    index = (lit.index + 1) % len(blocks) if lit and goes_on else 0
    block, first, end = blocks[index]
    return LitCode(
        message=item.id,
        index=index,
        count=len(blocks),
        language=block.language,
        code=block.code,
        first=first,
        end=end,
    )
