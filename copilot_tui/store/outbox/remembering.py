"""The parts of a store on a server that remember what went through them.

They note it when a call has returned and nothing that is still open around it can fail, as
only then it is known to be there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from copilot_tui.errors import Gone
from copilot_tui.store.conversations import Conversations
from copilot_tui.store.journal import Journal
from copilot_tui.store.later import Added
from copilot_tui.store.messages import Messages
from copilot_tui.store.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.store.database import Database
    from copilot_tui.store.grounds import Grounds
    from copilot_tui.store.outbox.recent_rows import RecentRows
    from copilot_tui.store.pieces import Growth
    from copilot_tui.store.removal import Removed
    from copilot_tui.store.shown import Shown
    from copilot_tui.store.store import Store

_Note: TypeAlias = "Callable[[Callable[[RecentRows], object]], None]"


def remember(store: Store, rows: RecentRows) -> None:
    """Have what is read from a store and written to it from now on remembered."""
    database, instance = store.database, store.instance_id

    def note(noting: Callable[[RecentRows], object]) -> None:
        database.when_kept(lambda: noting(rows))

    store.conversations = _Conversations(database, instance, note)
    store.messages = _Messages(database, note)
    store.tree = _Tree(database, note)
    store.journal = _Journal(database, instance, note)


class _Conversations(Conversations):
    def __init__(self, database: Database, instance_id: str, note: _Note) -> None:
        super().__init__(database, instance_id)
        self._note = note

    def create(self, **columns: Any) -> Conversation:
        created = super().create(**columns)
        self._note(lambda rows: rows.note_conversation(created))
        return created

    def get(self, conversation: int) -> Conversation:
        try:
            found = super().get(conversation)
        except Gone:
            self._note(lambda rows: rows.forget(conversation))
            raise
        self._note(lambda rows: rows.note_conversation(found))
        return found

    def page(self, *, limit: int, after: Conversation | None = None) -> list[Conversation]:
        found = super().page(limit=limit, after=after)
        self._note(lambda rows: rows.note_listed(found))
        return found

    def recent(self, *, limit: int) -> list[Conversation]:
        found = super().recent(limit=limit)
        self._note(lambda rows: rows.note_listed(found))
        return found

    def by_ids(self, conversations: Sequence[int]) -> list[Conversation]:
        found = super().by_ids(conversations)
        self._note(lambda rows: rows.note_listed(found))
        return found

    def duplicate(self, conversation: int, *, title: str) -> Conversation:
        copy = super().duplicate(conversation, title=title)
        self._note(lambda rows: rows.note_listed([copy]))
        return copy

    def set_system_prompt(self, conversation: int, system_prompt: str) -> None:
        super().set_system_prompt(conversation, system_prompt)
        self._note(lambda rows: rows.spend_handles(conversation))

    def delete(self, conversation: int) -> None:
        super().delete(conversation)
        now = self._database.now()
        self._note(
            lambda rows: rows.change(conversation, lambda known: replace(known, deleted_at=now))
        )

    def empty_trash(self, *, older_than: float, limit: int = 1000) -> int:
        removed = super().empty_trash(older_than=older_than, limit=limit)
        self._note(lambda rows: rows.forget_trash(older_than))
        return removed


class _Messages(Messages):
    def __init__(self, database: Database, note: _Note) -> None:
        super().__init__(database)
        self._note = note

    def add_user_message(
        self,
        conversation: int,
        parent: int | None,
        content: str,
        *,
        edits: int | None = None,
        draft: str | None = "",
    ) -> Message:
        added = super().add_user_message(conversation, parent, content, edits=edits, draft=draft)
        self._note(lambda rows: rows.note_sent(added))
        return added

    def add_at_end(
        self,
        conversation: int,
        content: str,
        *,
        draft: str | None = "",
        uid: bytes | None = None,
    ) -> Added:
        return self._noted(super().add_at_end(conversation, content, draft=draft, uid=uid))

    def add_version(
        self,
        replaced: int,
        content: str,
        *,
        draft: str | None = "",
        uid: bytes | None = None,
    ) -> Added:
        return self._noted(super().add_version(replaced, content, draft=draft, uid=uid))

    def add_queued(self, queued: int) -> Message | None:
        added = super().add_queued(queued)
        if added is not None:
            self._note(lambda rows: rows.note_sent(added))
        return added

    def set_active_leaf(self, conversation: int, leaf: int | None) -> None:
        super().set_active_leaf(conversation, leaf)
        self._note(lambda rows: rows.lead_to(conversation, leaf))

    def _noted(self, added: Added) -> Added:
        """The same, noted by whoever looks at it."""

        def look_at_message() -> Message:
            message = added.message()
            self._note(lambda rows: rows.note_sent(message))
            return message

        def look_at_conversation() -> Conversation:
            conversation = added.conversation()
            self._note(lambda rows: rows.note_conversation(conversation))
            return conversation

        return Added(look_at_message, look_at_conversation, added.is_only)

    def delete(self, message: int) -> Removed:
        removed = super().delete(message)
        self._note(lambda rows: rows.take_out(removed))
        return removed

    def remove(self, message: int) -> Removed:
        removed = super().remove(message)
        self._note(lambda rows: rows.take_out(removed))
        return removed

    def undo(self, removed: Removed) -> None:
        super().undo(removed)
        self._note(lambda rows: rows.put_back(removed))


class _Tree(Tree):
    def __init__(self, database: Database, note: _Note) -> None:
        super().__init__(database)
        self._note = note

    def get(self, message: int) -> Message:
        found = super().get(message)
        self._note(lambda rows: rows.note_again(found))
        return found

    def path(self, leaf: int, *, limit: int | None = None) -> list[Message]:
        found = super().path(leaf, limit=limit)
        self._note(lambda rows: rows.note_path(found))
        return found

    def shown(self, conversation: int, *, limit: int) -> Shown:
        found = super().shown(conversation, limit=limit)
        self._note(lambda rows: rows.note_shown(found))
        return found

    def grounds(self, conversation: int, question: int, url: str) -> Grounds:
        found = super().grounds(conversation, question, url)
        self._note(lambda rows: rows.note_shown(found))
        return found

    def growth(self, message: int, content: int, reasoning: int) -> Growth | None:
        grown = super().growth(message, content, reasoning)
        if grown is not None:
            self._note(lambda rows: rows.note_growth(message, grown))
        return grown

    def path_before(self, message: int, *, limit: int) -> list[Message]:
        found = super().path_before(message, limit=limit)
        self._note(lambda rows: rows.note_messages(found))
        return found


class _Journal(Journal):
    def __init__(self, database: Database, instance_id: str, note: _Note) -> None:
        super().__init__(database, instance_id)
        self._note = note

    def begin(
        self,
        conversation: int,
        parent: int,
        *,
        spend_handle_of: int | None = None,
        conversation_id: str | None = None,
        **columns: Any,
    ) -> Message:
        begun = super().begin(
            *(conversation, parent),
            spend_handle_of=spend_handle_of,
            conversation_id=conversation_id,
            **columns,
        )

        def note(rows: RecentRows) -> None:
            rows.lead_to(conversation, begun.id)
            if spend_handle_of is not None:
                rows.change_message(spend_handle_of, lambda known: replace(known, handle=None))
            if conversation_id is not None:
                rows.change(
                    conversation, lambda known: replace(known, conversation_id=conversation_id)
                )

        self._note(note)
        return begun

    def restore_handle(self, message: int, handle: str) -> None:
        super().restore_handle(message, handle)
        self._note(
            lambda rows: rows.change_message(message, lambda known: replace(known, handle=handle))
        )

    def finish(self, message: int, **columns: Any) -> Message:
        finished = super().finish(message, **columns)
        self._note(lambda rows: rows.note_ended(finished))
        return finished
