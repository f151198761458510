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
    """Parse Markdown: CommonMark with tables and strikethrough, without link references.

    Reference definitions stay text, because in a stream they come after what refers to them.
    """
    return _parser().parse(text)


@cache
def _parser() -> MarkdownIt:
    # The import takes some 50 ms, which an app that draws no Markdown yet need not spend.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    return parser.enable(["table", "strikethrough"]).disable("reference")
