"""Our own conversation file, and the copies that `backup` makes of it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.errors import ImportRefused, StoreError
from copilot_tui.store.own_file import is_own_file, own_records
from copilot_tui.text import one_line
from copilot_tui.transfer.source import LARGEST_FILE, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord
    from copilot_tui.transfer.source import Report

_ANOTHER = "Give another copy of it; copilot-tui restore lists those there are."


class OwnDatabase:
    """Reads a conversation file of this program."""

    name = "backup"
    title = "a database or a backup of copilot-tui"

    def recognises(self, path: Path) -> bool:
        """See `Source`."""
        with suppress(OSError):
            return is_own_file(path)
        return False

    def records(self, path: Path, report: Report) -> Iterator[ConversationRecord]:
        """See `Source`."""
        shown = one_line(str(path))

        def failed(number: int, detail: str) -> None:
            why = f"It cannot be read, as the database is damaged: {one_line(detail)}."
            report(Skipped(f"conversation {number}", why))

        try:
            if not is_own_file(path):
                raise ImportRefused(f"{shown} is no database of this program.", _ANOTHER)
            if path.stat().st_size > LARGEST_FILE:
                raise ImportRefused(f"{shown} is larger than two gigabytes.", _ANOTHER)
            yield from own_records(path, failed)
        except StoreError as error:
            raise ImportRefused(one_line(error.what), _ANOTHER, detail=error.detail) from error
        except OSError as error:
            words = error.strerror or str(error)
            raise ImportRefused(f"{shown} cannot be read.", _ANOTHER, detail=words) from error


SOURCE = OwnDatabase()
