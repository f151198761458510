"""The blocks of code in an answer, as they become complete."""

from __future__ import annotations

from copilot_tui.chat.blocks import Block, BlockKind, BlockSplitter


class CodeBlocks:
    """Takes a growing answer, and gives its fenced code."""

    def __init__(self) -> None:
        self._splitter = BlockSplitter()
        self._settled = 0
        self._given_to = 0

    def add(self, text: str) -> list[str]:
        """Take more of the answer, and return the code of each block that is complete now."""
        self._splitter.append(text)
        # A fence counts as settled only once something else follows it.
        open_blocks = self._splitter.tail[:1] if "\n" in text else ()
        return self._codes([*self._new(), *(block for block in open_blocks if block.closed)])

    def rest(self) -> list[str]:
        """End the answer, and return the code that is left, complete or not."""
        self._splitter.finish()
        return self._codes(self._new())

    def _new(self) -> list[Block]:
        new = self._splitter.settled[self._settled :]
        self._settled += len(new)
        return new

    def _codes(self, blocks: list[Block]) -> list[str]:
        codes = []
        for block in blocks:
            if block.kind is not BlockKind.FENCE or block.start < self._given_to:
                continue
            # A closed block may still take in blank lines, which are no code.
            self._given_to = block.start + 1
            if block.code.strip():
                codes.append(block.code.rstrip("\n") + "\n")
        return codes
