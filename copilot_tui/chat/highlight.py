"""Highlighting code that grows, without ever looking at a finished line again."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.chat.line_lexer import PLAIN, LineLexer, Tokens

if TYPE_CHECKING:
    from copilot_tui.chat.line_lexer import TokenType

HIGHLIGHTED_LINES = 2000
"""Lines after which a block's code is plain, so that opening a huge one stays quick."""

_COMMENT: TokenType = ("Comment", "Multiline")
_STRING: TokenType = ("Literal", "String")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Something over many lines that a lexer only knows when it sees all of it at once.

    Attributes:
        opening: what it begins with.
        closing: what it ends with; may refer to the groups of `opening`.
        token: what it is, or with a language what `opening` and `closing` are; PLAIN when
            the lexer knows that itself.
        language: of the code between `opening` and `closing`; may refer to the groups of
            `opening`.
    """

    opening: re.Pattern[str]
    closing: str
    token: TokenType = PLAIN
    language: str = ""


_C_COMMENT = _Stretch(re.compile(r"/\*"), "*/", _COMMENT)
_XML_COMMENT = _Stretch(re.compile("<!--"), "-->", ("Comment",))
_QUOTED = _Stretch(re.compile("'"), "'", (*_STRING, "Single"))
_STRETCHES: dict[str, tuple[_Stretch, ...]] = {
    "bash": (_QUOTED, _Stretch(re.compile(r"<<-?\s*'?\\?(\w+)"), r"\1", _STRING)),
    "go": (_C_COMMENT, _Stretch(re.compile("`"), "`", _STRING)),
    "html": (
        _XML_COMMENT,
        _Stretch(re.compile(r"<script\b[^<>]*>", re.I), "</script", language="javascript"),
        _Stretch(re.compile(r"<style\b[^<>]*>", re.I), "</style", language="css"),
    ),
    "markdown": (
        _Stretch(re.compile(r"^(```+|~~~+)(\w*)\n"), r"\1", (*_STRING, "Backtick"), r"\2"),
    ),
    "rust": (_Stretch(re.compile(r'\bb?r(#*)"'), r'"\1', _STRING),),
    "sql": (_QUOTED,),
    "mysql": (_QUOTED,),
    "postgresql": (_QUOTED,),
    "xml": (_XML_COMMENT,),
}
_STRETCHES.update(
    dict.fromkeys(
        (
            *("c", "cpp", "csharp", "css", "dart", "groovy", "java", "javascript", "jsx", "kotlin"),
            *("less", "objective-c", "scala", "scss", "tsx", "typescript"),
        ),
        (_C_COMMENT,),
    )
)


class LineHighlighter:
    """Tells the token types of the lines of one text, in order.

    Args:
        language: as a fence names it.
    """

    def __init__(self, language: str) -> None:
        self._lexer = LineLexer(language)
        self._stretches = _STRETCHES.get(self._lexer.name, ())
        self._open: _Stretch | None = None
        self._closing = ""
        self._inner: LineHighlighter | None = None
        self._lines = 0

    def next_line(self, line: str) -> Tokens:
        """The tokens of the next line, which ends in a newline."""
        self._lines += 1
        if self._lines > HIGHLIGHTED_LINES:
            return [(PLAIN, line)]
        return self._read(line)

    def preview(self, line: str) -> Tokens:
        """The tokens of a line that is not finished, leaving the state as it is."""
        if self._lines >= HIGHLIGHTED_LINES:
            return [(PLAIN, line)]
        return self._copy()._read(line)

    def _copy(self) -> LineHighlighter:
        twin = copy(self)
        twin._lexer = self._lexer.copy()
        twin._inner = self._inner._copy() if self._inner else None
        return twin

    def _read(self, line: str) -> Tokens:
        if self._open is not None:
            return self._read_inside(self._open, line)
        if not self._stretches:
            return self._lexer.lex(line)
        before = self._lexer.copy()
        tokens = self._lexer.lex(line)
        found = self._first_opening(line, tokens)
        if found is None:
            return tokens
        stretch, opening = found
        self._lexer = before
        self._open = stretch
        self._closing = opening.expand(stretch.closing)
        start = opening.start() if stretch.token != PLAIN else opening.end()
        head = before.lex(line[:start]) if start else []
        if not stretch.language:
            return [*head, (stretch.token, line[start:])]
        self._inner = LineHighlighter(opening.expand(stretch.language))
        marks = [(stretch.token, line[start : opening.end()])] if start < opening.end() else []
        return head + marks + self._inside(stretch, line[opening.end() :])

    def _read_inside(self, stretch: _Stretch, line: str) -> Tokens:
        end = line.find(self._closing)
        if end < 0:
            return self._inside(stretch, line)
        after = end + len(self._closing) if stretch.token != PLAIN else end
        inside = self._inside(stretch, line[:end])
        marks = [(stretch.token, line[end:after])] if after > end else []
        self._open = self._inner = None
        return inside + marks + (self._read(line[after:]) if after < len(line) else [])

    def _inside(self, stretch: _Stretch, text: str) -> Tokens:
        if not text:
            return []
        return self._inner._read(text) if self._inner else [(stretch.token, text)]

    def _first_opening(self, line: str, tokens: Tokens) -> tuple[_Stretch, re.Match[str]] | None:
        """Where something begins that the lexer did not see the end of on this line."""
        first: tuple[_Stretch, re.Match[str]] | None = None
        for stretch in self._stretches:
            for opening in stretch.opening.finditer(line):
                closing = opening.expand(stretch.closing)
                if closing in line[opening.end() :]:
                    continue
                if not stretch.language and _is_taken(opening.start(), tokens, stretch.token):
                    continue
                if first is None or opening.start() < first[1].start():
                    first = stretch, opening
                break
        return first


def _is_taken(position: int, tokens: Tokens, own: TokenType) -> bool:
    """Whether `position` is inside a string or a comment that is not of type `own`."""
    for token, text in tokens:
        if position < len(text):
            inert = token[:1] == ("Comment",) or token[:2] == _STRING
            return inert and (position > 0 or token != own)
        position -= len(text)
    return False
