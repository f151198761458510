"""Parsed Markdown as rows: paragraphs, headings, lists, quotes and what is inside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style

from copilot_tui.chat.markdown_parser import is_too_costly, parse
from copilot_tui.ui.render.code import code_rows
from copilot_tui.ui.render.inline import InlineRenderer
from copilot_tui.ui.render.line import Row, Span, prefixed
from copilot_tui.ui.render.marker import NARROWEST, item_marker, task_sign
from copilot_tui.ui.render.table import TableCells, table_rows
from copilot_tui.ui.render.wrap import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from copilot_tui.ui.render.palette import Palette

QUOTE_BAR = "▎"
THIN_RULE = "─"
THICK_RULE = "━"

_SPECIAL = re.compile(
    r"[\\`*_~\[\]<>&|$]|://|^[ \t]*(?:[-+#=]|\d+[.)])|^(?: {4}|[ ]*\t)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Node:
    """A block token with what stands between it and its closing token."""

    token: Token
    children: tuple[Node, ...]


def document_rows(text: str, width: int, palette: Palette, bullets: int = 0) -> list[Row]:
    """Draw a Markdown text.

    Args:
        text: a document of its own.
        width: cells of each row.
        palette: the styles.
        bullets: how many bullet lists it stands in.
    """
    if _SPECIAL.search(text) is None:
        return _plain_rows(text, width, palette)
    if is_too_costly(text):
        return literal_rows(text, width, palette.text)
    nodes = _tree(iter(parse(text)))
    return _DocumentRenderer(text, palette).rows(nodes, width, palette.text, bullets)


def literal_rows(text: str, width: int, style: Style) -> list[Row]:
    """Draw a text as it is."""
    rows: list[Row] = []
    for line in text.strip("\n").expandtabs(4).split("\n"):
        rows += wrap([Span(line.rstrip(), style)], width)
    return rows


def _plain_rows(text: str, width: int, palette: Palette) -> list[Row]:
    rows: list[Row] = []
    gap = False
    for line in text.replace("\t", "    ").split("\n"):
        shown = line.strip(" ")
        if not shown:
            gap = bool(rows)
            continue
        if gap:
            rows.append(Row())
        rows += wrap([Span(shown, palette.text)], width)
        gap = False
    return rows


def _tree(tokens: Iterator[Token]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for token in tokens:
        if token.nesting < 0:
            break
        nodes.append(Node(token, _tree(tokens) if token.nesting > 0 else ()))
    return tuple(nodes)


class _DocumentRenderer:
    """Draws the nodes of one document."""

    def __init__(self, text: str, palette: Palette) -> None:
        self._source = text.split("\n")
        self._palette = palette

    def rows(
        self,
        nodes: tuple[Node, ...],
        width: int,
        style: Style,
        bullets: int,
        *,
        dense: bool = False,
    ) -> list[Row]:
        """Draw nodes below each other, `dense` ones without blank rows but for the source's."""
        rows: list[Row] = []
        for node in nodes:
            if rows and not (dense and not self._stands_apart(node)):
                rows.append(Row())
            rows += self._node_rows(node, width, style, bullets)
        return rows

    def _stands_apart(self, node: Node) -> bool:
        first = node.token.map[0] if node.token.map else 0
        return first > 0 and not self._source[first - 1].strip(" \t>")

    def _node_rows(self, node: Node, width: int, style: Style, bullets: int) -> list[Row]:
        token = node.token
        if token.type == "paragraph_open":
            return self._text_rows(node, width, style)
        if token.type == "heading_open":
            return self._heading_rows(node, width, int(token.tag[1:]), style)
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return self._list_rows(node, width, style, bullets)
        if token.type == "blockquote_open":
            bar = Span(f"{QUOTE_BAR} ", self._palette.quote_bar)
            inner = style + self._palette.quote
            rows = self.rows(node.children, max(width - 2, 2), inner, bullets, dense=True)
            return prefixed(rows, bar, bar)
        if token.type == "table_open":
            return table_rows(self._cells(node, style), width, self._palette)
        if token.type in ("fence", "code_block"):
            return code_rows(token.content, token.info, width, self._palette)
        if token.type == "hr":
            return [rule_row(width, self._palette)]
        return literal_rows(token.content, width, self._palette.muted)

    def _text_rows(self, node: Node, width: int, style: Style) -> list[Row]:
        rows: list[Row] = []
        for line in self._lines(node, style):
            rows += wrap(line, width)
        return rows

    def _lines(self, node: Node, style: Style) -> list[list[Span]]:
        tokens = [child for inline in node.children for child in inline.token.children or ()]
        return InlineRenderer(self._palette, style).lines(tokens)

    def _heading_rows(self, node: Node, width: int, level: int, style: Style) -> list[Row]:
        rows = self._text_rows(node, width, style + self._palette.headings[level - 1])
        if level == 1 and rows:
            cells = max(row.cells for row in rows)
            rule = Span(THICK_RULE * cells, self._palette.rule)
            rows.append(Row([rule], padding=cells))
        return rows

    def _list_rows(self, node: Node, width: int, style: Style, bullets: int) -> list[Row]:
        ordered = node.token.type == "ordered_list_open"
        number = int(node.token.attrs.get("start", 1)) if ordered else None
        depth = bullets if ordered else bullets + 1
        rows: list[Row] = []
        for item in node.children:
            if rows and self._stands_apart(item):
                rows.append(Row())
            marker = item_marker(number, depth, self._take_task(item))
            inner = max(width - len(marker.text), min(width, NARROWEST))
            inside = self.rows(item.children, inner, style, depth, dense=True) or [Row()]
            blank = Span(marker.blank, style)
            first = Span(marker.text, self._palette.list_marker)
            rows += prefixed(inside, first, blank, decoration=False)
            number = None if number is None else number + 1
        return rows

    def _take_task(self, item: Node) -> str:
        """Remove the check box from the item's text and return its sign."""
        if not item.children or item.children[0].token.type != "paragraph_open":
            return ""
        inline = item.children[0].children[0].token
        text = inline.children[0] if inline.children else None
        if text is None or text.type != "text":
            return ""
        sign = task_sign(text.content)
        if sign:
            text.content = text.content[4:]
        return sign

    def _cells(self, table: Node, style: Style) -> TableCells:
        rows = [
            [self._lines(cell, style) for cell in row.children]
            for section in table.children
            for row in section.children
        ]
        head = table.children[0].children[0].children
        alignments = [str(cell.token.attrs.get("style", "")).rpartition(":")[2] for cell in head]
        return TableCells(rows[0], rows[1:], alignments)


def rule_row(width: int, palette: Palette) -> Row:
    """A thin line from side to side."""
    return Row([Span(THIN_RULE * width, palette.rule)], padding=width)
