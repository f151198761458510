"""The Markdown parser, set up once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_NESTING = 60
"""Levels of blocks and of inline marks inside each other; what is deeper is not drawn apart."""


def parse(text: str) -> list[Token]:
    """Parse Markdown: CommonMark with tables, strikethrough and formulas, no link references.

    Reference definitions stay text, because in a stream they come after what refers to them.
    """
    return _parser(with_math=_may_have_math(text)).parse(text)


def _may_have_math(text: str) -> bool:
    return "$" in text or r"\(" in text or r"\[" in text


@cache
def _parser(*, with_math: bool) -> MarkdownIt:
    # The import takes some 50 ms, which an app that draws no Markdown yet need not spend.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"]).disable("reference")
    if with_math:
        from copilot_tui.ui.render.math_rule import add_math_rule

        add_math_rule(parser)
    return parser
