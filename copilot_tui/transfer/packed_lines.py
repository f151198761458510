"""The lines of a file, as it is or packed by gzip, which tell how far they could be read."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from copilot_tui.transfer.source import LARGEST_FILE, reached_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path

    from copilot_tui.transfer.source import Reached

LONGEST_LINE: Final = 512 << 20
"""Bytes of a line of a packed file: a small one may hold a line larger than any memory."""

_MARK = b"\x1f\x8b"
"""What a file of gzip begins with (RFC 1952, section 2.3.1)."""

_FAULTS = (EOFError, zlib.error, gzip.BadGzipFile)
"""What reading from a packed file raises that was cut off or is damaged."""

_CUT_OFF = "The packed file breaks off here: it was cut off, or not written to its end."
_DAMAGED = "The packed file breaks off here: it is damaged."


class BrokenOff(Exception):
    """The rest of a packed file cannot be had; the message is a clean sentence."""


def is_packed(path: Path) -> bool:
    """Whether gzip has written a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def beginning(path: Path, size: int) -> bytes:
    """Up to so many bytes of a file, unpacked, as far as they can be read.

    Raises:
        OSError: it cannot be read.
    """
    data = b""
    with _opened(path) as file, suppress(*_FAULTS):
        while len(data) < size and (piece := file.read1(size - len(data))):
            data += piece
    return data


def lines(path: Path, reached: Reached = reached_nothing) -> Iterator[bytes]:
    """The lines of a file, with their ends.

    Args:
        path: the file.
        reached: is told with each line how far that is.

    Raises:
        BrokenOff: there are no more than those before, though the file has not ended.
        OSError: it cannot be read.
    """
    size = max(path.stat().st_size, 1)
    if not is_packed(path):
        done = 0
        with path.open("rb") as plain:
            for line in plain:
                done += len(line)
                reached(done / size)
                yield line
        return
    left = LARGEST_FILE
    with path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as file:
        while line := _next_line(file, min(left, LONGEST_LINE) + 1):
            left -= len(line)
            if left < 0:
                raise BrokenOff(f"It unpacks to more than {LARGEST_FILE >> 30} GiB; split it.")
            if len(line) > LONGEST_LINE:
                raise BrokenOff(f"This line has more than {LONGEST_LINE >> 20} MiB; unpack it.")
            reached(packed.tell() / size)
            yield line


def _next_line(file: gzip.GzipFile, most: int) -> bytes:
    try:
        return file.readline(most)
    except EOFError:
        raise BrokenOff(_CUT_OFF) from None
    except _FAULTS:
        raise BrokenOff(_DAMAGED) from None


def _opened(path: Path) -> BufferedReader | gzip.GzipFile:
    return gzip.GzipFile(path, "rb") if is_packed(path) else path.open("rb")
