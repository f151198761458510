"""The answer of one reply, as lines that grow with it."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from copilot_tui.chat.blocks import Block, BlockKind, BlockSplitter
from copilot_tui.ui.code_lines import CodeLines
from copilot_tui.ui.render.code import UNKNOWN
from copilot_tui.ui.render.line import BLANK, Line
from copilot_tui.ui.render.markdown import gap_before, render_block
from copilot_tui.ui.render.tail import TailRenderer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.ui.render.palette import Palette
    from copilot_tui.ui.render.pictures import MessagePictures

CODE_KINDS = frozenset({BlockKind.FENCE, BlockKind.INDENTED_CODE})


class ReplyBody:
    """Draws a growing Markdown text: settled blocks once, the open ones at each update.

    Args:
        width: cells of each line.
        palette: the styles.
        numbered: whether blocks of code have their numbers, which begin with its text.
        pictures: of the message, as far as they are known.

    Attributes:
        lines: all lines as of the last `update`.
    """

    def __init__(
        self,
        width: int,
        palette: Palette,
        *,
        numbered: bool = True,
        pictures: MessagePictures | None = None,
    ) -> None:
        self.lines: list[Line] = []
        self._width = width
        self._palette = palette
        self._splitter = BlockSplitter()
        self._code: list[CodeLines] = []
        self._pictures = pictures
        self._tail = TailRenderer(width, palette, pictures)
        self._settled_blocks = 0
        self._settled_lines = 0
        self._fences = 0
        self._is_numbered = numbered
        self._firsts: list[int] = []
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
            self._firsts.append(first)
            lines += self._tail.settle(block, self._number(block))
            if block.kind in CODE_KINDS:
                self._code.append(CodeLines(block, first, len(lines)))
            self._previous = block
        self._settled_blocks = len(settled)
        self._settled_lines = first_open = len(lines)
        blocks = self._splitter.tail
        if not open_text and (not blocks or blocks[-1].kind is not BlockKind.FENCE):
            blocks = ()
        number = self._fences + 1 if self._is_numbered else UNKNOWN
        tail = self._tail.render(blocks, previous=self._previous, code_number=number)
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
            drawn = render_block(block, self._width, self._palette, pictures=self._pictures)
            end = line + len(drawn)
            if block.kind in CODE_KINDS:
                found.append(CodeLines(block, line, end))
            line, previous = end, block
        return found

    def line_at(self, offset: int) -> int:
        """Where it is drawn, as of the last `update`, what begins at a place of the text.

        It is exact for the beginning of a block and of a line of code, and near for others.
        """
        blocks: Sequence[Block] = self._splitter.settled
        firsts: Sequence[int] = self._firsts
        end = self._settled_lines
        tail = self._splitter.tail
        if tail and offset >= tail[0].start:
            blocks = tail
            firsts = [self._settled_lines + line for line in self._tail.first_lines()]
            end = len(self.lines)
        index = bisect_right(blocks, offset, key=lambda block: block.start) - 1
        if not 0 <= index < len(firsts):
            return end
        first, block = firsts[index], blocks[index]
        if offset == block.start:
            return first
        if offset >= block.end:
            return end
        next_first = firsts[index + 1] if index + 1 < len(firsts) else end
        within = block.source[: offset - block.start]
        return first + _lines_of(within, self.lines[first:next_first], block)

    def _number(self, block: Block) -> int | None:
        if block.kind is not BlockKind.FENCE:
            return None
        if not self._is_numbered:
            return UNKNOWN
        self._fences += 1
        return self._fences


def _lines_of(text: str, lines: Sequence[Line], block: Block) -> int:
    """How many of a block's lines show so much of the beginning of its text."""
    if block.kind is BlockKind.FENCE:
        # The label stands in place of the opening line.
        ends = (number for number, line in enumerate(lines, 1) if line.joiner is None)
        return next(islice(ends, max(0, text.count("\n") - 1), None), len(lines))
    shown = 0
    for number, line in enumerate(lines):
        shown += len(line.content) + len(line.joiner or "\n")
        if shown > len(text):
            return number
    return len(lines)


def _same(old_tail: list[Line], lines: list[Line], begin: int) -> int:
    """How many lines from `begin` on are the same objects as before."""
    for count, line in enumerate(old_tail):
        if begin + count >= len(lines) or lines[begin + count] is not line:
            return count
    return len(old_tail)
