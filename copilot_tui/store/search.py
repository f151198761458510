"""Full-text search over all messages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.chat.relevance import relevance_of
from copilot_tui.chat.search_query import parse_query
from copilot_tui.chat.snippet import snippet
from copilot_tui.store.database import AMONG_IDS
from copilot_tui.store.rows import CONVERSATION_COLUMNS, conversation_from
from copilot_tui.store.sqlite_search_index import index_pending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.chat.search_query import Term
    from copilot_tui.chat.snippet import Snippet
    from copilot_tui.store.database import Database, Row

CANDIDATES = 500
"""How many of the newest messages that match are scored; it bounds the work for a word that
stands in most of a million messages."""

BATCH = 100
"""How many messages are indexed at once by `Search.backfill`; takes about 30 ms."""

SCORED_CHARACTERS = 4000
"""Of a message, so many are scored."""

# CROSS JOIN keeps the planner from reading messages first and asking the index for each.
NEWEST_MATCHES = f"""
SELECT messages.id, substr(messages.content, 1, {SCORED_CHARACTERS}) AS beginning
FROM search
CROSS JOIN messages ON messages.id = search.rowid
CROSS JOIN conversations ON conversations.id = messages.conversation
WHERE search MATCH ?1 AND messages.deleted_at IS NULL AND conversations.deleted_at IS NULL
ORDER BY search.rowid DESC LIMIT ?2
"""
NEWEST_MATCHES_IN_CONVERSATION = f"""
SELECT messages.id, substr(messages.content, 1, {SCORED_CHARACTERS}) AS beginning
FROM search CROSS JOIN messages ON messages.id = search.rowid
WHERE search MATCH ?1 AND messages.deleted_at IS NULL AND messages.conversation = ?3
    AND search.rowid BETWEEN (SELECT min(id) FROM messages WHERE conversation = ?3)
    AND (SELECT max(id) FROM messages WHERE conversation = ?3)
ORDER BY search.rowid DESC LIMIT ?2
"""

_WAITING = "SELECT coalesce(sum(last - first + 1), 0) AS waiting FROM search_pending"

_FOUND = f"""
SELECT id, conversation, role, created, content FROM messages WHERE id IN {AMONG_IDS}
"""
_HOMES = f"""
SELECT {CONVERSATION_COLUMNS} FROM conversations
WHERE id IN (SELECT conversation FROM messages WHERE id IN {AMONG_IDS})
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that a search has found.

    Attributes:
        conversation: that the message is in.
        message: its row id.
        role: who speaks in it.
        created: Unix time in seconds.
        snippet: the sentence around the first hit.
    """

    conversation: Conversation
    message: int
    role: Role
    created: float
    snippet: Snippet


class Search:
    """The index of all messages. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def messages(
        self,
        query: str,
        *,
        limit: int,
        conversation: int | None = None,
        reads_waiting: bool = False,
    ) -> list[Hit]:
        """What holds all words and phrases of `query`, best first, then newest.

        Messages of all branches are found, but neither deleted ones nor those of
        conversations in the trash. Of a query that very many match, only the newest
        `CANDIDATES` are looked at.

        Args:
            query: see `parse_query`; any text will do, an empty one finds nothing.
            limit: the most to return.
            conversation: only messages of this one; None searches all.
            reads_waiting: whether what is not indexed yet is read through as well; in a file.
        """
        terms = parse_query(query)
        if not terms:
            return []
        with self._database.reading():
            candidates = self._newest_matches(terms, conversation)
            if reads_waiting:
                candidates = self._with_waiting(candidates, terms, conversation)
            score = relevance_of(terms)
            best = sorted(
                ((score(row["beginning"]), row["id"]) for row in candidates), reverse=True
            )
            return self._hits([message for _, message in best[:limit]], terms)

    def backfill(self, batch: int = BATCH) -> bool:
        """Index some of the messages that came in too many at once, the newest first.

        That is so for a file of an older version, and for what was copied or imported.

        Returns:
            Whether there may be more.
        """
        with self._database.writing():
            return index_pending(self._database, batch)

    def backfill_in_bulk(self, batch: int) -> bool:
        """The same for whoever waits until all is indexed, and then it takes less time."""
        return self.backfill(batch)

    def waiting(self) -> int:
        """How many messages are not indexed yet, as far as their ids tell.

        On a server with several people it may be more, as those of others may lie between them.
        """
        with self._database.reading():
            row = self._database.execute(_WAITING).fetchone()
        assert row is not None
        return int(row["waiting"])

    def _newest_matches(self, terms: Sequence[Term], conversation: int | None) -> Sequence[Row]:
        expression = match_expression(terms)
        if conversation is None:
            return self._database.execute(NEWEST_MATCHES, expression, CANDIDATES).fetchall()
        return self._database.execute(
            NEWEST_MATCHES_IN_CONVERSATION, expression, CANDIDATES, conversation
        ).fetchall()

    def _with_waiting(
        self, indexed: Sequence[Row], terms: Sequence[Term], conversation: int | None
    ) -> Sequence[Row]:
        from copilot_tui.store.waiting_messages import with_waiting

        return with_waiting(
            self._database,
            indexed,
            terms,
            conversation=conversation,
            most=CANDIDATES,
            scored=SCORED_CHARACTERS,
        )

    def _holds(self, content: str, terms: Sequence[Term]) -> bool:  # noqa: ARG002
        """Whether a message matches that is among the newest matches."""
        return True

    def _hits(self, messages: Sequence[int], terms: Sequence[Term]) -> list[Hit]:
        if not messages:
            return []
        # Neither statement waits for what the other gives, which a server far away counts.
        wanted = json.dumps(list(messages))
        found = self._database.execute(_FOUND, wanted)
        homes = self._database.execute(_HOMES, wanted)
        rows = {row["id"]: row for row in found}
        conversations = {row["id"]: conversation_from(row) for row in homes}
        return [
            Hit(
                conversations[row["conversation"]],
                message,
                Role(row["role"]),
                row["created"],
                snippet(row["content"], terms),
            )
            for message in messages
            if self._holds((row := rows[message])["content"], terms)
        ]


def match_expression(terms: Sequence[Term]) -> str:
    """What FTS5 is asked for: all of `terms`, each as a quoted phrase without any syntax."""
    return " AND ".join(
        '"{}"{}'.format(" ".join(term.tokens).replace('"', '""'), "*" if term.prefix else "")
        for term in terms
    )
