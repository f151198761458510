"""Breaking what is printed at its words, so that the terminal does not break it within them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TextIO

_NARROWEST = 20
_INDENT = re.compile(r"[ \t]*")


def wrapped(text: str, width: int | None) -> str:
    """Break those lines of a text that are too long; a word by itself, such as a path, never.

    Args:
        text: its own line ends and the indents after them are kept.
        width: columns; None leaves the text as it is.
    """
    if not width or all(len(line) <= width for line in text.split("\n")):
        return text
    import textwrap

    def broken(line: str) -> str:
        indent = _INDENT.match(line)
        return textwrap.fill(
            line,
            width,
            subsequent_indent=indent.group() if indent else "",
            expand_tabs=False,
            replace_whitespace=False,
            break_long_words=False,
            break_on_hyphens=False,
        )

    return "\n".join(broken(line) if len(line) > width else line for line in text.split("\n"))


def wanted_width(environ: Mapping[str, str]) -> int | None:
    """The columns that the environment asks for, as `COLUMNS` does; None where it does not."""
    columns = environ.get("COLUMNS", "")
    if not (columns.isascii() and columns.isdecimal() and len(columns) < 5):
        return None
    return max(_NARROWEST, int(columns)) if int(columns) else None


def width_of(stream: TextIO) -> int | None:
    """The columns of the terminal behind a stream; None when there is none, or it has none."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None
