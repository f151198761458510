"""What was typed before the app had the terminal: kept, and taken off the screen."""

from __future__ import annotations

import os
import select
import termios
from typing import Final

from rich.cells import cell_len

_MOST: Final = 65_536
"""More bytes than a terminal keeps for a program that does not read (4,096 on Linux)."""

_LOCAL: Final = 3
_TAB_STOP: Final = 8

Attributes = list[int | list[bytes | int]]
"""As `termios.tcgetattr` tells them."""


def typed_before(terminal: int, before: Attributes) -> bytes:
    """Take the keys that wait in a terminal which has just been put into raw mode.

    Where it read line by line, it has made a newline of enter, and of ctrl+d, which ends a
    line without being one, a null (n_tty of Linux). They become keys again.

    Args:
        terminal: its descriptor.
        before: the attributes with which the keys were typed.
    """
    if not select.select([terminal], [], [], 0)[0]:
        return b""
    keys = os.read(terminal, _MOST)
    if _flags(before) & termios.ICANON:
        return keys.replace(b"\n", b"\r").replace(b"\0", b"\x04")
    return keys


def without_echo(keys: bytes, before: Attributes, columns: int) -> str:
    """What takes the echo of these keys off the screen, with the cursor where it began.

    Args:
        keys: typed from the beginning of a line on.
        before: as for `typed_before`.
        columns: width of the terminal in cells.
    """
    if not keys or not _flags(before) & termios.ECHO:
        return ""
    lines = keys.decode("utf-8", "replace").split("\r")
    rows = sum(_rows(line, max(2, columns)) for line in lines)
    up = f"\x1b[{rows - 1}A" if rows > 1 else ""
    return f"\r{up}\x1b[J"


def _flags(attributes: Attributes) -> int:
    flags = attributes[_LOCAL]
    assert isinstance(flags, int)
    return flags


def _rows(line: str, columns: int) -> int:
    """How many rows the echo of a line takes: of a control character, a caret and a letter."""
    rows, column = 1, 0
    for character in line:
        if character == "\t":
            column = min((column // _TAB_STOP + 1) * _TAB_STOP, columns - 1)
            continue
        echo = "^@" if character < " " or character == "\x7f" else character
        for cells in map(cell_len, echo):
            if column + cells > columns:
                rows, column = rows + 1, 0
            column += cells
    return rows
