"""Reading what is counted of all messages."""

from __future__ import annotations

import time
from array import array
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.chat.answerer import Answerer
from copilot_tui.chat.continued_words import ContinuedWords
from copilot_tui.chat.conversation import Role, Status
from copilot_tui.chat.tally import CountedMessage
from copilot_tui.chat.word_count import words_in
from copilot_tui.store.stored_text import stored_line, stored_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.chat.tally import Tally
    from copilot_tui.store.database import Database

# `opened` as well: a reply that was asked for again and broke off with the program has left
# `updated` as it was.
RECENT = """
SELECT id FROM conversations
WHERE deleted_at IS NULL AND (updated >= ?1 OR opened >= ?1) ORDER BY id
"""
# As bytes, or `stored_text` would be called for each of seven columns. Rows are not grouped
# here: SQLite knows neither words nor time zones, and a function of ours that it calls for
# each text is no faster than a loop over rows.
COUNTED = """
SELECT messages.created, finished, messages.created < conversations.created, depth, parent,
    CAST(role AS BLOB), CAST(status AS BLOB), CAST(messages.profile AS BLOB),
    CAST(messages.provider AS BLOB), CAST(messages.model AS BLOB),
    CAST(content AS BLOB), CAST(reasoning AS BLOB)
FROM messages JOIN conversations ON conversations.id = messages.conversation
WHERE conversation = ?1 AND messages.deleted_at IS NULL
    AND messages.created >= ?2 ORDER BY messages.id
"""
FIRST = "SELECT min(created) AS first FROM conversations WHERE deleted_at IS NULL"
_ALL = float("-inf")
_Names: TypeAlias = tuple[bytes, ...]

SLICE_SECONDS = 0.02
"""How long the others that need the file are kept waiting; a long conversation takes longer."""


class MessageCounter:
    """Counts the messages of a period, slice by slice, between which others have their turn.

    Each slice is one read transaction over whole conversations: what is written meanwhile is
    counted or not, but never half a conversation. Every method can raise `StoreError`.

    Args:
        database: where the messages are.
        tally: what they are counted into.
    """

    def __init__(self, database: Database, tally: Tally) -> None:
        self._database = database
        self._tally = tally
        start = tally.period.start
        self._since = _ALL if start is None else start
        self._answerers: dict[_Names, Answerer] = {}
        self._done = 0
        with database.reading():
            found = database.execute(RECENT, self._since)
            self._conversations = array("q", (row["id"] for row in found))
            (first,) = database.execute(FIRST)
        tally.begin(first["first"])

    @property
    def done(self) -> float:
        """Which part of the conversations is counted, from 0 to 1."""
        return self._done / max(1, len(self._conversations))

    def go_on(self, seconds: float = SLICE_SECONDS) -> bool:
        """Count for a while.

        Returns:
            Whether there is more.
        """
        end = time.monotonic() + seconds
        with self._database.reading():
            while self._done < len(self._conversations):
                for message in self._messages(self._conversations[self._done]):
                    self._tally.add(message)
                self._done += 1
                if time.monotonic() >= end:
                    break
        return self._done < len(self._conversations)

    def _messages(self, conversation: int) -> Iterator[CountedMessage]:
        continued = ContinuedWords()
        for row in self._database.tuples(COUNTED, conversation, self._since):
            created, finished, is_copied, depth, parent, *known, content, reasoning = row
            role, status = _ROLES.get(known[0]), _STATUSES.get(known[1])
            if role is None or status is None:
                continue
            words, thought = words_in(content), words_in(reasoning)
            if role is Role.ASSISTANT and parent is not None:
                before = continued.words_before(parent, content, reasoning)
                words, thought = words - before[0], thought - before[1]
                if status is not Status.COMPLETE:
                    continued.add(parent, content, reasoning)
            yield CountedMessage(
                *(created, finished, role, status, self._answerer(tuple(known[2:]))),
                *(words, thought, bool(is_copied), depth),
            )

    def _answerer(self, names: _Names) -> Answerer:
        known = self._answerers.get(names)
        if known is None:
            profile, provider, model = (stored_line(stored_text(name)) for name in names)
            known = Answerer(profile=profile, provider=provider, model=model)
            self._answerers[names] = known
        return known


_ROLES = {role.value.encode(): role for role in Role}
_STATUSES = {status.value.encode(): status for status in Status}
