"""A Markdown text as HTML; whatever it holds, only what is named here becomes a tag."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

from copilot_tui.chat.blocks import Block, BlockKind, dedent, split
from copilot_tui.chat.display_math import read_display
from copilot_tui.chat.markdown_parser import is_too_costly, parse
from copilot_tui.transfer.formats.html_code import code_html
from copilot_tui.transfer.formats.html_inline import Pictures, inline_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_MATH: Final = "math"
_DEEPEST: Final = 6
_ABOVE: Final = 2
"""Levels of headings above those of a text: the page's own and the message's."""

_TAGS: Final = {
    "bullet_list_open": "<ul>\n",
    "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n",
    "list_item_open": "<li>",
    "list_item_close": "</li>\n",
    "blockquote_open": "<blockquote>\n",
    "blockquote_close": "</blockquote>\n",
    "table_open": '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>\n',
    "table_close": "</table></div>\n",
    "thead_open": "<thead>\n",
    "thead_close": "</thead>\n",
    "tbody_open": "<tbody>\n",
    "tbody_close": "</tbody>\n",
    "tr_open": "<tr>",
    "tr_close": "</tr>\n",
    "th_close": "</th>",
    "td_close": "</td>",
    "hr": "<hr>\n",
}
_TASKS: Final = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


def text_html(text: str, pictures: Pictures) -> Iterator[str]:
    """A text, block by block.

    Args:
        text: Markdown, as a model or a person has written it.
        pictures: that it shows.
    """
    for in_list, group in groupby(split(text), key=lambda block: bool(block.ordinals)):
        blocks = list(group)
        whole = "".join(block.source for block in blocks)
        if in_list and not is_too_costly(whole):
            yield _document(whole, pictures)
            continue
        for block in blocks:
            yield _block(block, pictures)


def plain_html(text: str) -> str:
    """A text as it is."""
    shown = text.strip("\n")
    return f'<p class="plain">{escape(shown)}</p>\n' if shown else ""


def _block(block: Block, pictures: Pictures) -> str:
    if not block.source.strip():
        return ""
    match block.kind:
        case BlockKind.FENCE:
            if block.closed and block.language == _MATH:
                return _formula(block.code) or code_html(block.code, _MATH)
            return code_html(block.code, block.language)
        case BlockKind.INDENTED_CODE:
            return code_html(block.code, "")
        case BlockKind.HTML:
            return plain_html(block.content)
        case BlockKind.MATH:
            return _display(block.content, pictures)
        case BlockKind.LIST_ITEM:
            return _document(dedent(block.source, block.indent), pictures)
        case _:
            return _document(block.content, pictures)


def _display(source: str, pictures: Pictures) -> str:
    """A formula on lines of its own; as its source if it is not whole."""
    found = read_display(source)
    shown = "" if found is None else _formula(found.latex, found.punctuation)
    if found is None or not shown:
        return plain_html(source)
    return shown + (_document(found.rest, pictures) if found.rest else "")


def _formula(latex: str, after: str = "") -> str:
    from copilot_tui.chat.latex.formula import formula_lines

    lines = formula_lines(latex)
    if lines is None:
        return ""
    shown = escape("\n".join(lines) + after)
    return f'<pre class="math" role="math" aria-label="{escape(latex.strip())}">{shown}</pre>\n'


def _document(text: str, pictures: Pictures) -> str:
    if is_too_costly(text):
        return plain_html(text)
    return "".join(_tokens(parse(text), pictures))


def _tokens(tokens: Sequence[Token], pictures: Pictures) -> Iterator[str]:
    begins_item = False
    for token in tokens:
        kind = token.type
        if kind in _TAGS:
            yield _TAGS[kind]
        elif kind == "inline":
            yield _inline(token, pictures, begins_item=begins_item)
        elif kind in ("paragraph_open", "paragraph_close"):
            yield "" if token.hidden else ("<p>" if token.nesting > 0 else "</p>\n")
        elif kind in ("heading_open", "heading_close"):
            level = min(int(token.tag[1:]) + _ABOVE, _DEEPEST)
            yield f"<h{level}>" if token.nesting > 0 else f"</h{level}>\n"
        elif kind == "ordered_list_open":
            start = int(token.attrs.get("start", 1))
            yield "<ol>\n" if start == 1 else f'<ol start="{start}">\n'
        elif kind in ("th_open", "td_open"):
            yield _cell(token)
        elif kind in ("fence", "code_block"):
            yield code_html(
                token.content, token.info.split(maxsplit=1)[0] if token.info.strip() else ""
            )
        else:
            yield plain_html(token.content)
        begins_item = kind == "list_item_open" or (begins_item and kind == "paragraph_open")


def _inline(token: Token, pictures: Pictures, *, begins_item: bool) -> str:
    children = token.children or []
    sign = ""
    if begins_item and children and children[0].type == "text":
        sign = _TASKS.get(children[0].content[:4], "")
        if sign:
            children[0].content = children[0].content[4:]
    return sign + inline_html(children, pictures)


def _cell(token: Token) -> str:
    name = "th" if token.type == "th_open" else "td"
    scope = ' scope="col"' if name == "th" else ""
    side = str(token.attrs.get("style", "")).rpartition(":")[2]
    return f'<{name}{scope} class="{side}">' if side in ("right", "center") else f"<{name}{scope}>"
