"""Finding messages that wait to be indexed, in a file that stays as it is or is small.

To index 20,000 messages takes four seconds, to read them a quarter of one; and in a copy that is
gone afterwards they would be indexed at each search anew. What an outbox is filled with is found
at once this way, and faster when it has been indexed behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.text_match import holder_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from copilot_tui.chat.search_query import Term
    from copilot_tui.store.database import Database, Row

_RANGES = "SELECT first, last FROM search_pending ORDER BY last DESC"
_NEWEST_OF_RANGE = """
SELECT messages.id, messages.content, substr(messages.content, 1, ?4) AS beginning
FROM messages CROSS JOIN conversations ON conversations.id = messages.conversation
WHERE messages.id BETWEEN ?1 AND ?2 AND messages.status <> 'streaming'
    AND messages.deleted_at IS NULL
    AND CASE WHEN ?3 IS NULL THEN conversations.deleted_at IS NULL ELSE conversations.id = ?3 END
ORDER BY messages.id DESC
"""


def with_waiting(
    database: Database,
    indexed: Sequence[Row],
    terms: Sequence[Term],
    *,
    conversation: int | None,
    most: int,
    scored: int,
) -> list[Row]:
    """The newest messages that match, whether or not they are in the index.

    Args:
        database: a file; within a transaction of the caller.
        indexed: the newest matches in the index, with their beginnings.
        terms: what is searched for.
        conversation: only messages of this one; None takes all.
        most: so many are returned.
        scored: how many characters of each are its beginning.
    """
    rows = {row["id"]: row for row in indexed}
    holds = holder_of(terms)
    found = 0
    for row in _waiting(database, conversation, scored):
        if found == most:
            break
        if holds(row["content"]):
            rows[row["id"]] = row
            found += 1
    return [rows[message] for message in sorted(rows, reverse=True)[:most]]


def _waiting(database: Database, conversation: int | None, scored: int) -> Iterator[Row]:
    for each in database.execute(_RANGES).fetchall():
        yield from database.execute(
            _NEWEST_OF_RANGE, each["first"], each["last"], conversation, scored
        )
