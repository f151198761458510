"""Where a block of code stands among the lines of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from copilot_tui.chat.block import Block


class CodeLines(NamedTuple):
    """A block of code and where it is drawn.

    Attributes:
        block: the block.
        first: its first line, the label if it has one.
        end: the line after its last one.
    """

    block: Block
    first: int
    end: int
