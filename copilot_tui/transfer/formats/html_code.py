"""Code as HTML, with the classes that Pygments gives to its tokens."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Final

from copilot_tui.chat.highlight import LineHighlighter

if TYPE_CHECKING:
    from copilot_tui.chat.line_lexer import TokenType

_SHORT: Final = 20
"""Lines of code that stay together on a printed page."""


def code_html(code: str, language: str) -> str:
    """A block of code.

    Args:
        code: its text.
        language: as the fence names it; may be empty.
    """
    highlighter = LineHighlighter(language)
    parts: list[str] = []
    lines = code.splitlines(keepends=True)
    for line in lines:
        parts += (_span(token, text) for token, text in highlighter.next_line(line))
    label = escape(f"Code, {language}" if language else "Code")
    caption = f"<figcaption>{escape(language)}</figcaption>" if language else ""
    kind = ' class="short"' if len(lines) <= _SHORT else ""
    # Whoever has only a keyboard can scroll what can be focused.
    return (
        f'<figure{kind}>{caption}<pre tabindex="0" role="region" aria-label="{label}"><code>'
        f"{''.join(parts)}</code></pre></figure>\n"
    )


def _span(token: TokenType, text: str) -> str:
    name = _class_of(token)
    shown = escape(text, quote=False)
    return f'<span class="{name}">{shown}</span>' if name else shown


@cache
def _class_of(token: TokenType) -> str:
    from pygments.token import STANDARD_TYPES

    while token and token not in STANDARD_TYPES:
        token = token[:-1]
    return str(STANDARD_TYPES.get(token, ""))
