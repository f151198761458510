"""The end of a message that is still being written, as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.chat.blocks import BlockKind
from copilot_tui.ui.render.fence import FenceRenderer
from copilot_tui.ui.render.line import BLANK, Line
from copilot_tui.ui.render.markdown import gap_before, is_formula, render_block

if TYPE_CHECKING:
    from copilot_tui.chat.blocks import Block
    from copilot_tui.ui.render.palette import Palette
    from copilot_tui.ui.render.pictures import MessagePictures


@dataclass(frozen=True, slots=True)
class Drawing:
    """Drawn blocks.

    Attributes:
        lines: the lines of all blocks, with the blank ones before and between them.
        first_changed: index of the first line that is not as it was before; the number of
            lines when nothing changed.
    """

    lines: list[Line]
    first_changed: int


@dataclass(slots=True)
class _Drawn:
    """What is remembered of a block."""

    block: Block
    code_number: int | None
    lines: list[Line]
    fence: FenceRenderer | None = None


class _Shape(NamedTuple):
    """Where a block stood: its start in the text, the blank lines before it, its lines."""

    start: int
    gap: int
    height: int

    def first_changed(self, before: _Shape | None, offset: int, same: int) -> int | None:
        """The first changed line of a block at line `offset`, of which `same` are as before."""
        if before is None or before[:2] != self[:2]:
            return offset
        if same == self.height == before.height:
            return None
        return offset + self.gap + same


class TailRenderer:
    """Draws the open blocks of one message again and again, reusing what did not change.

    Whenever the splitter has settled blocks, ask for their lines with `settle` before the
    next `render`: that costs nothing for a block that was drawn while it was open.

    Args:
        width: cells of each line.
        palette: the styles.
        pictures: of the message, as far as they are known.
    """

    def __init__(
        self, width: int, palette: Palette, pictures: MessagePictures | None = None
    ) -> None:
        self._width = width
        self._pictures = pictures
        self._palette = palette
        self._drawn: dict[int, _Drawn] = {}
        self._shapes: list[_Shape] = []

    def render(
        self, blocks: Sequence[Block], *, previous: Block | None = None, code_number: int = 1
    ) -> Drawing:
        """Draw the open blocks.

        Args:
            blocks: the splitter's tail.
            previous: the last settled block, for the blank line after it.
            code_number: the number of the first fence among `blocks`; `UNKNOWN` for all of
                them where it is not known.
        """
        lines: list[Line] = []
        shapes: list[_Shape] = []
        first_changed: int | None = None
        kept: dict[int, _Drawn] = {}
        for index, block in enumerate(blocks):
            number = code_number if block.kind is BlockKind.FENCE else None
            code_number += bool(number)
            drawn, same = self._draw(block, number)
            shape = _Shape(block.start, gap_before(previous, block), len(drawn.lines))
            if first_changed is None:
                before = self._shapes[index] if index < len(self._shapes) else None
                first_changed = shape.first_changed(before, len(lines), same)
            lines += [BLANK] * shape.gap
            lines += drawn.lines
            shapes.append(shape)
            kept[block.start] = drawn
            previous = block
        self._drawn = kept
        self._shapes = shapes
        return Drawing(lines, len(lines) if first_changed is None else first_changed)

    def first_lines(self) -> list[int]:
        """Which line each block of the last `render` begins with."""
        found: list[int] = []
        line = 0
        for shape in self._shapes:
            found.append(line + shape.gap)
            line += shape.gap + shape.height
        return found

    def settle(self, block: Block, code_number: int | None = None) -> list[Line]:
        """Draw a block for the last time, from what is remembered of it where possible."""
        drawn, _ = self._draw(block, code_number)
        self._drawn.pop(block.start, None)
        return drawn.lines

    def _draw(self, block: Block, number: int | None) -> tuple[_Drawn, int]:
        """Draw one block; also tell how many of its lines are as before."""
        drawn = self._drawn.get(block.start)
        if drawn and drawn.code_number == number and drawn.block == block:
            return drawn, len(drawn.lines)
        if block.kind is BlockKind.FENCE and not is_formula(block):
            return self._draw_fence(block, number, drawn.fence if drawn else None)
        lines = render_block(
            block, self._width, self._palette, code_number=number, pictures=self._pictures
        )
        return _Drawn(block, number, lines), _same_lines(drawn.lines, lines) if drawn else 0

    def _draw_fence(
        self, block: Block, number: int | None, fence: FenceRenderer | None
    ) -> tuple[_Drawn, int]:
        if fence is None or not fence.goes_on_with(block, number):
            fence = FenceRenderer(self._width, self._palette, number)
        lines, changed = fence.draw(block)
        return _Drawn(block, number, lines, fence), changed


def _same_lines(old: list[Line], new: list[Line]) -> int:
    """How many lines from the first on are equal."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count
