"""The blocks of code of a text that is not drawn yet."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from copilot_tui.chat.blocks import BlockSplitter
from copilot_tui.ui.reply_body import CODE_KINDS

if TYPE_CHECKING:
    from copilot_tui.chat.blocks import Block

_SECONDS, _PAUSE = 0.008, 0.008
"""How long the loop is held for it, and how long it is left alone."""

_PIECE = 4_000
"""Characters between two looks at the clock, which take some milliseconds."""


async def code_in(text: str) -> list[Block]:
    """Find all blocks of code, as they are when the whole text is drawn."""
    splitter = BlockSplitter()
    until = time.perf_counter() + _SECONDS
    for start in range(0, len(text), _PIECE):
        splitter.append(text[start : start + _PIECE])
        if time.perf_counter() >= until:
            await asyncio.sleep(_PAUSE)
            until = time.perf_counter() + _SECONDS
    blocks = (*splitter.settled, *splitter.tail)
    return [block for block in blocks if block.kind in CODE_KINDS]
