"""What the tests of drawn lines share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from rich.cells import cell_len

from copilot_tui.chat.blocks import BlockKind, split
from copilot_tui.ui.render.markdown import gap_before, render_block
from copilot_tui.ui.render.palette import Palette

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copilot_tui.ui.render.line import Line

DARK = Palette.from_theme(
    {"background": "#121212", "foreground": "#e0e0e0", "accent": "#ffa62b", "panel": "#242f38"},
    dark=True,
)

any_text = st.text(
    st.one_of(
        st.sampled_from("ab cd  ef ,.()\t"),
        st.sampled_from("中文字，。「」한글ｱ"),
        st.sampled_from("👩\u200d👧\ufe0f☂✈🇳🇴é\u0301\u0300\xa0\u200b"),
        st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")),
    ),
    max_size=120,
)


def draw(text: str, width: int = 60, palette: Palette = DARK) -> list[Line]:
    """The lines of all blocks of a text, without the blank ones between them."""
    return [line for block in split(text) for line in render_block(block, width, palette)]


def page(text: str, width: int = 60) -> str:
    """A whole text as it stands on the screen, without the spaces at the ends of its lines."""
    rows: list[str] = []
    previous = None
    number = 0
    for block in split(text):
        rows += [""] * gap_before(previous, block)
        number += block.kind is BlockKind.FENCE
        lines = render_block(block, width, DARK, code_number=number)
        rows += [line.text.rstrip(" ") for line in lines]
        previous = block
    return "\n".join(rows)


def joined(lines: Iterable[Line]) -> str:
    """What is copied from lines: their content, without the line ends of soft wraps."""
    parts: list[str] = []
    for line in lines:
        parts += [line.content, "\n" if line.joiner is None else line.joiner]
    return "".join(parts).removesuffix("\n")


def is_sound(line: Line, width: int) -> bool:
    """Whether a line fits, and says of itself what is true."""
    strip = line.strip
    return (
        line.text == strip.text
        and strip.cell_length == sum(cell_len(segment.text) for segment in strip)
        and strip.cell_length <= width
        and 0 <= line.indent <= len(line.text)
        and 0 <= line.end <= len(line.text)
        and all(0 <= start < end <= len(line.text) for start, end, _ in line.links)
    )
