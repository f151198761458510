"""Handing a statement of the store to a connection."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import psycopg

from copilot_tui.store.pending_id import PendingId
from copilot_tui.store.postgres.required import changing
from copilot_tui.store.postgres.translation import translated
from copilot_tui.store.postgres.version_1 import PERSON
from copilot_tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg import Cursor

    from copilot_tui.store.database import SqlValue


def run(
    cursor: Cursor[Any],
    statement: str,
    values: tuple[SqlValue, ...],
    *,
    must_change: bool = False,
) -> bool:
    """Send a statement without waiting.

    Args:
        cursor: takes the result.
        statement: in SQLite's words.
        values: of its parameters.
        must_change: whether it is to fail where it changes nothing; see `Required`.

    Returns:
        Whether it may change something.
    """
    text, writes = translated(statement)
    named = {f"p{place}": value for place, value in enumerate(values, 1)}
    pending: list[str] = []
    for name, value in named.items():
        if isinstance(value, PendingId):
            named[name] = value.known
            if value.known is None:
                named[name] = value.number
                pending.append(name)
    if pending:
        text = _with_pending(text, tuple(pending))
    _execute(cursor, changing(text) if must_change else text, named)
    return writes


@cache
def _with_pending(text: bytes, names: tuple[str, ...]) -> bytes:
    """The statement with ids that the server knows from the row that is locked."""
    for name in names:
        place = f"%({name})s"
        known = f"(SELECT last_id + {place} FROM people WHERE person = {PERSON})"
        text = text.replace(place.encode(), known.encode())
    return text


def _execute(cursor: Cursor[Any], text: bytes, named: Mapping[str, SqlValue]) -> None:
    try:
        cursor.execute(text, named)
    except (UnicodeEncodeError, psycopg.DataError):
        # A lone surrogate is no UTF-8, and the server knows no NUL. Better one changed
        # character than a lost text.
        cleaned = {
            name: clean(value) if isinstance(value, str) else value for name, value in named.items()
        }
        if cleaned == named:
            raise
        cursor.execute(text, cleaned)
