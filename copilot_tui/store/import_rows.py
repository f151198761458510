"""Taking whole conversations into the conversation file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.store.database import Database
    from copilot_tui.transfer.record import ConversationRecord


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


class Imports:
    """Taking conversations in. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stage(self) -> Iterator[Stage]:
        """A place for what is to come in; the file is neither locked nor changed by it."""
        raise NotImplementedError


class Stage:
    """Conversations on their way in; used as `with store.imports.stage() as stage:`."""

    def add(self, record: ConversationRecord) -> None:
        """Lay down one more; nothing is written to the conversation file."""
        raise NotImplementedError

    def counts(self) -> ImportCounts:
        """What `write` would bring."""
        raise NotImplementedError

    def write(self) -> ImportCounts:
        """Take all of them into the file, in one transaction.

        By its uid a conversation or message is known: what is there already stays as it is.
        """
        raise NotImplementedError
