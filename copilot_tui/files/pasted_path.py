"""The files that a terminal means when it pastes paths, as it does for what is dropped on it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

LONGEST_PATH = 4096
"""Bytes that a path can have on Linux (`PATH_MAX`)."""

LONGEST_DROP = 10_000
"""Characters; a longer text is not looked at for paths."""

_BEGINNING = re.compile(r"['\"]?(?:/|file://)")
_ESCAPED = re.compile(r"\\(.)")


def pasted_files(text: str) -> list[tuple[Path, ...]]:
    """What files a pasted text may mean by their absolute paths; empty when it is other text.

    Terminals paste a path as it is, in quotes, with backslashes, or as a file URL, and may
    add a space. Several come in a row or on lines of their own, so that a path with a space
    in it can also be read as two. Whether there are such files is not looked at.

    Returns:
        The readings, the likeliest first.
    """
    text = text.strip()
    if not _BEGINNING.match(text) or len(text) > LONGEST_DROP:
        return []
    one = () if "\n" in text else _readings(text)
    readings = dict.fromkeys((tuple(one), tuple(_several(text))))
    return [tuple(map(Path, paths)) for paths in readings if paths and all(map(_is_meant, paths))]


def plain_path(text: str) -> str:
    """A path as it is, when it was typed in quotes, or dropped and so in quotes or a file URL."""
    text = text.strip()
    if text[:1] in ("'", '"') or text.startswith("file://"):
        return next(iter(_readings(text)), text)
    return text


def _several(text: str) -> list[str]:
    """The paths of a text that has one after the other; empty when it has no such."""
    paths: list[str] = []
    try:
        words = [word for line in text.splitlines() for word in shlex.split(line)]
    except ValueError:
        return []
    for word in words:
        found = _readings(word) if word.startswith("file://") else [word]
        if not found:
            return []
        paths += found
    return paths


def _is_meant(path: str) -> bool:
    return path.startswith("/") and len(path) <= LONGEST_PATH


def _readings(line: str) -> list[str]:
    """What a line may mean as a path."""
    if line.startswith("file://"):
        try:
            parts = urlsplit(line)
        except ValueError:
            return []
        return [unquote(parts.path)] if parts.netloc in ("", "localhost") else []
    if line[0] in "'\"":
        try:
            words = shlex.split(line)
        except ValueError:
            return []
        return words if len(words) == 1 else []
    return [_ESCAPED.sub(r"\1", line)] if "\\" in line else [line]
