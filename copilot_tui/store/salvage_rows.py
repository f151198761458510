"""Reading the rows of a damaged table around its bad pages."""

from __future__ import annotations

import math
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.store.failures import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from copilot_tui.store.database import SqlValue

LOST = "(This text could not be recovered.)"

_IN_PLACE_OF: Mapping[str, Mapping[str, str]] = {
    "messages": {"reasoning": "", "content": LOST},
    "conversations": {"parameters": "{}", "system_prompt": ""},
}
"""Last columns that may lie on pages of their own, and what stands for them if those are bad."""

_MOST_MISSES = 20_000
"""So many ids in a row are tried one by one behind a bad page; one that leads to others leads
to a quarter of that. What is missed then is found page by page (carving.py)."""


class Column(NamedTuple):
    """A column as the table was declared."""

    name: str
    kind: str
    needs_value: bool
    has_default: bool


def columns_of(connection: sqlite3.Connection, table: str) -> list[Column]:
    """The columns of a table; none if there is no such table or it cannot be known."""
    try:
        rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
    except UNREADABLE:
        return []
    return [Column(row[1], row[2], bool(row[3]), row[4] is not None) for row in rows]


class DamagedTable:
    """The rows of one table, as far as they can be read.

    Args:
        connection: to a copy of the damaged file.
        table: its name.
        columns: those that are wanted.

    Attributes:
        was_read_whole: whether no row was passed over.
    """

    def __init__(
        self, connection: sqlite3.Connection, table: str, columns: Sequence[Column]
    ) -> None:
        self.was_read_whole = False
        self._connection = connection
        self._table = table
        self._columns = columns
        self._wanted = ", ".join(column.name for column in columns)

    def rows(self) -> Iterator[dict[str, SqlValue]]:
        """Every row that can be read and makes sense, each once."""
        for values in self._read():
            row = sensible(self._columns, values)
            if row is not None:
                yield row

    def _read(self) -> Iterator[Sequence[object]]:
        if not self._has_row_ids():
            yield from self._read_by_order()
            return
        low = -1
        for row_id, values in self._walk(f"rowid > {low}", "ASC"):
            low = row_id
            yield values
        if self._ended_well:
            self.was_read_whole = True
            return
        high: int | None = None
        for row_id, values in self._walk(f"rowid > {low}", "DESC"):
            high = row_id
            yield values
        if not self._ended_well:
            yield from self._read_between(low, high)

    def _read_between(self, low: int, high: int | None) -> Iterator[Sequence[object]]:
        """Try one id after the other, and go on in one sweep wherever one can be read."""
        end = self._last_id(low) + 1 if high is None else high
        row_id, misses = low + 1, 0
        while row_id < end and misses < _MOST_MISSES:
            values = self._one(row_id)
            row_id, misses = row_id + 1, misses + 1
            if values is None:
                continue
            misses = 0
            yield values
            within = f"rowid >= {row_id} AND rowid < {end}"
            for found, further in self._walk(within, "ASC"):
                row_id = max(row_id, found + 1)
                yield further

    def _walk(self, where: str, order: str) -> Iterator[tuple[int, Sequence[object]]]:
        """Rows in order of their ids, up to the first that cannot be read or is out of order."""
        self._ended_well = False
        before: int | None = None
        try:
            for row in self._connection.execute(
                f"SELECT rowid, {self._wanted} FROM {self._table} "
                f"WHERE {where} ORDER BY rowid {order}"
            ):
                # A page that is reached twice would go round for ever.
                if before is not None and (row[0] > before) != (order == "ASC"):
                    return
                before = row[0]
                yield row[0], row[1:]
        except UNREADABLE:
            return
        self._ended_well = True

    def _one(self, row_id: int) -> Sequence[object] | None:
        """One row, without its long texts if need be."""
        instead = _IN_PLACE_OF.get(self._table, {})
        shortened = ", ".join(
            f"'{instead[column.name]}'" if column.name in instead else column.name
            for column in self._columns
        )
        for wanted in dict.fromkeys((self._wanted, shortened)):
            try:
                row: Sequence[object] | None = self._connection.execute(
                    f"SELECT {wanted} FROM {self._table} WHERE rowid = ?", (row_id,)
                ).fetchone()
            except UNREADABLE:
                continue
            if row is not None:
                return row
        return None

    def _last_id(self, low: int) -> int:
        """The largest id there can be, where the end of the table cannot be read."""
        try:
            row = self._connection.execute(
                "SELECT seq FROM sqlite_sequence WHERE name = ?", (self._table,)
            ).fetchone()
        except UNREADABLE:
            row = None
        return row[0] if row is not None and isinstance(row[0], int) else low + _MOST_MISSES

    def _has_row_ids(self) -> bool:
        try:
            self._connection.execute(f"SELECT rowid FROM {self._table} LIMIT 0")
        except UNREADABLE:
            return False
        return True

    def _read_by_order(self) -> Iterator[Sequence[object]]:
        """The rows of a table without ids: from the front, and then from the back."""
        seen: set[Sequence[object]] = set()
        order = ", ".join(column.name for column in self._columns)
        backwards = ", ".join(f"{column.name} DESC" for column in self._columns)
        for direction in (order, backwards):
            try:
                for row in self._connection.execute(
                    f"SELECT {self._wanted} FROM {self._table} ORDER BY {direction}"
                ):
                    if row not in seen:
                        seen.add(row)
                        yield row
            except UNREADABLE:
                continue
            self.was_read_whole = direction == order
            return


def sensible(columns: Sequence[Column], values: Sequence[object]) -> dict[str, SqlValue] | None:
    """A row by its columns, without values of the wrong kind; None if it needs one of those."""
    row: dict[str, SqlValue] = {}
    for column, value in zip(columns, values, strict=True):
        fitting = _fitting(column.kind, value)
        if fitting is not None:
            row[column.name] = fitting
        elif column.needs_value and not column.has_default:
            return None
    return row


def _fitting(kind: str, value: object) -> SqlValue:
    match kind, value:
        case "TEXT", str():
            return value
        case "TEXT", bytes():
            return value.decode(errors="replace")
        case "INTEGER", int():
            return value
        case "BLOB", bytes():
            return value
        case "REAL", int() | float() if math.isfinite(value):
            return value
    return None
