"""How many pixels a cell of the terminal has."""

from __future__ import annotations

import fcntl
import struct
import sys
import termios


def cell_size() -> tuple[int, int] | None:
    """Width and height of a cell in pixels, as the terminal has told the system; else None."""
    for stream in (sys.__stderr__, sys.__stdout__, sys.__stdin__):
        if stream is None:
            continue
        try:
            told = fcntl.ioctl(stream.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
        except (OSError, ValueError):
            continue  # It is closed, or no terminal.
        rows, columns, width, height = struct.unpack("HHHH", told)
        if rows and columns and width >= columns and height >= rows:
            return width // columns, height // rows
    return None
