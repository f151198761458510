"""Where each key of a TOML file stands. `tomllib` tells values, but not their places."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KeyPath: TypeAlias = tuple[str, ...]

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED_KEY = re.compile(rf"[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*")
_KEY_PART = re.compile(_PART)
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A key or a table header of the document, with offsets into its text.

    Attributes:
        path: the full path.
        table: the path of the table that it stands under; of a header, its own path.
        start: where its line begins, without indentation.
        value_start: where the value begins; of a header, the end of its line.
        value_end: where the value ends, without white space and comment after it.
        end: where its last line ends, before the line break.
        is_header: whether it is a `[table]` or `[[table]]`.
    """

    path: KeyPath
    table: KeyPath
    start: int
    value_start: int
    value_end: int
    end: int
    is_header: bool = False


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Map the full path of every table and key to the line it first stands on, from 1.

    Keys inside an inline table are not listed; `line_of` finds the key that holds it.

    Args:
        text: a document that `tomllib` has accepted.
    """
    lines: dict[KeyPath, int] = {}
    for entry in entries(text):
        line = text.count("\n", 0, entry.start) + 1
        for length in range(1, len(entry.path) + 1):
            lines.setdefault(entry.path[:length], line)
    return lines


def line_of(path: KeyPath, lines: Mapping[KeyPath, int]) -> int:
    """The line of `path`, or of the nearest table or key around it; 1 when there is none."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def entries(text: str) -> Iterator[Entry]:
    """Every key and table header in its order, without those inside an inline table.

    Args:
        text: a document that `tomllib` has accepted.
    """
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
            yield Entry(path, table, start, position, position, position, is_header=True)
        else:
            value_start = _after_equals(text, match.end())
            value_end, position = _end_of_value(text, value_start)
            yield Entry((*table, *path), table, start, value_start, value_end, position)
        position = _skip(text, position)


def _skip(text: str, position: int) -> int:
    match = _BETWEEN.match(text, position)
    return match.end() if match else position


def _end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _after_equals(text: str, position: int) -> int:
    match = _EQUALS.match(text, position)
    return match.end() if match else position


def _end_of_value(text: str, position: int) -> tuple[int, int]:
    """Where a value ends, and where the last of its lines does."""
    depth = 0
    value_end = position
    for match in _VALUE_TOKEN.finditer(text, position):
        token = match[0]
        if token == "\n" and depth == 0:
            return value_end, match.start()
        if token in ("[", "{"):
            depth += 1
        elif token in ("]", "}"):
            depth -= 1
        if token.strip() and not token.startswith("#"):
            value_end = match.start() + len(token.rstrip())
    return value_end, len(text)


def _unquote(part: str) -> str:
    if part.startswith("'"):
        return part[1:-1]
    if part.startswith('"'):
        return str(tomllib.loads(f"key = {part}")["key"])
    return part
