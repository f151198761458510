"""Reading rows from single pages of a database, without the pages that lead to them.

One page on the way to a table's rows can hide thousands of them from SQLite, though they
stand unharmed on pages of their own. All numbers are from the description of the file
format (sqlite.org/fileformat2.html).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = 4096
"""SQLite's usual size of a page in bytes; the conversation file is never made with another."""

_LEAF_OF_TABLE = 0x0D
_INTERIOR_OF_TABLE = 0x05
_FILE_HEADER = 100
_MOST_LOCAL = PAGE - 35
_LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23
_PER_OVERFLOW_PAGE = PAGE - 4
_LARGEST_PAYLOAD = 1 << 30
_SIZES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of the integers by their serial type."""

Value: TypeAlias = str | bytes | int | float | None


class CarvedRow(NamedTuple):
    """A row as it stands on its page.

    Attributes:
        row_id: its id.
        values: of its columns; texts may end early.
        is_whole: whether nothing of them is missing.
    """

    row_id: int
    values: list[Value]
    is_whole: bool


class NoRow(Exception):
    """These bytes are no row."""


def carve(data: bytes) -> Iterator[CarvedRow]:
    """All rows of all tables with ids, in the order of their pages.

    Pages that are free are passed over: what was deleted stays deleted.

    Args:
        data: the file, with nothing left in a log.
    """
    free = _free_pages(data)
    for number in range(2, len(data) // PAGE + 1):
        start = (number - 1) * PAGE
        if data[start] == _LEAF_OF_TABLE and number not in free:
            yield from _rows_of_page(data, start)


def pages_of_schema(data: bytes) -> list[int]:
    """The numbers of the pages on which a sound file lists its tables, the first of them 1."""
    if data[_FILE_HEADER] != _INTERIOR_OF_TABLE:
        return [1]
    (cells,) = struct.unpack_from(">H", data, _FILE_HEADER + 3)
    pointers = struct.unpack_from(f">{cells}H", data, _FILE_HEADER + 12)
    children = [_number(data, pointer) for pointer in pointers]
    return [1, *children, _number(data, _FILE_HEADER + 8)]


def _rows_of_page(data: bytes, start: int) -> Iterator[CarvedRow]:
    (cells,) = struct.unpack_from(">H", data, start + 3)
    if 8 + 2 * cells > PAGE:
        return
    for pointer in struct.unpack_from(f">{cells}H", data, start + 8):
        try:
            yield _row(data, start + pointer, start + PAGE)
        except (NoRow, struct.error, IndexError):
            continue


def _row(data: bytes, position: int, end: int) -> CarvedRow:
    size, position = _varint(data, position)
    row_id, position = _varint(data, position)
    local = _local_size(size)
    if size > _LARGEST_PAYLOAD or position + local > end:
        raise NoRow
    payload = data[position : position + local]
    if local < size:
        payload += _overflow(data, _number(data, position + local), size - local)
    return CarvedRow(row_id, _values(payload), is_whole=len(payload) == size)


def _local_size(size: int) -> int:
    if size <= _MOST_LOCAL:
        return size
    local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % _PER_OVERFLOW_PAGE
    return local if local <= _MOST_LOCAL else _LEAST_LOCAL


def _overflow(data: bytes, page: int, size: int) -> bytes:
    """What a chain of further pages holds, up to the first that cannot belong to it."""
    parts: list[bytes] = []
    pages = len(data) // PAGE
    while size > 0 and 1 < page <= pages:
        start = (page - 1) * PAGE
        page = _number(data, start)
        if (size > _PER_OVERFLOW_PAGE and not 1 < page <= pages) or (
            size <= _PER_OVERFLOW_PAGE and page != 0
        ):
            break
        parts.append(data[start + 4 : start + 4 + min(size, _PER_OVERFLOW_PAGE)])
        size -= _PER_OVERFLOW_PAGE
    return b"".join(parts)


def _values(payload: bytes) -> list[Value]:
    header, position = _varint(payload, 0)
    if header > len(payload):
        raise NoRow
    kinds: list[int] = []
    while position < header:
        kind, position = _varint(payload, position)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        value, position = _value(payload, kind, position)
        values.append(value)
    return values


def _value(payload: bytes, kind: int, position: int) -> tuple[Value, int]:
    if kind == 0:
        return None, position
    if kind in _SIZES:
        end = position + _SIZES[kind]
        return int.from_bytes(payload[position:end], signed=True), end
    if kind == 7:
        return struct.unpack_from(">d", payload, position)[0], position + 8
    if kind in (8, 9):
        return kind - 8, position
    if kind < 12:
        raise NoRow
    end = position + (kind - 12) // 2
    part = payload[position:end]
    return (part.decode(errors="replace") if kind % 2 else part), end


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = 0
    for index in range(8):
        byte = data[position + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position + index + 1
    return value << 8 | data[position + 8], position + 9


def _number(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 4])


def _free_pages(data: bytes) -> set[int]:
    free: set[int] = set()
    trunk = _number(data, 32)
    while 1 < trunk <= len(data) // PAGE and trunk not in free:
        start = (trunk - 1) * PAGE
        count = _number(data, start + 4)
        if count > PAGE // 4 - 2:
            break
        free.add(trunk)
        free.update(struct.unpack_from(f">{count}I", data, start + 8))
        trunk = _number(data, start)
    return free
