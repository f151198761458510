"""Finds where the blocks of a Markdown text begin and end, one line after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.block import BlockKind
from copilot_tui.chat.display_math import display_start
from copilot_tui.chat.line_shape import (
    HEADING,
    RULE,
    TAB_STOP,
    UNDERLINE,
    ListMarker,
    fence_marks,
    html_start,
    indentation,
    is_table_head,
    list_marker,
)
from copilot_tui.chat.list_stack import ListStack
from copilot_tui.chat.open_block import OpenBlock

if TYPE_CHECKING:
    from copilot_tui.chat.block import Block


class BlockScanner:
    r"""Reads a text line by line and never looks back further than one line.

    It follows CommonMark 0.31 with GitHub's tables, but for five things. Every item of a
    list, nested ones too, is a block, and so is every further block inside an item. Link
    reference definitions are text. A bullet indented by two columns below a numbered item
    belongs to it. A fence inside an item ends only at its closing line, since models often
    forget to indent the code. And a formula between `$$` or `\[` and `\]` that begins a
    line is a block.

    Attributes:
        finished: the blocks that no later line can change, in order.
    """

    def __init__(self) -> None:
        self.finished: list[Block] = []
        self._open: OpenBlock | None = None
        self._items = ListStack()
        self._offset = 0
        self._gap = False

    def preview(self, rest: str, *, starts_line: bool) -> tuple[Block, ...]:
        """The blocks that are not finished, as they look with an unfinished line.

        Args:
            rest: what is there of the line, or of its next piece; may be empty.
            starts_line: whether `rest` is the beginning of the line.
        """
        ahead = BlockScanner()
        ahead._open = self._open.copy() if self._open else None
        ahead._items = self._items.copy()
        ahead._offset = self._offset
        ahead._gap = self._gap
        if rest and starts_line:
            ahead.feed(rest, complete=False)
        elif rest:
            ahead.feed_rest(rest)
        ahead.finish()
        return tuple(ahead.finished)

    def finish(self) -> None:
        """End the text: the open block is finished."""
        if self._open is not None:
            self.finished.append(self._open.block())
            self._open = None

    def feed(self, line: str, *, complete: bool = True) -> None:
        """Read the next line.

        Args:
            line: the line with its newline, if it has one, or the first piece of it.
            complete: whether the line ends here. An incomplete one neither underlines a
                heading nor begins a table nor closes a fence.
        """
        block = self._open
        if block and block.is_open_fence:
            self._add(line)
            column, index = indentation(line, 0)
            if complete and block.marks and column < block.indent + TAB_STOP:
                block.ended = block.marks.closed_by(line[index:])
        elif block and block.takes_unread(line):
            self.feed_rest(line)
        elif line.isspace():
            self._read_blank_line(line)
        else:
            self._read_line(line, 0, complete)

    def feed_rest(self, piece: str) -> None:
        """Read a further piece of a line whose first piece was incomplete."""
        self._add(piece)
        block = self._open
        if block and block.until and not block.ended:
            block.ended = block.until.search(piece) is not None

    def _read_blank_line(self, line: str) -> None:
        block = self._open or self._begin(BlockKind.BLANK, "")
        if block.kind is not BlockKind.INDENTED_CODE:
            block.ended = True
        self._add(line)
        self._gap = True

    def _read_line(self, line: str, at: int, complete: bool) -> None:
        """Read a line, or what follows a list marker on it, that begins at column `at`."""
        column, index = indentation(line, at)
        text = line[index:]
        inside = self._items.around(column)
        same_items = inside == len(self._items)
        indent = column - self._items.indent(inside)
        if same_items and self._goes_on_unread(indent):
            self._add(line)
        elif indent >= TAB_STOP:
            self._read_indented(line, inside)
        elif complete and same_items and self._read_second_line(line, text):
            return
        elif not self._read_start(line, text, column, inside):
            self._read_text(line, inside)

    def _read_indented(self, line: str, inside: int) -> None:
        block = self._open
        if block and block.takes_any_text and block.kind is not BlockKind.TABLE:
            self._add(line)
        else:
            self._begin(BlockKind.INDENTED_CODE, line, inside)

    def _goes_on_unread(self, indent: int) -> bool:
        """Whether the open block takes a line of its own items whatever it says."""
        block = self._open
        if block is None or block.ended:
            return False
        if block.kind is BlockKind.INDENTED_CODE:
            return indent >= TAB_STOP
        return block.kind is BlockKind.HTML

    def _read_second_line(self, line: str, text: str) -> bool:
        """Read a line that gives the line above it another meaning, if it is one."""
        block = self._open
        if block is None or not block.takes_text:
            return False
        is_paragraph = block.kind is BlockKind.PARAGRAPH
        above = block.last_line
        if UNDERLINE.match(text) and above.strip():
            if is_paragraph:
                block.kind = BlockKind.HEADING
            self._add(line)
            block.ended = True
            return True
        if not is_paragraph or not is_table_head(above[indentation(above, 0)[1] :], text):
            return False
        self._begin_table(block, line)
        return True

    def _begin_table(self, paragraph: OpenBlock, delimiters: str) -> None:
        """Make the last line of `paragraph` a table's header, and all of it if it has no other."""
        table = paragraph
        if len(paragraph.last_line) < paragraph.size:
            header = paragraph.take_last_line()
            self._offset -= len(header)
            table = self._begin(BlockKind.TABLE, header)
        table.kind = BlockKind.TABLE
        table.table_head = table.source + delimiters
        self._add(delimiters)

    def _read_start(self, line: str, text: str, column: int, inside: int) -> bool:
        """Read a line that begins a block or goes on with a quote, if it is one."""
        if RULE.match(text):
            self._begin(BlockKind.RULE, line, inside).ended = True
        elif marks := fence_marks(text):
            block = self._begin(BlockKind.FENCE, line, inside)
            block.marks = marks
            block.indent = column
        elif HEADING.match(text):
            self._begin(BlockKind.HEADING, line, inside).ended = True
        elif text.startswith(">"):
            self._read_quote(line, text, inside)
        elif html := html_start(text, interrupts=bool(self._open and self._open.takes_any_text)):
            block = self._begin(BlockKind.HTML, line, inside)
            block.until = html.end
            block.ended = html.end is not None and html.end.search(text) is not None
        elif formula := display_start(text):
            block = self._begin(BlockKind.MATH, line, inside)
            block.until = formula.end
            block.ended = formula.closed
        elif marker := self._marker(text, column, inside):
            self._read_item(line, marker, len(line) - len(text))
        else:
            return False
        return True

    def _read_quote(self, line: str, text: str, inside: int) -> None:
        block = self._open
        same_items = inside == len(self._items)
        if block and same_items and block.kind is BlockKind.QUOTE and not block.ended:
            self._add(line)
            block = self._open or block
        else:
            block = self._begin(BlockKind.QUOTE, line, inside)
        block.note_quoted(text)

    def _marker(self, text: str, column: int, inside: int) -> ListMarker | None:
        if self._items.is_full:
            return None
        marker = list_marker(text, column)
        if marker is None or inside < len(self._items) or not self._takes_text():
            return marker
        interrupts = not marker.empty and marker.number in (None, 1)
        return marker if interrupts else None

    def _read_item(self, line: str, marker: ListMarker, index: int) -> None:
        self._items.enter(marker)
        rest = line[index + marker.length :]
        if marker.empty or self._stands_beside_marker(rest):
            is_text = not marker.empty and not HEADING.match(rest)
            self._begin(BlockKind.LIST_ITEM, line).lazy = is_text
            return
        self._begin(BlockKind.LIST_ITEM, line[: index + marker.length]).ended = True
        self._read_line(rest, marker.content_column, complete=False)

    def _stands_beside_marker(self, text: str) -> bool:
        """Whether what follows a list marker is one block with it."""
        formula = display_start(text)
        return not (
            text[0] in " \t>"
            or (formula and not formula.closed)
            or RULE.match(text)
            or fence_marks(text)
            or html_start(text, interrupts=False)
            or (not self._items.is_full and list_marker(text, 0))
        )

    def _takes_text(self) -> bool:
        return self._open is not None and self._open.takes_text

    def _read_text(self, line: str, inside: int) -> None:
        block = self._open
        same_items = inside == len(self._items)
        if block is None or block.ended:
            goes_on = False
        elif block.takes_text:
            goes_on = same_items or block.lazy
        elif block.kind is BlockKind.QUOTE:
            goes_on = block.lazy
        else:
            goes_on = block.kind is BlockKind.TABLE and same_items
        if block is None or not goes_on:
            self._begin(BlockKind.PARAGRAPH, line, inside)
            return
        self._add(line)
        block.lazy = True

    def _begin(self, kind: BlockKind, text: str, inside: int | None = None) -> OpenBlock:
        """Finish the open block and begin one inside the first `inside` list items."""
        self.finish()
        if inside is not None:
            self._items.leave(inside)
        block = OpenBlock(
            kind=kind,
            start=self._offset,
            gap=self._gap,
            ordinals=self._items.ordinals,
            indent=self._items.indent(len(self._items)),
        )
        self._open = block
        self._gap = False
        if text:
            self._add(text)
        return block

    def _add(self, text: str) -> None:
        block = self._open
        if block is None:
            return
        if not block.has_room_for(text):
            self.finish()
            block = block.rest()
            self._open = block
        block.add(text)
        self._offset += len(text)
