"""Copying all conversations from one database into another."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import Gone, StoreError
from copilot_tui.store.export_rows import EXPORTED_EARLY, Exports
from copilot_tui.store.import_rows import Imports
from copilot_tui.store.moving.belongings import Belongings, copy_facts, copy_first_drafts
from copilot_tui.store.moving.comparing import Comparison, compare
from copilot_tui.store.moving.entries import Uids, batches, busy_in, entries_of, new_messages
from copilot_tui.store.repeating import repeated
from copilot_tui.store.sqlite_database import SqliteDatabase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copilot_tui.store.database import Database
    from copilot_tui.store.moving.entries import Entry
    from copilot_tui.transfer.record import ConversationRecord

_MOST_BYTES: Final = 16_000_000
"""Of pictures that are held at once; one conversation may have more."""


@dataclass(slots=True)
class Amount:
    """What there is to copy.

    Attributes:
        conversations: how many.
        messages: how many, on all branches, with those out of sight.
        new_conversations: how many of them the other side does not have.
        new_messages: the same for messages.
        busy: conversations that are left out, as a reply comes in there.
    """

    conversations: int = 0
    messages: int = 0
    new_conversations: int = 0
    new_messages: int = 0
    busy: list[Entry] = field(default_factory=list)


class Copying:
    """Copies what the other side does not have yet.

    A conversation goes in whole, with all that belongs to it, or not at all; so it can be
    ended at any moment and be done again, and then goes on. What is known there by its uid
    stays as it is, and gets the messages that it has not, as in an import. A step that a server
    refuses because somebody else came in between is done again at once.

    Args:
        source: it is only read.
        target: where everything goes.

    Attributes:
        amount: what there is to copy.
        brought: the uids of the conversations that were not there.
        copied: the conversations that are on both sides at the end.

    Raises:
        StoreError: one of them cannot be used, here and in all methods.
    """

    def __init__(self, source: Database, target: Database) -> None:
        if _is_one_place(source, target):
            raise StoreError(
                "Both names lead to the same conversations, so there is nothing to copy.",
                "Name another place.",
            )
        self._source = source
        self._target = target
        self._exports = Exports(source)
        self._there = repeated(partial(Uids, target))
        self._began = source.now()
        busy = repeated(partial(busy_in, source))
        entries = repeated(partial(entries_of, source))
        self.copied = [entry for entry in entries if entry.id not in busy]
        self.brought = {
            entry.uid for entry in self.copied if entry.uid not in self._there.conversations
        }
        self.amount = Amount(
            conversations=len(self.copied),
            messages=sum(entry.messages for entry in self.copied),
            new_conversations=len(self.brought),
            busy=[entry for entry in entries if entry.id in busy],
        )

    def count(self) -> Amount:
        """What there is to copy, with what of it is new; nothing is changed."""
        for batch in batches(self.copied):
            self.amount.new_messages += sum(self._missing(batch).values())
        return self.amount

    def run(self, told: Callable[[int], object]) -> None:
        """Copy everything.

        Args:
            told: told after each step how many messages of how many there are it has done.
        """
        for batch in batches(self.copied):
            missing = self._missing(batch)
            self.amount.new_messages += sum(missing.values())
            self._copy([entry for entry in batch if entry.id in missing])
            told(sum(entry.messages for entry in batch))
        repeated(partial(copy_facts, self._source, self._target))
        repeated(partial(copy_first_drafts, self._source, self._target))

    def compare(self, told: Callable[[int], object]) -> Comparison:
        """Compare both sides; see `comparing.compare`."""
        return compare(self._source, self._target, self.copied, self.brought, told)

    def _missing(self, batch: Sequence[Entry]) -> dict[int, int]:
        return repeated(partial(new_messages, self._source, batch, self._there))

    def _copy(self, batch: Sequence[Entry]) -> None:
        records: list[ConversationRecord] = []
        belongings = Belongings(self._source)
        size = 0
        for entry in batch:
            record = self._read(entry)
            if record is None:
                continue
            records.append(record)
            repeated(partial(belongings.read, entry.id, record.drafts))
            size += sum(len(picture.data) for picture in record.pictures)
            if size > _MOST_BYTES:
                self._write(records, belongings)
                records, belongings, size = [], Belongings(self._source), 0
        self._write(records, belongings)

    def _read(self, entry: Entry) -> ConversationRecord | None:
        """A conversation; None where one has become busy since it was looked, or is gone."""
        try:
            record = repeated(partial(self._exports.record, entry.id, deleted=True))
        except Gone:
            self._leave_out(entry)
            return None
        if any(
            message.status is Status.INTERRUPTED
            and message.error == EXPORTED_EARLY
            and (message.finished or 0) >= self._began
            for message in record.messages
        ):
            self._leave_out(entry)
            self.amount.busy.append(entry)
            return None
        return record

    def _leave_out(self, entry: Entry) -> None:
        self.copied.remove(entry)
        self.amount.conversations -= 1
        self.amount.messages -= entry.messages

    def _write(self, records: Sequence[ConversationRecord], belongings: Belongings) -> None:
        if not records:
            return
        with Imports(self._target).stage(is_small=True) as stage:
            for record in records:
                stage.add(record)
            stage.write(lambda: belongings.put(self._target))


def _is_one_place(source: Database, target: Database) -> bool:
    """Whether both are the same database on a server; files are known by their names."""
    if source is target:
        return True
    if isinstance(source, SqliteDatabase) or isinstance(target, SqliteDatabase):
        return False
    from copilot_tui.store.postgres.one_place import is_one_place

    return is_one_place(source, target)
