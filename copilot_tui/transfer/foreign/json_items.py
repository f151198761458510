"""Cutting a large JSON file into its items, so that one at a time is in memory.

Each item is parsed by itself. One that makes no sense is told of and left out, and of a file
that was cut off all whole items are had. Reading it all at once gives neither.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NoReturn, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENDS_EARLY = "The file ends in the middle of it."
"""Why the last item of a file that was cut off cannot be had."""

LONGEST_ITEM = 256 << 20
"""Bytes of one item that is read. In memory it takes some five times as much."""

_PIECE = 1 << 20
_MARK = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"

# All up to the next bracket, strings as a whole. Possessive, so that no byte is read twice.
_INSIDE = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_OUTERMOST = re.compile(rb'(?:[^"\[\]{},]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""
        ...


class Unreadable(Exception):
    """Some data is not what it should be; the text is one clean sentence."""


def parsed(data: bytes) -> object:
    """The value of a JSON text. What is no UTF-8 in it becomes U+FFFD, NaN becomes null.

    Raises:
        Unreadable: it is none.
    """
    try:
        return json.loads(data.decode("utf-8-sig", "replace"), parse_constant=_nothing)
    except json.JSONDecodeError as error:
        raise Unreadable(f"It is not JSON: {error.msg}, character {error.pos + 1}.") from None
    except ValueError:
        raise Unreadable("It holds a number that is too long.") from None
    except RecursionError:
        raise Unreadable("It is nested too deeply.") from None


def json_items(
    stream: Readable, problem: Callable[[int, str], None]
) -> Iterator[tuple[int, object]]:
    """The items of the list or object that a file holds, numbered from 1.

    Those of an object come as objects with one entry each.

    Args:
        stream: the file.
        problem: is told of an item that cannot be read: its number and why.

    Raises:
        Unreadable: the file holds neither a list nor an object.
    """
    cutter = _Cutter(stream)
    is_object = cutter.begin() == b"{"
    for number, item in enumerate(cutter.items(), 1):
        if item is None:
            problem(number, cutter.why)
            continue
        try:
            yield number, parsed(b"{%b}" % item if is_object else item)
        except Unreadable as error:
            problem(number, str(error))


class _Cutter:
    """Finds where items end, by brackets and commas outside strings.

    Attributes:
        why: the last item could not be had.
    """

    def __init__(self, stream: Readable) -> None:
        self.why = ""
        self._stream = stream
        self._buffer = b""
        self._start = 0
        self._at = 0

    def begin(self) -> bytes:
        """Step over the bracket that opens the whole."""
        while not self._buffer.removeprefix(_MARK).lstrip(_SPACE):
            if len(self._buffer) > _PIECE or not self._read():
                _refuse()
        self._buffer = self._buffer.removeprefix(_MARK).lstrip(_SPACE)
        opening = self._buffer[:1]
        if opening not in (b"[", b"{"):
            _refuse()
        self._buffer = self._buffer[1:]
        return opening

    def items(self) -> Iterator[bytes | None]:
        """The bytes of each; None for one that is too long or ends too early."""
        depth = 1
        while depth:
            sign = self._next_sign(_OUTERMOST if depth == 1 else _INSIDE)
            if not sign:
                self.why = self.why or ENDS_EARLY
                yield None
                return
            depth += (sign in b"[{") - (sign in b"]}")
            if not depth or sign == b",":
                item = self._buffer[self._start : self._at - 1]
                self._start = self._at
                if item.strip(_SPACE) or depth:
                    yield item

    def _next_sign(self, between: re.Pattern[bytes]) -> bytes:
        """Move behind the next bracket or comma; nothing at the end of the file."""
        while True:
            found = between.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            sign = self._buffer[self._at : self._at + 1]
            if sign and sign != b'"':
                self._at += 1
                return sign
            # At the end of what was read, or at a string that does not end in it.
            if not self._read():
                return b""

    def _read(self) -> bool:
        kept = self._buffer[self._start :]
        if len(kept) > LONGEST_ITEM:
            self.why = f"It is longer than {LONGEST_ITEM >> 20} MiB."
            return False
        # Ever larger pieces, or a long string would be looked through once for each.
        pieces = [kept]
        missing = max(_PIECE, len(kept))
        while missing > 0 and (piece := self._stream.read(missing)):
            pieces.append(piece)
            missing -= len(piece)
        self._buffer = b"".join(pieces)
        self._at -= self._start
        self._start = 0
        return len(pieces) > 1


def _refuse() -> NoReturn:
    raise Unreadable("It is not JSON, or it is empty.")


def _nothing(_: str) -> None:
    return None
