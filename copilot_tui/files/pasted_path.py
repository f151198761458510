"""The file that a terminal means when it pastes its path, as it does for one dropped on it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

from copilot_tui.chat.picture_kind import looks_like_picture

LONGEST_PATH = 4096
"""Bytes that a path can have on Linux (`PATH_MAX`)."""

_ESCAPED = re.compile(r"\\(.)")


def pasted_picture(text: str) -> Path | None:
    """The picture that a pasted text is the absolute path of; None when it is anything else.

    Terminals paste the path as it is, in quotes, with backslashes, or as a file URL, and
    may add a space. Whether there is such a file is not looked at.
    """
    line = text.strip()
    if not line or len(line) > LONGEST_PATH or "\n" in line:
        return None
    for path in _readings(line):
        if path.startswith("/") and looks_like_picture(path):
            return Path(path)
    return None


def plain_path(text: str) -> str:
    """A path as it is, when it was typed in quotes or as a file URL."""
    text = text.strip()
    if text[:1] in ("'", '"') or text.startswith("file://"):
        return next(iter(_readings(text)), text)
    return text


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
