"""The answer of one reply, as lines that grow with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.chat.blocks import Block, BlockKind, BlockSplitter
from copilot_tui.ui.render.line import BLANK, Line
from copilot_tui.ui.render.markdown import gap_before, render_block
from copilot_tui.ui.render.tail import TailRenderer

if TYPE_CHECKING:
    from copilot_tui.ui.render.palette import Palette

CODE_KINDS = frozenset({BlockKind.FENCE, BlockKind.INDENTED_CODE})


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


class ReplyBody:
    """Draws a growing Markdown text: settled blocks once, the open ones at each update.

    Args:
        width: cells of each line.
        palette: the styles.

    Attributes:
        lines: all lines as of the last `update`.
    """

    def __init__(self, width: int, palette: Palette) -> None:
        self.lines: list[Line] = []
        self._width = width
        self._palette = palette
        self._splitter = BlockSplitter()
        self._code: list[CodeLines] = []
        self._tail = TailRenderer(width, palette)
        self._settled_blocks = 0
        self._settled_lines = 0
        self._fences = 0
        self._previous: Block | None = None

    def append(self, text: str) -> None:
        """Add text to the end; to be drawn by the next `update`."""
        self._splitter.append(text)

    def finish(self) -> None:
        """Say that no more text will come."""
        self._splitter.finish()

    def update(self, *, open_text: bool = True) -> int:
        """Draw what is new.

        Args:
            open_text: whether to draw a block of text, too, that is still growing; of open
                code only what is new is ever drawn.

        Returns:
            The index of the first line that is not as it was before.
        """
        lines = self.lines
        begin = self._settled_lines
        old_tail = lines[begin:]
        del lines[begin:]
        settled = self._splitter.settled
        newly_settled = len(settled) > self._settled_blocks
        for block in settled[self._settled_blocks :]:
            lines += [BLANK] * gap_before(self._previous, block)
            first = len(lines)
            lines += self._tail.settle(block, self._number(block))
            if block.kind in CODE_KINDS:
                self._code.append(CodeLines(block, first, len(lines)))
            self._previous = block
        self._settled_blocks = len(settled)
        self._settled_lines = first_open = len(lines)
        blocks = self._splitter.tail
        if not open_text and (not blocks or blocks[-1].kind is not BlockKind.FENCE):
            blocks = ()
        tail = self._tail.render(blocks, previous=self._previous, code_number=self._fences + 1)
        lines += tail.lines
        if newly_settled:
            return begin + _same(old_tail, lines, begin)
        return first_open + tail.first_changed

    def code_blocks(self) -> list[CodeLines]:
        """The blocks of code as of the last `update`."""
        found = list(self._code)
        line = self._settled_lines
        previous = self._previous
        for block in self._splitter.tail:
            line += gap_before(previous, block)
            end = line + len(render_block(block, self._width, self._palette))
            if block.kind in CODE_KINDS:
                found.append(CodeLines(block, line, end))
            line, previous = end, block
        return found

    def _number(self, block: Block) -> int | None:
        if block.kind is not BlockKind.FENCE:
            return None
        self._fences += 1
        return self._fences


def _same(old_tail: list[Line], lines: list[Line], begin: int) -> int:
    """How many lines from `begin` on are the same objects as before."""
    for count, line in enumerate(old_tail):
        if begin + count >= len(lines) or lines[begin + count] is not line:
            return count
    return len(old_tail)
