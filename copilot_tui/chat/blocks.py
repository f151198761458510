"""A growing Markdown text as settled blocks and one open tail."""

from __future__ import annotations

from copilot_tui.chat.block import Block, BlockKind, dedent
from copilot_tui.chat.block_scanner import BlockScanner

__all__ = ["PIECE_LIMIT", "Block", "BlockKind", "BlockSplitter", "dedent", "split"]

PIECE_LIMIT = 4096
"""Characters of one line that are read at once; a longer line is read in pieces."""


class BlockSplitter:
    """Splits a text that only grows, doing work in proportion to what is appended.

    However the text is cut into appended pieces, after `finish` the settled blocks are
    the same. The text is expected to be clean (`text.clean`), with newline as its line end.
    """

    def __init__(self) -> None:
        self._scanner = BlockScanner()
        self._rest = ""
        self._inside_line = False
        self._tail: tuple[Block, ...] | None = ()

    @property
    def settled(self) -> list[Block]:
        """The blocks that later text cannot change. The list only grows; do not change it."""
        return self._scanner.finished

    @property
    def tail(self) -> tuple[Block, ...]:
        """The blocks after the settled ones, as they look so far."""
        if self._tail is None:
            self._tail = self._scanner.preview(self._rest, starts_line=not self._inside_line)
        return self._tail

    def append(self, text: str) -> None:
        """Add text to the end."""
        pending = self._rest + text
        position = 0
        while (end := self._piece_end(pending, position)) > position:
            self._read(pending[position:end], ends_line=pending[end - 1] == "\n")
            position = end
        self._rest = pending[position:]
        self._tail = None

    def finish(self) -> None:
        """End the text: every block is settled."""
        if self._rest:
            self._read(self._rest, ends_line=True)
            self._rest = ""
        self._scanner.finish()
        self._tail = ()

    def _read(self, piece: str, *, ends_line: bool) -> None:
        if self._inside_line:
            self._scanner.feed_rest(piece)
        else:
            self._scanner.feed(piece, complete=ends_line)
        self._inside_line = not ends_line

    @staticmethod
    def _piece_end(text: str, start: int) -> int:
        """Where the piece that begins at `start` ends; `start` when it is not known yet."""
        newline = text.find("\n", start, start + PIECE_LIMIT)
        if newline >= 0:
            return newline + 1
        if len(text) - start < PIECE_LIMIT:
            return start
        space = text.rfind(" ", start + PIECE_LIMIT // 2, start + PIECE_LIMIT)
        return space + 1 if space >= 0 else start + PIECE_LIMIT


def split(text: str) -> tuple[Block, ...]:
    """Split a whole text; the same as appending it to a `BlockSplitter` in any pieces."""
    splitter = BlockSplitter()
    splitter.append(text)
    splitter.finish()
    return tuple(splitter.settled)
