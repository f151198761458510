"""Conversations as entries of the sidebar."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.chat.answerer import Answerer
from copilot_tui.store.database import AMONG_IDS
from copilot_tui.store.drafts import give_draft, note_given
from copilot_tui.store.duplicate import duplicate
from copilot_tui.store.entry import select_entries
from copilot_tui.store.failures import missing
from copilot_tui.store.later import conversation_later
from copilot_tui.store.rows import CONVERSATION_COLUMNS, conversation_from
from copilot_tui.store.search_index import remove_conversation_from_index
from copilot_tui.store.uid import new_uid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.store.database import Database, SqlValue
    from copilot_tui.store.entry import Entries

# The order of the index `conversations_newest`, backwards. The row value comparison
# starts a page inside that index, however deep it lies.
_NEWEST_FIRST = "ORDER BY pinned DESC, updated DESC, id DESC LIMIT ?"
FIRST_PAGE = f"""
SELECT {CONVERSATION_COLUMNS} FROM conversations WHERE deleted_at IS NULL {_NEWEST_FIRST}
"""
NEXT_PAGE = f"""
SELECT {CONVERSATION_COLUMNS} FROM conversations
WHERE deleted_at IS NULL AND (pinned, updated, id) < (?, ?, ?) {_NEWEST_FIRST}
"""

RECENTLY_OPENED = f"""
SELECT {CONVERSATION_COLUMNS} FROM conversations
WHERE deleted_at IS NULL ORDER BY opened DESC, id DESC LIMIT ?
"""
LAST_DELETED = f"""
SELECT {CONVERSATION_COLUMNS} FROM conversations
WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, id DESC LIMIT 1
"""
RECENTLY_USED = """
SELECT profile, provider, model, max(used) AS last FROM (
    SELECT * FROM (
        SELECT profile, provider, model, created AS used, role FROM messages
        ORDER BY id DESC LIMIT ?1
    ) AS newest WHERE role = 'assistant'
    UNION ALL
    SELECT * FROM (
        SELECT profile, provider, model, opened, '' FROM conversations
        WHERE deleted_at IS NULL ORDER BY opened DESC LIMIT ?1
    ) AS chosen
) AS found WHERE profile <> '' OR provider <> '' OR model <> ''
GROUP BY profile, provider, model ORDER BY last DESC LIMIT ?2
"""
_LOOKED_AT = 500

RUNNING_ELSEWHERE = """
SELECT conversation FROM messages WHERE status = 'streaming' AND owner <> ?
"""
_NOT_STREAMING = """
NOT EXISTS (
    SELECT 1 FROM messages
    WHERE messages.conversation = conversations.id AND messages.status = 'streaming'
)
"""


class Conversations:
    """The table of conversations. Every method can raise `StoreError`.

    Args:
        database: where they are kept.
        instance_id: this running copy of the program, whose draft a new one can take.
    """

    def __init__(self, database: Database, instance_id: str) -> None:
        self._database = database
        self._instance_id = instance_id

    def create(
        self,
        *,
        title: str = "",
        profile: str = "",
        provider: str = "",
        model: str = "",
        system_prompt: str = "",
        parameters: str = "{}",
        take_draft: bool = False,
    ) -> Conversation:
        """Make an empty conversation with a fresh `conversation_id`.

        Args:
            title: one clean line; may be empty.
            profile: see `Conversation`, as are the others.
            provider: see `Conversation`.
            model: see `Conversation`.
            system_prompt: see `Conversation`.
            parameters: JSON text.
            take_draft: whether this copy's draft of the conversation that did not exist
                yet becomes the draft of this one.
        """
        with self._database.writing():
            now = self._database.now()
            row_id = self._database.insert(
                """
                INSERT INTO conversations (id, conversation_id, title, profile, provider, model,
                    system_prompt, parameters, created, updated, opened, uid)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                *(str(uuid4()), title, profile, provider, model),
                *(system_prompt, parameters, now, now, now, new_uid()),
            )
            if take_draft:
                give_draft(self._database, row_id, self._instance_id)
            created = conversation_later(self._database, row_id)()
            if take_draft:
                note_given(self._database, created.id, self._instance_id)
            return created

    def get(self, conversation: int) -> Conversation:
        """One conversation, also from the trash."""
        with self._database.reading():
            return self._select(conversation)

    def page(self, *, limit: int, after: Conversation | None = None) -> list[Conversation]:
        """Up to `limit` conversations, pinned ones first, then the newest; without the trash.

        Args:
            limit: the most to return.
            after: the last one of the page before, as it was read; None for the first page.
        """
        with self._database.reading():
            if after is None:
                rows = self._database.execute(FIRST_PAGE, limit)
            else:
                rows = self._database.execute(
                    NEXT_PAGE, after.pinned, after.updated, after.id, limit
                )
            return [conversation_from(row) for row in rows]

    def running_elsewhere(self) -> frozenset[int]:
        """Row ids of those in which a reply comes in to another copy of the program."""
        with self._database.reading():
            rows = self._database.execute(RUNNING_ELSEWHERE, self._instance_id)
            return frozenset(row["conversation"] for row in rows)

    def entries(self) -> Entries:
        """All of them outside the trash in short, most recently opened first."""
        with self._database.reading():
            return select_entries(self._database)

    def recent(self, *, limit: int) -> list[Conversation]:
        """Up to `limit` conversations, most recently opened first; without the trash."""
        with self._database.reading():
            rows = self._database.execute(RECENTLY_OPENED, limit)
            return [conversation_from(row) for row in rows]

    def recently_used(self, *, limit: int) -> list[Answerer]:
        """Who answered or was chosen, most recent first.

        Args:
            limit: the most to return; each stands there once. Only the newest
                conversations and messages are looked at.
        """
        with self._database.reading():
            rows = self._database.execute(RECENTLY_USED, _LOOKED_AT, limit)
            return [Answerer(row["profile"], row["provider"], row["model"]) for row in rows]

    def duplicate(self, conversation: int, *, title: str) -> Conversation:
        """Copy a conversation with all branches and settings, but not its server's thread.

        The copy has a fresh `conversation_id`. A reply that is still coming in is
        interrupted in the copy. `Search.backfill` makes its messages findable.

        Args:
            conversation: row id.
            title: of the copy, one clean line.
        """
        with self._database.writing():
            return self._select(duplicate(self._database, conversation, title))

    def by_ids(self, conversations: Sequence[int]) -> list[Conversation]:
        """These conversations, in this order, without those that are gone or in the trash."""
        with self._database.reading():
            rows = self._database.execute(
                f"""
                SELECT {CONVERSATION_COLUMNS} FROM conversations
                WHERE deleted_at IS NULL AND id IN {AMONG_IDS}
                """,
                json.dumps(list(conversations)),
            )
            found = {row["id"]: conversation_from(row) for row in rows}
        return [found[known] for known in conversations if known in found]

    def rename(self, conversation: int, title: str) -> None:
        """Give it another title: one clean line."""
        self._set(conversation, "title = ?", title)

    def choose(self, conversation: int, *, profile: str, provider: str, model: str) -> None:
        """Choose who answers from now on; empty names follow the app or the profile."""
        self._set(conversation, "profile = ?, provider = ?, model = ?", profile, provider, model)

    def set_system_prompt(self, conversation: int, system_prompt: str) -> None:
        """Set what is sent before everything else; may be empty.

        A server's thread began with the old one, so that no handle serves any more.
        """
        with self._database.writing():
            if self._select(conversation).system_prompt == system_prompt:
                return
            self._database.execute(
                "UPDATE conversations SET system_prompt = ? WHERE id = ?",
                *(system_prompt, conversation),
            )
            self._database.execute(
                "UPDATE messages SET handle = NULL WHERE conversation = ?", conversation
            )

    def set_parameters(self, conversation: int, parameters: str) -> None:
        """Set the sampling parameters, as JSON text."""
        self._set(conversation, "parameters = ?", parameters)

    def mark_opened(self, conversation: int) -> None:
        """Note that the user has turned to it just now, and has seen all of it.

        No lock is waited for long, as what is opened waits to be read.
        """
        self._set(conversation, "opened = ?, unread = FALSE", self._database.now(), brief=True)

    def set_unread(self, conversation: int, *, unread: bool) -> None:
        """Mark it as holding a reply that nobody has seen, or as read."""
        self._set(conversation, "unread = ?", unread)

    def set_pinned(self, conversation: int, *, pinned: bool) -> None:
        """Keep it on top of the list, or no longer."""
        self._set(conversation, "pinned = ?", pinned)

    def delete(self, conversation: int) -> None:
        """Put it in the trash, from which `restore` brings it back whole."""
        self._set(conversation, "deleted_at = ?", self._database.now())

    def restore(self, conversation: int) -> None:
        """Take it out of the trash."""
        self._set(conversation, "deleted_at = NULL")

    def last_deleted(self) -> Conversation | None:
        """The one that was put in the trash last; None when the trash is empty."""
        with self._database.reading():
            row = self._database.execute(LAST_DELETED).fetchone()
            return None if row is None else conversation_from(row)

    def empty_trash(self, *, older_than: float, limit: int = 1000) -> int:
        """Remove for good what was put in the trash long ago.

        Its messages, drafts, prompts and what waits to be sent go with it. One whose
        reply is still coming in is kept.

        Args:
            older_than: Unix time in seconds; what was deleted before then is removed.
            limit: the most to remove at once.

        Returns:
            How many conversations were removed.
        """
        with self._database.writing():
            rows = self._database.execute(
                "SELECT id FROM conversations"
                f" WHERE deleted_at < ? AND {_NOT_STREAMING} ORDER BY deleted_at LIMIT ?",
                *(older_than, limit),
            ).fetchall()
            for row in rows:
                remove_conversation_from_index(self._database, row["id"])
                self._database.execute("DELETE FROM conversations WHERE id = ?", row["id"])
            return len(rows)

    def _select(self, conversation: int) -> Conversation:
        return conversation_later(self._database, conversation)()

    def _set(
        self, conversation: int, assignments: str, *values: SqlValue, brief: bool = False
    ) -> None:
        with self._database.writing(brief=brief):
            self._database.must_change(
                f"UPDATE conversations SET {assignments} WHERE id = ?",
                *(*values, conversation),
                otherwise=lambda: missing("conversation"),
            )
