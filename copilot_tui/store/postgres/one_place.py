"""Whether two connections lead to the same conversations, however they are addressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.store.database import Database

# The moment of its start, in microseconds, tells one server from another.
_PLACE = """
SELECT CAST(pg_postmaster_start_time() AS text) AS started, current_database() AS name,
    CAST(session_user AS text) AS person
"""


def is_one_place(one: Database, other: Database) -> bool:
    """Whether two databases on servers are the same, for the same person.

    Raises:
        StoreError: one of them cannot be asked.
    """
    return _place_of(one) == _place_of(other)


def _place_of(database: Database) -> tuple[str, str, str]:
    with database.reading():
        row = database.execute(_PLACE).fetchone()
    return row["started"], row["name"], row["person"]
