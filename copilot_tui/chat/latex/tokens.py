"""LaTeX source as tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"\\(?P<name>[A-Za-z]+|.)"
    r"|(?P<words>(?<=[A-Za-z]{2})\s+(?=[A-Za-z])|(?<=[A-Za-z])\s+(?=[A-Za-z]{2}))"
    r"|\s+"
    r"|(?P<character>.)",
    re.DOTALL,
)


class Token(NamedTuple):
    """A command or a character.

    Attributes:
        text: a command with its backslash, or the character; a space between two words,
            which TeX would not draw, is one too.
        start: where it begins in the source.
        end: where the source goes on after it.
    """

    text: str
    start: int
    end: int


def tokenize(source: str) -> list[Token]:
    """Cut LaTeX source into tokens, without the space that says nothing."""
    tokens: list[Token] = []
    after_command = -1
    for found in _TOKEN.finditer(source):
        start, end = found.span()
        if found["name"] is not None:
            tokens.append(Token("\\ " if found["name"].isspace() else found.group(), start, end))
            after_command = end
        elif found["words"] is not None and start != after_command:
            tokens.append(Token(" ", start, end))
        elif found["character"] is not None:
            tokens.append(Token(found["character"], start, end))
    return tokens
