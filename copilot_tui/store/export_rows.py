"""Reading whole conversations out of the conversation file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from copilot_tui.chat.conversation import Status
from copilot_tui.chat.parameters import parameters_from
from copilot_tui.store.failures import missing
from copilot_tui.store.rows import message_from
from copilot_tui.store.stored_text import stored_line
from copilot_tui.store.tree import whole_message
from copilot_tui.transfer.record import (
    ConversationRecord,
    Draft,
    MessageRecord,
    Picture,
    PictureUse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.store.database import Database, Row

EXPORTED_EARLY = (
    "This conversation was exported before this reply was complete. "
    "What had arrived until then is here; ask again to get a whole reply."
)
_MESSAGES = """
SELECT messages.*, message_uids.uid, prompts.message IS NOT NULL AS is_prompt
FROM messages
LEFT JOIN message_uids ON message_uids.message = messages.id
LEFT JOIN prompts ON prompts.message = messages.id
WHERE messages.conversation = ? ORDER BY messages.id
"""
_USES = """
SELECT picture_uses.* FROM messages
JOIN picture_uses ON picture_uses.message = messages.id
WHERE messages.conversation = ? ORDER BY picture_uses.rowid
"""


class ExportEntry(NamedTuple):
    """A conversation that may go out.

    Attributes:
        id: its row id.
        title: one clean line; may be empty.
        messages: how many there are on all branches, with those out of sight.
    """

    id: int
    title: str
    messages: int


class Exports:
    """Whole conversations, one at a time. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, *, deleted: bool) -> list[ExportEntry]:
        """All conversations in short, oldest first.

        Args:
            deleted: whether those in the trash are among them.
        """
        return self._select("1 = 1" if deleted else "deleted_at IS NULL")

    def entry(self, conversation: int) -> ExportEntry:
        """One conversation in short, also from the trash."""
        found = self._select("id = ?", conversation)
        if not found:
            raise missing("conversation")
        return found[0]

    def _select(self, condition: str, *values: int) -> list[ExportEntry]:
        with self._database.reading():
            rows = self._database.execute(
                f"""
                SELECT id, title,
                    (SELECT count(*) FROM messages WHERE conversation = conversations.id)
                    AS messages
                FROM conversations WHERE {condition} ORDER BY id
                """,
                *values,
            )
            return [
                ExportEntry(row["id"], stored_line(row["title"]), row["messages"]) for row in rows
            ]

    def record(self, conversation: int, *, deleted: bool) -> ConversationRecord:
        """One conversation with all its branches, as it is at one moment.

        Args:
            conversation: row id.
            deleted: whether messages that were taken out of sight are in it.
        """
        with self._database.reading():
            return _Reader(self._database, conversation, deleted=deleted).record()


class _Reader:
    """Reads one conversation, within a transaction of the caller."""

    def __init__(self, database: Database, conversation: int, *, deleted: bool) -> None:
        self._database = database
        self._conversation = conversation
        self._deleted = deleted
        self._uids: dict[int | None, UUID | None] = {None: None}
        """By row id: of the message, or of the nearest one above it that goes out."""

    def record(self) -> ConversationRecord:
        """See `Exports.record`."""
        row = self._database.execute(
            "SELECT * FROM conversations WHERE id = ?", self._conversation
        ).fetchone()
        if row is None:
            raise missing("conversation")
        uid = UUID(bytes=row["uid"]) if row["uid"] else _uid_by(row["conversation_id"])
        uses = self._uses()
        messages = tuple(self._messages(uid, uses))
        shown = {use.digest for message in messages for use in message.pictures}
        return ConversationRecord(
            uid=uid,
            title=stored_line(row["title"]),
            created=row["created"],
            updated=row["updated"],
            messages=messages,
            active_leaf=self._uids.get(row["active_leaf"]),
            opened=row["opened"],
            conversation_id=row["conversation_id"],
            profile=stored_line(row["profile"]),
            provider=stored_line(row["provider"]),
            model=stored_line(row["model"]),
            system_prompt=row["system_prompt"],
            parameters=parameters_from(row["parameters"]),
            pinned=bool(row["pinned"]),
            unread=bool(row["unread"]),
            deleted_at=row["deleted_at"],
            drafts=tuple(self._drafts()),
            pictures=tuple(map(self._picture, sorted(shown))),
        )

    def _messages(self, home: UUID, uses: dict[int, list[PictureUse]]) -> Iterator[MessageRecord]:
        for row in self._database.execute(_MESSAGES, self._conversation).fetchall():
            parent = self._uids.get(row["parent"])
            if row["deleted_at"] is not None and not self._deleted:
                self._uids[row["id"]] = parent
                continue
            # Only a damaged file has a message without one.
            uid = UUID(bytes=row["uid"]) if row["uid"] else uuid5(home, str(row["id"]))
            self._uids[row["id"]] = uid
            yield self._message(row, uid, parent, tuple(uses.get(row["id"], ())))

    def _message(
        self, row: Row, uid: UUID, parent: UUID | None, uses: tuple[PictureUse, ...]
    ) -> MessageRecord:
        message = message_from(row)
        running = message.status is Status.STREAMING
        if running:
            message = whole_message(self._database, row)
        return MessageRecord(
            uid=uid,
            parent=parent,
            role=message.role,
            content=message.content,
            created=message.created,
            status=Status.INTERRUPTED if running else message.status,
            finished=self._database.now() if running else message.finished,
            reasoning=message.reasoning,
            error=EXPORTED_EARLY if running else message.error,
            profile=message.profile,
            provider=message.provider,
            model=message.model,
            usage=message.usage,
            deleted_at=row["deleted_at"],
            is_prompt=bool(row["is_prompt"]),
            pictures=uses,
        )

    def _uses(self) -> dict[int, list[PictureUse]]:
        uses: dict[int, list[PictureUse]] = {}
        for row in self._database.execute(_USES, self._conversation):
            uses.setdefault(row["message"], []).append(PictureUse(row["target"], row["digest"]))
        return uses

    def _picture(self, digest: str) -> Picture:
        row = self._database.execute("SELECT * FROM pictures WHERE digest = ?", digest).fetchone()
        return Picture(
            digest=digest,
            media_type=stored_line(row["media_type"]),
            name=stored_line(row["name"]),
            width=row["width"],
            height=row["height"],
            created=row["created"],
            data=row["data"],
        )

    def _drafts(self) -> Iterator[Draft]:
        rows = self._database.execute(
            "SELECT * FROM drafts WHERE conversation = ? ORDER BY rowid", self._conversation
        )
        for row in rows.fetchall():
            edits = self._uids.get(row["edits"])
            if row["text"] and (row["edits"] is None or edits is not None):
                yield Draft(row["text"], row["updated"], edits)


def _uid_by(conversation_id: str) -> UUID:
    """A name for a conversation of a damaged file that has none; the same one every time."""
    return uuid5(NAMESPACE_OID, conversation_id)
