"""Reading a conversation's tree of messages: paths, branches and their ends."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.store.database import NO_LIMIT
from copilot_tui.store.drafts import read_draft
from copilot_tui.store.failures import missing
from copilot_tui.store.grounds import Grounds
from copilot_tui.store.later import HAS_OTHERS, conversation_later
from copilot_tui.store.pieces import Growth
from copilot_tui.store.rows import message_from
from copilot_tui.store.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.store.database import Database, Row

# A message is always newer than its parent. That it is asked for ends a path in a damaged
# file, which could else go round for ever.
PATH = """
WITH RECURSIVE path (message, above, length) AS (
    SELECT id, parent, 1 FROM messages WHERE id = ?
    UNION ALL
    SELECT messages.id, messages.parent, path.length + 1
    FROM path CROSS JOIN messages ON messages.id = path.above
    WHERE path.above < path.message AND path.length < ?
)
SELECT messages.* FROM path CROSS JOIN messages ON messages.id = path.message
ORDER BY messages.depth
"""
PATH_SHOWN = PATH.replace("id = ?", "id = (SELECT active_leaf FROM conversations WHERE id = ?)", 1)
PATH_CONTENTS = """
WITH RECURSIVE path (message, above) AS (
    SELECT id, parent FROM messages WHERE id = ?
    UNION ALL
    SELECT messages.id, messages.parent
    FROM path CROSS JOIN messages ON messages.id = path.above
    WHERE path.above < path.message
)
SELECT messages.id, messages.status, messages.content
FROM path CROSS JOIN messages ON messages.id = path.message
ORDER BY messages.depth
"""
WAY_UP = """
WITH RECURSIVE way (message) AS (
    SELECT ?1
    UNION ALL
    SELECT messages.parent FROM way CROSS JOIN messages ON messages.id = way.message
    WHERE way.message <> ?2 AND messages.parent < way.message
)
SELECT count(*) AS length, count(*) FILTER (WHERE message = ?2) AS reached FROM way
"""
VERSIONS = """
WITH versions AS (
    SELECT message.id,
        count(*) FILTER (WHERE sibling.id <= message.id) AS position,
        count(*) AS number
    FROM json_each(?) AS asked
    CROSS JOIN messages AS message ON message.id = CAST(asked.value AS BIGINT)
    CROSS JOIN messages AS sibling
        ON sibling.conversation = message.conversation AND sibling.parent IS message.parent
    WHERE message.deleted_at IS NULL AND sibling.deleted_at IS NULL
    GROUP BY message.id
)
SELECT * FROM versions WHERE number > 1
"""
CHILDREN = "SELECT * FROM messages WHERE parent = ? AND deleted_at IS NULL ORDER BY id"
GROWTH = """
SELECT content, reasoning, content_end, reasoning_end FROM (
    SELECT sequence, content, reasoning,
        sum(length(content)) OVER (ORDER BY sequence) AS content_end,
        sum(length(reasoning)) OVER (ORDER BY sequence) AS reasoning_end
    FROM journal WHERE message = ?
) AS pieces
WHERE content_end > ? OR reasoning_end > ? ORDER BY sequence
"""
SIBLINGS = """
SELECT id FROM messages
WHERE conversation = ? AND parent IS ? AND deleted_at IS NULL ORDER BY id
"""
_FACTS = "SELECT provider, name, value FROM facts WHERE url = ?"
IS_REWRITTEN = f"""
SELECT EXISTS (SELECT 1 FROM messages WHERE parent = ?1 AND deleted_at IS NULL)
    OR {HAS_OTHERS} AS is_rewritten
"""
# For the same reason the end of the way down is the largest id.
NEWEST_LEAF = """
WITH RECURSIVE way (message) AS (
    SELECT ?
    UNION ALL
    SELECT (SELECT max(id) FROM messages WHERE parent = way.message AND deleted_at IS NULL)
    FROM way WHERE way.message IS NOT NULL
)
SELECT max(message) AS leaf FROM way
"""


class Tree:
    """The messages as they hang together. Every method can raise `StoreError`.

    A reply that is still coming in is returned with what its journal holds so far.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, message: int) -> Message:
        """One message, also a deleted one."""
        with self._database.reading():
            return whole_message(self._database, select_row(self._database, message))

    def has(self, message: int) -> bool:
        """Whether there is such a message, deleted or not."""
        with self._database.reading():
            row = self._database.execute("SELECT 1 FROM messages WHERE id = ?", message).fetchone()
            return row is not None

    def growth(self, message: int, content: int, reasoning: int) -> Growth | None:
        """What a running reply has more than somebody knows; None where there is nothing.

        Args:
            message: row id.
            content: how many characters of its content are known.
            reasoning: how many of its reasoning.
        """
        with self._database.reading():
            rows = self._database.execute(GROWTH, message, content, reasoning).fetchall()
        return Growth.of(rows) if rows else None

    def is_deleted(self, message: int) -> bool:
        """Whether a message was taken out of sight."""
        with self._database.reading():
            return select_row(self._database, message)["deleted_at"] is not None

    def path(self, leaf: int, *, limit: int | None = None) -> list[Message]:
        """The messages from the first one down to `leaf`, oldest first.

        Args:
            leaf: the message that the path ends in.
            limit: only so many of them, the newest; None returns all.
        """
        with self._database.reading():
            return self._path(leaf, limit)

    def path_before(self, message: int, *, limit: int) -> list[Message]:
        """The next older page of a path: up to `limit` messages above `message`."""
        with self._database.reading():
            parent = select_row(self._database, message)["parent"]
            return [] if parent is None else self._path(parent, limit)

    def path_matches(self, leaf: int, needle: str) -> list[int]:
        """The ids of the messages on the path to `leaf` that contain `needle`, oldest first.

        Args:
            leaf: the message that the path ends in.
            needle: any text, in any case; an empty one is nowhere.
        """
        folded = needle.casefold()
        if not folded:
            return []
        with self._database.reading():
            rows = self._database.execute(PATH_CONTENTS, leaf).fetchall()
            return [row["id"] for row in rows if folded in self._content_of(row).casefold()]

    def distance(self, leaf: int, message: int) -> int | None:
        """How many messages the path has from `message` to `leaf`, both included.

        None if `message` is not on it.
        """
        with self._database.reading():
            row = self._database.execute(WAY_UP, leaf, message).fetchone()
            return int(row["length"]) if row["reached"] else None

    def versions(self, messages: Sequence[int]) -> dict[int, tuple[int, int]]:
        """Which of how many versions each of `messages` is, for those with several.

        Returns:
            By message: its position among its siblings, from 1, and their number.
        """
        with self._database.reading():
            rows = self._database.execute(VERSIONS, json.dumps(list(messages)))
            return {row["id"]: (row["position"], row["number"]) for row in rows}

    def children(self, message: int) -> list[Message]:
        """What follows `message`, one for each branch, oldest first; without deleted ones."""
        with self._database.reading():
            rows = self._database.execute(CHILDREN, message).fetchall()
            return [whole_message(self._database, row) for row in rows]

    def siblings(self, message: int) -> list[int]:
        """The ids of all versions of `message`, itself included, oldest first."""
        with self._database.reading():
            row = select_row(self._database, message)
            siblings = self._database.execute(SIBLINGS, row["conversation"], row["parent"])
            return [sibling["id"] for sibling in siblings]

    def grounds(self, conversation: int, question: int, url: str) -> Grounds:
        """What decides a request, all at once: each by itself would be a way to a server.

        Args:
            conversation: row id.
            question: row id of the user's message.
            url: of the server that is to be asked.
        """
        with self._database.reading():
            found = conversation_later(self._database, conversation)
            facts = self._database.execute(_FACTS, url)
            rewritten = self._database.execute(IS_REWRITTEN, question)
            path = self._path(question, None)
            return Grounds(
                conversation=found(),
                path=path,
                is_rewritten=bool(rewritten.fetchone()["is_rewritten"]),
                facts={(each["provider"], each["name"]): each["value"] for each in facts},
            )

    def shown(self, conversation: int, *, limit: int) -> Shown:
        """What a conversation is shown with, all at once.

        Args:
            conversation: row id.
            limit: so many of its messages, the newest.
        """
        with self._database.reading():
            found = conversation_later(self._database, conversation)
            rows = self._database.execute(PATH_SHOWN, conversation, limit)
            draft = read_draft(self._database, conversation, None, None)
            path = [whole_message(self._database, row) for row in rows.fetchall()]
            return Shown(found(), path, draft)

    def newest_leaf(self, message: int) -> int:
        """The end of the path below `message` that takes the newest branch at each fork."""
        with self._database.reading():
            return select_newest_leaf(self._database, message)

    def _content_of(self, row: Row) -> str:
        if row["status"] == Status.STREAMING:
            return read_pieces(self._database, row["id"])[0]
        return str(row["content"])

    def _path(self, leaf: int, limit: int | None) -> list[Message]:
        rows = self._database.execute(PATH, leaf, NO_LIMIT if limit is None else limit)
        return [whole_message(self._database, row) for row in rows.fetchall()]


def select_row(database: Database, message: int) -> Row:
    """The row of a message, within a transaction of the caller.

    Raises:
        StoreError: there is none.
    """
    row: Row | None = database.execute("SELECT * FROM messages WHERE id = ?", message).fetchone()
    if row is None:
        raise missing("message")
    return row


def select_newest_leaf(database: Database, message: int) -> int:
    """See `Tree.newest_leaf`; within a transaction of the caller."""
    return int(database.execute(NEWEST_LEAF, message).fetchone()["leaf"])


def whole_message(database: Database, row: Row) -> Message:
    """The message in `row`, with its journal if it is still coming in.

    Runs within a transaction of the caller.
    """
    message = message_from(row)
    if message.status is not Status.STREAMING:
        return message
    content, reasoning = read_pieces(database, message.id)
    return replace(message, content=content, reasoning=reasoning)


def read_pieces(database: Database, message: int) -> tuple[str, str]:
    """Content and reasoning of a reply that is still coming in, as far as its journal goes.

    Runs within a transaction of the caller.
    """
    pieces = database.execute(
        "SELECT content, reasoning FROM journal WHERE message = ? ORDER BY sequence", message
    ).fetchall()
    content = "".join(piece["content"] for piece in pieces)
    return content, "".join(piece["reasoning"] for piece in pieces)
