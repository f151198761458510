"""A block as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from copilot_tui.chat.blocks import BlockKind
from copilot_tui.chat.display_math import read_display
from copilot_tui.ui.render.code import MATH, code_rows
from copilot_tui.ui.render.document import document_rows, literal_rows, rule_row
from copilot_tui.ui.render.fence import FenceRenderer
from copilot_tui.ui.render.formula import indented_rows
from copilot_tui.ui.render.line import Line, Row, Span, lines_from, prefixed
from copilot_tui.ui.render.marker import item_marker, outer_indent, task_sign
from copilot_tui.ui.render.picture_paragraph import picture_paragraph

if TYPE_CHECKING:
    from copilot_tui.chat.blocks import Block
    from copilot_tui.ui.render.palette import Palette
    from copilot_tui.ui.render.pictures import MessagePictures

NARROWEST_WIDTH = 2
"""Cells; a wide character must fit."""


def render_block(
    block: Block,
    width: int,
    palette: Palette,
    *,
    code_number: int | None = None,
    pictures: MessagePictures | None = None,
) -> list[Line]:
    """Draw a block.

    Args:
        block: what to draw.
        width: cells that no line is wider than, at least `NARROWEST_WIDTH`.
        palette: the styles.
        code_number: what a fence is numbered with; None for no number.
        pictures: of the message. In paragraphs of their own they are drawn, elsewhere named.
    """
    if block.kind is BlockKind.FENCE and not is_formula(block):
        return FenceRenderer(width, palette, code_number).draw(block)[0]
    if not block.source.strip():
        return []
    if pictures is not None and _may_have_pictures(block):
        drawn = picture_paragraph(block.content, width, palette, pictures)
        if drawn is not None:
            return drawn
    outer = block.ordinals[:-1] if block.kind is BlockKind.LIST_ITEM else block.ordinals
    indent = outer_indent(outer, width)
    if block.kind is BlockKind.FENCE:
        rows = code_rows(block.code, block.language, width - indent, palette, code_number)
    else:
        rows = _rows(block, width - indent, palette)
    if indent:
        blank = Span(" " * indent, Style())
        prefixed(rows, blank, blank)
    return lines_from(rows, width)


def _may_have_pictures(block: Block) -> bool:
    is_alone = block.kind is BlockKind.PARAGRAPH and not block.ordinals
    return is_alone and "![" in block.source


def is_formula(block: Block) -> bool:
    """Whether it is a fence that is drawn as a formula, which is known when it is closed."""
    return block.closed and block.language == MATH


def gap_before(previous: Block | None, block: Block) -> int:
    """How many blank lines stand between two blocks.

    One, but none inside a list and below a heading where the source has none either.
    """
    if previous is None or previous.kind is BlockKind.BLANK or block.continued:
        return 0
    if block.kind is BlockKind.BLANK or not block.source.strip():
        return 0
    in_list = bool(previous.ordinals and block.ordinals)
    introduced = previous.kind is BlockKind.PARAGRAPH and block.kind is BlockKind.LIST_ITEM
    if in_list or introduced or previous.kind is BlockKind.HEADING:
        return int(block.gap)
    return 1


def _rows(block: Block, width: int, palette: Palette) -> list[Row]:
    if block.kind is BlockKind.LIST_ITEM:
        return _item_rows(block, width, palette)
    if block.kind is BlockKind.RULE:
        return [rule_row(width, palette)]
    if block.kind is BlockKind.HTML:
        return literal_rows(block.content, width, palette.muted)
    if block.kind is BlockKind.INDENTED_CODE:
        return code_rows(block.code, "", width, palette)
    if block.kind is BlockKind.MATH:
        return _formula_rows(block, width, palette)
    return document_rows(block.content, width, palette, block.ordinals.count(None))


def _formula_rows(block: Block, width: int, palette: Palette) -> list[Row]:
    """Draw a formula, and the text on its last line; as its source if it is not whole."""
    formula = read_display(block.content)
    if formula is None:
        return literal_rows(block.content, width, palette.text)
    rows = indented_rows(formula.latex, width, palette.math, formula.punctuation)
    if rows is None:
        return literal_rows(block.content, width, palette.text)
    if formula.rest:
        rows += [Row(), *document_rows(formula.rest, width, palette)]
    return rows


def _item_rows(block: Block, width: int, palette: Palette) -> list[Row]:
    content = block.content
    task = task_sign(content)
    bullets = block.ordinals.count(None)
    marker = item_marker(block.ordinals[-1], bullets, task)
    inner = max(width - len(marker.text), NARROWEST_WIDTH)
    text = content[4:] if task else content
    rows = document_rows(text, inner, palette, bullets) if text.strip() else []
    first = Span(marker.text, palette.list_marker)
    blank = Span(marker.blank, Style())
    return prefixed(rows or [Row()], first, blank, decoration=False)
