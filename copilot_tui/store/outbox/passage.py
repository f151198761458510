"""What all parts of a delivery share: what is to go, and under which ids it arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from copilot_tui.store.database import Database, SqlValue
    from copilot_tui.store.outbox.beside import KeptBeside
    from copilot_tui.store.outbox.database import Outbox

_FLAGS = frozenset({"pinned", "unread", "tokens_exact"})
"""The columns that are numbers in a file and flags on a server."""


class Passage:
    """One delivery, within a transaction on both sides.

    Args:
        outbox: from where.
        target: to where.
        after: the last attempt that has arrived.

    Attributes:
        beside: the texts of others that have a conversation of their own now.
    """

    def __init__(self, outbox: Outbox, target: Database, *, after: int) -> None:
        self.outbox = outbox
        self.target = target
        self.after = after
        self.beside: list[KeptBeside] = []
        self._conversations: dict[int, int | None] = {}
        self._messages: dict[int, int | None] = {}
        self._changes: dict[str, dict[int, set[str]]] = {}
        rows = outbox.execute("SELECT kind, id, name FROM changes WHERE attempt > ?", after)
        for row in rows:
            of_kind = self._changes.setdefault(row["kind"], {})
            of_kind.setdefault(row["id"], set()).add(row["name"])

    def changed(self, kind: str) -> Mapping[int, set[str]]:
        """The rows that were written, and which columns of them; with an empty one, all."""
        return self._changes.get(kind, {})

    def conversation(self, row: int | None) -> int | None:
        """The id on the server of a conversation in the outbox; None where it is not there."""
        return None if row is None else self._conversations.get(row)

    def message(self, row: int | None) -> int | None:
        """The same for a message."""
        return None if row is None else self._messages.get(row)

    def place_conversation(self, row: int, there: int | None) -> None:
        """Note which id it has on the server."""
        self._conversations[row] = there

    def place_message(self, row: int, there: int | None) -> None:
        """Note which id it has on the server."""
        self._messages[row] = there

    def put(
        self, table: str, row: Mapping[str, SqlValue], *, on: str = "", changes: str = ""
    ) -> None:
        """Add a row on the server.

        Args:
            table: where.
            row: by column.
            on: the columns that make it one; a row that has the same there stays. Empty where
                there can be none.
            changes: the column of such a row that is replaced.
        """
        values = on_server(row)
        conflict = f"ON CONFLICT ({on}) DO NOTHING" if on else ""
        if changes:
            conflict = f"ON CONFLICT ({on}) DO UPDATE SET {changes} = excluded.{changes}"
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self.target.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) {conflict}", *values.values()
        )

    def add(self, table: str, row: Mapping[str, SqlValue], *, is_free: bool) -> int:
        """Add a row under its own id, or under another one where that is taken."""
        if is_free:
            self.put(table, row)
            row_id = row["id"]
            assert isinstance(row_id, int)
            return row_id
        values = on_server({name: value for name, value in row.items() if name != "id"})
        names, marks = ", ".join(("id", *values)), ", ".join("?" * (len(values) + 1))
        return int(
            self.target.insert(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())
        )

    def update(self, table: str, row_id: int, values: Mapping[str, SqlValue]) -> None:
        """Change columns of a row on the server."""
        if values:
            assignments = ", ".join(f"{name} = ?" for name in values)
            self.target.execute(
                f"UPDATE {table} SET {assignments} WHERE id = ?",
                *(*on_server(values).values(), row_id),
            )


def on_server(row: Mapping[str, SqlValue]) -> dict[str, SqlValue]:
    """The values of a row as the columns there want them."""
    return {
        name: bool(value) if name in _FLAGS and value is not None else value
        for name, value in row.items()
    }


def values_of(row: sqlite3.Row) -> dict[str, SqlValue]:
    """A row of the outbox by its columns."""
    return dict(zip(row.keys(), row, strict=True))
