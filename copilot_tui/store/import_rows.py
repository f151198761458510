"""Taking whole conversations into the conversation file."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from copilot_tui.errors import StoreError
from copilot_tui.store.import_tables import (
    ADD_CONVERSATION,
    ADD_MESSAGE,
    COUNTS,
    FIND_HOMES,
    FIND_ROWS,
    GIVE_HOMES,
    PUT_IN,
    RENAME,
    STRANGERS,
)
from copilot_tui.store.import_values import as_count, finite, line, other_uid
from copilot_tui.store.messages import prompt_digest
from copilot_tui.store.search_index import index_later
from copilot_tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from copilot_tui.store.database import Database, SqlValue
    from copilot_tui.transfer.record import ConversationRecord, MessageRecord, Picture


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import brings, or has brought.

    Attributes:
        new: conversations that were not there.
        grown: conversations that were there and get new messages.
        known: conversations that were there with all their messages.
        messages: new messages.
    """

    new: int = 0
    grown: int = 0
    known: int = 0
    messages: int = 0


@dataclass(slots=True)
class _LaidDown:
    """How many are waiting, which is also the last one's `seq`.

    `uids` are those of the messages, where they are remembered.
    """

    conversations: int = 0
    messages: int = 0
    uids: set[bytes] | None = None


class Imports:
    """Taking conversations in. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def stage(self, *, is_small: bool = False) -> Iterator[Stage]:
        """A place for what is to come in, one at a time.

        The conversation file is neither locked nor changed before `Stage.write`.

        Args:
            is_small: whether what waits may be remembered here, rather than be asked for
                with each message, which takes its time on a server far away.
        """
        tables = self._database.staging_tables()
        with self._database.staging():
            for statement in tables.create:
                self._database.execute(statement)
        try:
            yield Stage(self._database, set() if is_small else None)
        finally:
            # What has failed is told; the tables go with the connection at the latest.
            with suppress(StoreError), self._database.staging():
                for statement in tables.drop:
                    self._database.execute(statement)


class Stage:
    """Conversations on their way in; see `Imports.stage`. All methods can raise `StoreError`."""

    def __init__(self, database: Database, uids: set[bytes] | None = None) -> None:
        self._database = database
        self._laid_down = _LaidDown(uids=uids)

    def add(self, record: ConversationRecord) -> None:
        """Lay down one more conversation.

        One that has been laid down already, in another state, gets the messages that it
        has not. Texts are cleaned here. A message whose parent is none of those before it
        becomes a first one.
        """
        with self._database.staging():
            _Adding(self._database, self._laid_down).add(record)

    def counts(self) -> ImportCounts:
        """What `write` would bring now."""
        with self._database.staging():
            return self._find()

    def write(self, also: Callable[[], object] = lambda: None) -> ImportCounts:
        """Take all of them into the file, in one transaction.

        By its uid a conversation or message is known: what is there already stays as it
        is. A known conversation gets the messages that are new; its visible path moves to
        them unless the user has written in it himself. `Search.backfill` makes them
        findable.

        Args:
            also: what belongs to them and is written in the same transaction.
        """
        # What takes long and only reads is done before others are kept from writing.
        database = self._database
        with database.staging():
            counts = self._find()
            seen = database.version_of_contents()
        with database.writing():
            if database.version_of_contents() != seen:
                counts = self._find()
            before = database.reserve_ids("messages", self._laid_down.messages)
            homes = database.reserve_ids("conversations", self._laid_down.conversations)
            database.execute(GIVE_HOMES, homes)
            for statement in (*database.staging_tables().complete, *PUT_IN):
                database.execute(statement)
            if counts.messages:
                row = database.execute("SELECT max(message) AS last FROM staged_rows").fetchone()
                index_later(database, before + 1, row["last"])
            also()
        return counts

    def _find(self) -> ImportCounts:
        """Find out which of them are there, within a transaction of the caller."""
        database = self._database
        database.execute(FIND_HOMES)
        for row in database.execute(STRANGERS).fetchall():
            renamed = database.execute(RENAME, other_uid(row["home_uid"], row["uid"]), row["seq"])
            if not renamed.rowcount:
                database.execute("DELETE FROM staged_messages WHERE seq = ?", row["seq"])
        database.execute("DELETE FROM staged_rows")
        database.execute(FIND_ROWS, database.reserve_ids("messages", 0))
        row = database.execute(COUNTS).fetchone()
        return ImportCounts(row["new"], row["grown"], row["known"], row["messages"])


class _Adding:
    """Lays down one conversation, within a transaction of the caller."""

    def __init__(self, database: Database, laid_down: _LaidDown) -> None:
        self._execute = database.execute
        self._laid_down = laid_down
        self._placed: dict[UUID, tuple[int, int]] = {}
        """Where a message waits, and its depth."""

    def add(self, record: ConversationRecord) -> None:
        """See `Stage.add`."""
        staged = self._execute(
            "SELECT seq, updated FROM staged_conversations WHERE uid = ?", record.uid.bytes
        ).fetchone()
        conversation = self._add_conversation(record) if staged is None else staged["seq"]
        if staged is not None:
            self._find_placed(conversation)
        before = len(self._placed)
        for message in record.messages:
            if message.uid not in self._placed:
                self._add_message(record, conversation, message)
        is_newer = staged is None or (
            len(self._placed) > before and record.updated >= staged["updated"]
        )
        if is_newer and record.active_leaf in self._placed:
            self._execute(
                "UPDATE staged_conversations SET active_leaf = ?, updated = ? WHERE seq = ?",
                *(self._placed[record.active_leaf][0], finite(record.updated), conversation),
            )
        if staged is None:
            self._add_drafts(record, conversation)
        for picture in record.pictures:
            self._add_picture(picture)

    def _find_placed(self, conversation: int) -> None:
        rows = self._execute(
            "SELECT seq, uid, depth FROM staged_messages WHERE conversation = ?", conversation
        )
        self._placed = {UUID(bytes=row["uid"]): (row["seq"], row["depth"]) for row in rows}

    def _add_conversation(self, record: ConversationRecord) -> int:
        updated = finite(record.updated)
        deleted = None if record.deleted_at is None else finite(record.deleted_at)
        seq = self._laid_down.conversations + 1
        self._execute(
            ADD_CONVERSATION,
            seq,
            *(record.uid.bytes, self._free_id(record.conversation_id), str(uuid4())),
            *(line(record.title), line(record.profile), line(record.provider)),
            *(line(record.model), record.pinned, record.unread, finite(record.created)),
            *(updated, updated if record.opened is None else finite(record.opened), deleted),
            clean(json.dumps(dict(record.parameters), ensure_ascii=False)),
            clean(record.system_prompt),
        )
        self._laid_down.conversations = seq
        return seq

    def _free_id(self, wanted: str) -> str:
        """The id for the wire, unless it makes no sense or another one has come with it."""
        taken = "SELECT 1 FROM staged_conversations WHERE conversation_id = ?"
        with suppress(ValueError):
            if str(UUID(wanted)) == wanted and self._execute(taken, wanted).fetchone() is None:
                return wanted
        return str(uuid4())

    def _add_message(
        self, record: ConversationRecord, conversation: int, message: MessageRecord
    ) -> None:
        above = None if message.parent is None else self._placed.get(message.parent)
        parent, depth = (None, 0) if above is None else above
        usage = message.usage
        content = clean(message.content)
        values = (
            *(conversation, parent, depth + 1, message.role, message.status),
            finite(message.created),
            None if message.finished is None else finite(message.finished),
            None if message.deleted_at is None else finite(message.deleted_at),
            *(line(message.profile), line(message.provider), line(message.model)),
            None if usage is None else as_count(usage.prompt_tokens),
            None if usage is None else as_count(usage.completion_tokens),
            None if usage is None else usage.exact,
            prompt_digest(content) if message.is_prompt else None,
            *(clean(message.error), clean(message.reasoning), content),
        )
        seq = self._laid_down.messages + 1
        uid = message.uid.bytes
        # Another conversation of the same import may have a message of this name.
        other = other_uid(record.uid.bytes, uid)
        if not (self._is_put(seq, uid, values) or self._is_put(seq, other, values)):
            return
        self._laid_down.messages = seq
        self._placed[message.uid] = (seq, depth + 1)
        for use in message.pictures:
            self._execute(
                "INSERT INTO staged_uses (message, target, digest) VALUES (?, ?, ?)",
                *(seq, clean(use.target), use.digest),
            )

    def _is_put(self, seq: int, uid: bytes, values: tuple[SqlValue, ...]) -> bool:
        """Let a message wait, unless one of its name does."""
        known = self._laid_down.uids
        if known is None:
            return self._execute(ADD_MESSAGE, seq, uid, *values).rowcount > 0
        if uid in known:
            return False
        known.add(uid)
        self._execute(ADD_MESSAGE, seq, uid, *values)
        return True

    def _add_drafts(self, record: ConversationRecord, conversation: int) -> None:
        for draft in record.drafts:
            edits = None if draft.edits is None else self._placed.get(draft.edits)
            if draft.text and (draft.edits is None or edits is not None):
                self._execute(
                    """
                    INSERT INTO staged_drafts (conversation, edits, updated, text)
                    VALUES (?, ?, ?, ?)
                    """,
                    *(conversation, None if edits is None else edits[0]),
                    *(finite(draft.updated), clean(draft.text)),
                )

    def _add_picture(self, picture: Picture) -> None:
        if picture.is_whole:
            self._execute(
                """
                INSERT INTO staged_pictures VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                *(picture.digest, line(picture.media_type), line(picture.name)),
                *(as_count(picture.width), as_count(picture.height)),
                *(finite(picture.created), picture.data),
            )
