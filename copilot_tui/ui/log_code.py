"""The block of code that was copied last, lit up so that one sees which it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.ui.code_lines import CodeLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from copilot_tui.chat.blocks import Block

_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class LitCode:
    """A block of code of a message.

    Attributes:
        message: the id of the message.
        index: which of its blocks it is, from 0.
        count: how many blocks there are.
        language: as its fence names it; may be empty.
        code: its source, to be copied.
        first: its first line among the message's; a negative one while it is not drawn.
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


def next_code(message: int, blocks: Sequence[CodeLines], lit: LitCode | None) -> LitCode | None:
    """The block after the one that is lit, round; the first one if none of them is.

    Args:
        message: the id of the message.
        blocks: all of its blocks of code.
        lit: what is lit, in whichever message.

    Returns:
        None when the message has no code.
    """
    if not blocks:
        return None
    goes_on = lit is not None and lit.message == message
    index = (lit.index + 1) % len(blocks) if lit and goes_on else 0
    return _lit(message, blocks, index)


def found_again(blocks: Sequence[CodeLines], lit: LitCode) -> LitCode | None:
    """The block that is lit, where it is drawn now; None if it is no more."""
    return _lit(lit.message, blocks, lit.index) if lit.index < len(blocks) else None


def undrawn(blocks: Iterable[Block]) -> list[CodeLines]:
    """Blocks of which it is not known yet where they are drawn."""
    return [CodeLines(block, _NOWHERE, _NOWHERE) for block in blocks]


def _lit(message: int, blocks: Sequence[CodeLines], index: int) -> LitCode:
    block, first, end = blocks[index]
    return LitCode(
        message=message,
        index=index,
        count=len(blocks),
        language=block.language,
        code=block.code,
        first=first,
        end=end,
    )
