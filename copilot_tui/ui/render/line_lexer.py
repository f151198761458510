"""A Pygments lexer that reads one line at a time and remembers its state between them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from time import perf_counter
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

if TYPE_CHECKING:
    from copilot_tui.ui.render.syntax import TokenType

LONGEST_LINE = 1000
"""Characters; longer lines are minified code, slow to lex and not read by people."""

SLOWEST_LINE = 0.1
"""Seconds for one line after which a lexer is not used any further."""

PLAIN: TokenType = ("Text",)

Tokens: TypeAlias = list[tuple["TokenType", str]]

# What the callbacks of lexers are seen to raise when they get less text than they expect.
_LEXER_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError)
_MOST_TOKENS_PER_CHARACTER = 4


class _Context(Protocol):
    text: str
    pos: int
    end: int
    stack: list[str]


class _Lexer(Protocol):
    aliases: list[str]

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, TokenType, str]]: ...


class LineLexer:
    """Lexes the lines of one text in order.

    Pygments lexers of the usual kind, `RegexLexer`, keep a stack of states; running them as
    an `ExtendedRegexLexer` gives access to it. Others see each line as a text of its own. A
    lexer that fails or is slow is not asked again: the rest of the text is plain.

    Args:
        language: an alias that Pygments knows; any other makes all text plain.
    """

    def __init__(self, language: str) -> None:
        self._lexer = _find_lexer(language)
        self._context = None if self._lexer is None else _new_context(self._lexer)

    @property
    def name(self) -> str:
        """The lexer's first alias; empty when the text is plain."""
        return self._lexer.aliases[0] if self._lexer else ""

    def copy(self) -> LineLexer:
        """A copy in the same state."""
        twin = copy(self)
        twin._context = _fresh(self._context)
        return twin

    def lex(self, line: str) -> Tokens:
        """Lex the next line, or the next part of one."""
        if self._lexer is None or not line:
            return [(PLAIN, line)]
        if len(line) > LONGEST_LINE:
            return [(PLAIN, line)]
        started = perf_counter()
        tokens = self._try(self._lexer, line)
        if tokens is None or perf_counter() - started > SLOWEST_LINE:
            self._lexer = None
        return tokens or [(PLAIN, line)]

    def _try(self, lexer: _Lexer, line: str) -> Tokens | None:
        """The tokens of `line`, or None when the lexer fails or does not come to an end."""
        left = _MOST_TOKENS_PER_CHARACTER * len(line) + 64
        tokens: Tokens = []
        try:
            for _, token, text in self._run(lexer, line):
                left -= 1
                if not left:
                    return None
                tokens.append((token, text))
        except _LEXER_FAULTS:
            return None
        return tokens if "".join([text for _, text in tokens]) == line else None

    def _run(self, lexer: _Lexer, line: str) -> Iterator[tuple[int, TokenType, str]]:
        if self._context is None:
            return lexer.get_tokens_unprocessed(line)
        from pygments.lexer import ExtendedRegexLexer

        context = self._context
        context.text, context.pos, context.end = line, 0, len(line)
        kind = type(lexer) if isinstance(lexer, ExtendedRegexLexer) else ExtendedRegexLexer
        tokens = kind.get_tokens_unprocessed(lexer, context=context)
        return cast("Iterator[tuple[int, TokenType, str]]", tokens)


def _find_lexer(language: str) -> _Lexer | None:
    if not language:
        return None
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return cast("_Lexer", get_lexer_by_name(language.lower()))
    except ClassNotFound:
        return None


def _new_context(lexer: _Lexer) -> _Context | None:
    from pygments.lexer import LexerContext, RegexLexer
    from pygments.lexers.data import YamlLexer, YamlLexerContext

    if not isinstance(lexer, RegexLexer):
        return None
    kind = YamlLexerContext if isinstance(lexer, YamlLexer) else LexerContext
    return cast("_Context", kind("", 0))


def _fresh(context: _Context | None) -> _Context | None:
    if context is None:
        return None
    twin = copy(context)
    twin.stack = list(context.stack)
    return twin
