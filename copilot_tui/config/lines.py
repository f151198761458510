"""Where each key of a TOML file stands. `tomllib` tells values, but not their lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str, ...]

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED_KEY = re.compile(rf"[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*")
_KEY_PART = re.compile(_PART)
_BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_VALUE_TOKEN = re.compile(
    r'''
      """(?:\\[\s\S]|[^\\])*?"{3,5}   # up to two quotes may stand before the closing three
    | \'\'\'[\s\S]*?'{3,5}
    | "(?:[^"\\\n]|\\.)*"
    | '[^'\n]*'
    | \#[^\n]*
    | [\[{]
    | [\]}]
    | \n
    | [^"'\#\[\]{}\n]+
    ''',
    re.VERBOSE,
)


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Map the full path of every table and key to the line it first stands on, from 1.

    Keys inside an inline table are not listed; `line_of` finds the key that holds it.

    Args:
        text: a document that `tomllib` has accepted.
    """
    lines: dict[KeyPath, int] = {}
    for path, offset in _keys(text):
        line = text.count("\n", 0, offset) + 1
        for length in range(1, len(path) + 1):
            lines.setdefault(path[:length], line)
    return lines


def line_of(path: KeyPath, lines: Mapping[KeyPath, int]) -> int:
    """The line of `path`, or of the nearest table or key around it; 1 when there is none."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def _keys(text: str) -> Iterator[tuple[KeyPath, int]]:
    table: KeyPath = ()
    position = _skip(text, 0)
    while position < len(text):
        start = position
        is_header = text[position] == "["
        while text.startswith("[", position):
            position += 1
        match = _DOTTED_KEY.match(text, position)
        if match is None:
            return
        path = tuple(_unquote(part) for part in _KEY_PART.findall(match[1]))
        if is_header:
            table = path
            position = _end_of_line(text, match.end())
        else:
            path = table + path
            position = _end_of_value(text, match.end())
        yield path, start
        position = _skip(text, position)


def _skip(text: str, position: int) -> int:
    match = _BETWEEN.match(text, position)
    return match.end() if match else position


def _end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _end_of_value(text: str, position: int) -> int:
    depth = 0
    for match in _VALUE_TOKEN.finditer(text, position):
        token = match[0]
        if token in ("[", "{"):
            depth += 1
        elif token in ("]", "}"):
            depth -= 1
        elif token == "\n" and depth == 0:
            return match.start()
    return len(text)


def _unquote(part: str) -> str:
    if part.startswith("'"):
        return part[1:-1]
    if part.startswith('"'):
        return str(tomllib.loads(f"key = {part}")["key"])
    return part
