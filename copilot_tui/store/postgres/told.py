"""What copies tell each other over the channel of their person.

It says who speaks and what may be read anew, and holds nothing of what was written: `*` is
anything, numbers are the row ids of replies that have grown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from copilot_tui.store.changes import ANYTHING, Changes
from copilot_tui.store.postgres.version_1 import PERSON

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from psycopg import Connection
    from psycopg.rows import DictRow

_EVERYTHING = "*"
_AT_ONCE = 300
"""Ids in one notice, which has 8,000 bytes at most (sql-notify.html)."""

TELL = b"SELECT pg_notify(%s, %s)"
_CHANNEL = f"SELECT channel FROM people WHERE person = {PERSON}".encode()
_APPEAR = b"INSERT INTO people DEFAULT VALUES ON CONFLICT DO NOTHING"


def listen(connection: Connection[DictRow]) -> str:
    """Have what copies of this person tell sent to a connection.

    Returns:
        Their channel.

    Raises:
        psycopg.Error: the server refuses.
    """
    row = connection.execute(_CHANNEL).fetchone()
    if row is None:  # Nothing was ever written.
        connection.execute(_APPEAR)
        row = connection.execute(_CHANNEL).fetchone()
    assert row is not None
    channel = str(row["channel"])
    connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
    return channel


def of_anything(sender: str) -> str:
    """The words for: something has changed."""
    return f"{sender} {_EVERYTHING}"


def of_growth(sender: str, messages: Collection[int]) -> Iterator[str]:
    """The words for: these replies have grown."""
    ids = list(map(str, messages))
    for start in range(0, len(ids), _AT_ONCE):
        yield f"{sender} {','.join(ids[start : start + _AT_ONCE])}"


def changes_from(words: str, listener: str) -> Changes | None:
    """What was told; None where the listener said it himself.

    What is not understood comes from a newer program: anything may have changed.
    """
    sender, _, what = words.partition(" ")
    if sender == listener:
        return None
    try:
        return Changes(grown=frozenset(map(int, what.split(","))))
    except ValueError:
        return ANYTHING
