"""The parts of a store on a server that remember what went through them.

They note it when a call has returned, as only then it is known to be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copilot_tui.store.conversations import Conversations
from copilot_tui.store.journal import Journal
from copilot_tui.store.later import Added
from copilot_tui.store.messages import Messages
from copilot_tui.store.outbox.recent_rows import RecentRows
from copilot_tui.store.tree import Tree

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.store.database import Database
    from copilot_tui.store.grounds import Grounds
    from copilot_tui.store.pieces import Growth
    from copilot_tui.store.removal import Removed
    from copilot_tui.store.shown import Shown
    from copilot_tui.store.store import Store


def remember(store: Store) -> RecentRows:
    """Have a store remember what is read from it and written to it from now on."""
    rows, database, instance = RecentRows(), store.database, store.instance_id
    store.conversations = _Conversations(database, instance, rows)
    store.messages = _Messages(database, rows)
    store.tree = _Tree(database, rows)
    store.journal = _Journal(database, instance, rows)
    return rows


class _Conversations(Conversations):
    def __init__(self, database: Database, instance_id: str, rows: RecentRows) -> None:
        super().__init__(database, instance_id)
        self._rows = rows

    def create(self, **columns: Any) -> Conversation:
        created = super().create(**columns)
        self._rows.note_conversations([created])
        return created

    def get(self, conversation: int) -> Conversation:
        found = super().get(conversation)
        self._rows.note_conversations([found])
        return found

    def page(self, *, limit: int, after: Conversation | None = None) -> list[Conversation]:
        found = super().page(limit=limit, after=after)
        self._rows.note_conversations(found)
        return found


class _Messages(Messages):
    def __init__(self, database: Database, rows: RecentRows) -> None:
        super().__init__(database)
        self._rows = rows

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
        self._rows.note_messages([added])
        self._rows.lead_to(conversation, added.id)
        return added

    def add_at_end(self, conversation: int, content: str, *, draft: str | None = "") -> Added:
        return self._noted(super().add_at_end(conversation, content, draft=draft))

    def add_version(self, replaced: int, content: str, *, draft: str | None = "") -> Added:
        return self._noted(super().add_version(replaced, content, draft=draft))

    def add_queued(self, queued: int) -> Message | None:
        added = super().add_queued(queued)
        if added is not None:
            self._rows.note_messages([added])
            self._rows.lead_to(added.conversation, added.id)
        return added

    def set_active_leaf(self, conversation: int, leaf: int | None) -> None:
        super().set_active_leaf(conversation, leaf)
        self._rows.lead_to(conversation, leaf)

    def _noted(self, added: Added) -> Added:
        """The same, noted by whoever looks at it."""

        def look_at_message() -> Message:
            message = added.message()
            self._rows.note_messages([message])
            self._rows.lead_to(message.conversation, message.id)
            return message

        def look_at_conversation() -> Conversation:
            conversation = added.conversation()
            self._rows.note_conversations([conversation])
            return conversation

        return Added(look_at_message, look_at_conversation, added.is_only)

    def delete(self, message: int) -> Removed:
        removed = super().delete(message)
        self._rows.forget_messages(removed.conversation)
        return removed

    def remove(self, message: int) -> Removed:
        removed = super().remove(message)
        self._rows.forget_messages(removed.conversation)
        return removed


class _Tree(Tree):
    def __init__(self, database: Database, rows: RecentRows) -> None:
        super().__init__(database)
        self._rows = rows

    def path(self, leaf: int, *, limit: int | None = None) -> list[Message]:
        found = super().path(leaf, limit=limit)
        self._rows.note_path(found)
        return found

    def shown(self, conversation: int, *, limit: int) -> Shown:
        found = super().shown(conversation, limit=limit)
        self._rows.note_conversations([found.conversation])
        self._rows.note_path(found.path)
        return found

    def grounds(self, conversation: int, question: int, url: str) -> Grounds:
        found = super().grounds(conversation, question, url)
        self._rows.note_conversations([found.conversation])
        self._rows.note_path(found.path)
        return found

    def growth(self, message: int, content: int, reasoning: int) -> Growth | None:
        grown = super().growth(message, content, reasoning)
        if grown is not None:
            self._rows.note_growth(message, grown)
        return grown

    def path_before(self, message: int, *, limit: int) -> list[Message]:
        found = super().path_before(message, limit=limit)
        self._rows.note_messages(found)
        return found


class _Journal(Journal):
    def __init__(self, database: Database, instance_id: str, rows: RecentRows) -> None:
        super().__init__(database, instance_id)
        self._rows = rows

    def begin(self, conversation: int, parent: int, **columns: Any) -> Message:
        begun = super().begin(conversation, parent, **columns)
        self._rows.lead_to(conversation, begun.id)
        return begun

    def finish(self, message: int, **columns: Any) -> Message:
        finished = super().finish(message, **columns)
        self._rows.note_messages([finished])
        return finished
