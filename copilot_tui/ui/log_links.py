"""The links of a message."""

from __future__ import annotations

from copilot_tui.chat.blocks import BlockKind, split
from copilot_tui.ui.render.markdown import render_block
from copilot_tui.ui.render.palette import Palette

_WIDE = 4_000
"""Cells; no label of a link is broken."""


def links_in(markdown: str) -> list[tuple[str, str]]:
    """What stands on each link and its address, in order, each address once."""
    if "](" not in markdown and "://" not in markdown and "@" not in markdown:
        return []
    palette = Palette.plain()
    links: dict[str, str] = {}
    for block in split(markdown):
        if block.kind is BlockKind.FENCE:
            continue
        for line in render_block(block, _WIDE, palette):
            for start, end, url in line.links:
                links.setdefault(url, line.text[start:end].strip())
    return [(label, url) for url, label in links.items()]
