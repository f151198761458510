"""A Pygments lexer that reads one line at a time and remembers its state between them."""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from time import thread_time
from typing import TYPE_CHECKING, Protocol, SupportsIndex, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TokenType: TypeAlias = tuple[str, ...]
"""A Pygments token type; those are tuples of the words in their names."""

LONGEST_LINE = 1000
"""Characters; longer lines are minified code, slow to lex and not read by people."""

SLOWEST_LINE = 0.1
"""Seconds of processor time for one line that count as slow."""

MOST_SLOW_LINES = 3
"""Slow lines after which a lexer is not used any further; one may be a garbage collection."""

PLAIN: TokenType = ("Text",)

Tokens: TypeAlias = list[tuple[TokenType, str]]

# What the callbacks of lexers are seen to raise when they get less text than they expect.
_LEXER_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError)
_MOST_TOKENS_PER_CHARACTER = 4


class _EndOfLine(Exception):
    """The lexer has read the whole line and asks for more."""


class _NoEnd:
    """Stands in for the end of the text when no rule may be tried any more."""

    def __index__(self) -> int:
        raise _EndOfLine


class _LineContext:
    """What an `ExtendedRegexLexer` (Pygments 2.18 to 2.21) keeps between two tokens.

    At the end of its text a lexer would go on to try rules that match nothing, and change
    its state without having seen the next line; `stop` prevents that. The attributes
    besides `text`, `pos`, `end` and `stack` are those that the YAML lexer expects.
    """

    def __init__(self) -> None:
        self.text = ""
        self.pos = 0
        self.end: SupportsIndex = 0
        self.stack = ["root"]
        self.indent = -1
        self.indent_stack: list[int] = []
        self.next_indent = 0
        self.block_scalar_indent: int | None = None

    def begin(self, text: str) -> None:
        """Go on with another line."""
        self.text = text
        self.pos = 0
        self.end = len(text)

    def stop(self) -> None:
        """Let the lexer enter the state that its last token leads to, but do no more."""
        self.end = _NoEnd()

    def copy(self) -> _LineContext:
        """A copy that can go on without changing this one."""
        twin = copy(self)
        twin.stack = list(self.stack)
        twin.indent_stack = list(self.indent_stack)
        return twin


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
        self._slow_lines = 0
        self._context = _LineContext() if _keeps_state(self._lexer) else None

    @property
    def name(self) -> str:
        """The lexer's first alias; empty when the text is plain."""
        return self._lexer.aliases[0] if self._lexer else ""

    def copy(self) -> LineLexer:
        """A copy in the same state."""
        twin = copy(self)
        twin._context = self._context.copy() if self._context else None
        return twin

    def lex(self, line: str) -> Tokens:
        """Lex the next line, or the next part of one."""
        if self._lexer is None or not line:
            return [(PLAIN, line)]
        if len(line) > LONGEST_LINE:
            return [(PLAIN, line)]
        started = thread_time()
        tokens = self._try(self._lexer, line)
        self._slow_lines += thread_time() - started > SLOWEST_LINE
        if tokens is None or self._slow_lines >= MOST_SLOW_LINES:
            self._lexer = None
        return tokens or [(PLAIN, line)]

    def _try(self, lexer: _Lexer, line: str) -> Tokens | None:
        """The tokens of `line`, or None when the lexer fails or does not come to an end."""
        most = _MOST_TOKENS_PER_CHARACTER * len(line) + 64
        tokens: Tokens = []
        length = 0
        try:
            for _, token, text in self._run(lexer, line):
                tokens.append((token, text))
                length += len(text)
                if len(tokens) > most:
                    return None
                if length == len(line) and self._context is not None:
                    self._context.stop()
        except _EndOfLine:
            pass
        except _LEXER_FAULTS:
            return None
        return tokens if "".join([text for _, text in tokens]) == line else None

    def _run(self, lexer: _Lexer, line: str) -> Iterator[tuple[int, TokenType, str]]:
        if self._context is None:
            return lexer.get_tokens_unprocessed(line)
        from pygments.lexer import ExtendedRegexLexer

        self._context.begin(line)
        kind = type(lexer) if isinstance(lexer, ExtendedRegexLexer) else ExtendedRegexLexer
        tokens = kind.get_tokens_unprocessed(lexer, context=self._context)
        return cast("Iterator[tuple[int, TokenType, str]]", tokens)


def _find_lexer(language: str) -> _Lexer | None:
    kind = _lexer_class(language.lower()) if language else None
    return None if kind is None else kind()


@lru_cache(maxsize=128)
def _lexer_class(alias: str) -> Callable[[], _Lexer] | None:
    """Look for a lexer; Pygments goes through all 600 of them each time."""
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        return cast("Callable[[], _Lexer]", find_lexer_class_by_name(alias))
    except ClassNotFound:
        return None


def _keeps_state(lexer: _Lexer | None) -> bool:
    if lexer is None:
        return False
    from pygments.lexer import RegexLexer

    return isinstance(lexer, RegexLexer)
