"""The Markdown parser, set up once."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FORMULA = "formula"
"""The type of a formula's token: `content` is its LaTeX, `markup` that with its marks."""

MAX_NESTING = 60
"""Levels of blocks and of inline marks inside each other; what is deeper is not drawn apart."""

MAX_UNCLOSED = 50
MAX_CELLS = 4000
MAX_MARKS = 5000
"""Limits of what is drawn as Markdown; no text that is meant to be read comes near."""

_MARKS = {
    **dict.fromkeys(("[", "<"), 4),
    **dict.fromkeys(("*", "_", "~", "`", "$", "\\", "|"), 2),
    "\n": 8,
    "://": 6,
}
"""What takes time to parse and to draw, and how much: one is some 4 us."""

_TOO_DEEP = re.compile(r"(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])){24}")


def parse(text: str) -> list[Token]:
    """Parse Markdown: CommonMark with tables, strikethrough and formulas, no link references.

    Reference definitions stay text, because in a stream they come after what refers to them.
    """
    return _parser(with_math=_may_have_math(text)).parse(text)


def is_too_costly(text: str) -> bool:
    """Whether parsing would take long, or would leave out what is nested too deeply.

    markdown-it-py 4.3 takes half a second for 8,000 characters of unclosed brackets, and
    each pair of marks, closed or not, some 15 us.
    """
    if sum(weight * text.count(mark) for mark, weight in _MARKS.items()) > MAX_MARKS:
        return True
    lines = text.split("\n")
    return (
        text.count("[") > text.count("]") + MAX_UNCLOSED
        or text.count("](") > text.count(")") + MAX_UNCLOSED
        or len(lines) * max(line.count("|") for line in lines) > MAX_CELLS
        or any(_TOO_DEEP.match(line) for line in lines)
    )


def _may_have_math(text: str) -> bool:
    return "$" in text or r"\(" in text or r"\[" in text


@cache
def _parser(*, with_math: bool) -> MarkdownIt:
    # The import takes some 50 ms, which an app that draws no Markdown yet need not spend.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"]).disable("reference")
    if with_math:
        from copilot_tui.chat.math_rule import add_math_rule

        add_math_rule(parser)
    return parser
