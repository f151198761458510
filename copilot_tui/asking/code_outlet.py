"""Only the blocks of code of an answer; loaded where these are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.asking.code_blocks import CodeBlocks
from copilot_tui.asking.outlet import TextOutlet
from copilot_tui.errors import ReplyFailed

if TYPE_CHECKING:
    from copilot_tui.asking.outlet import Put, Say
    from copilot_tui.chat.conversation import Message


class CodeOutlet(TextOutlet):
    """Puts out only the blocks of code, each as soon as it is complete.

    Args:
        put: see `TextOutlet`.
        say: see `TextOutlet`.
    """

    def __init__(self, put: Put, say: Say) -> None:
        super().__init__(put, say)
        self._blocks = CodeBlocks()

    def check(self, reply: Message) -> None:
        """See `Outlet`."""
        super().check(reply)
        if not self.has_begun:
            raise ReplyFailed(
                "The answer has no block of code.",
                "Ask for one, or ask without --code to see what it says.",
            )

    def _add(self, content: str) -> None:
        self._put_blocks(self._blocks.add(content))

    def _finish(self) -> None:
        self._put_blocks(self._blocks.rest())

    def _put_blocks(self, codes: list[str]) -> None:
        for code in codes:
            self._put(f"\n{code}" if self.has_begun else code)
            self.has_begun = True
