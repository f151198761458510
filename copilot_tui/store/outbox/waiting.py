"""What waits on this machine for a server, looked at without a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.store.examination import untouched
from copilot_tui.store.outbox.database import is_in_use, left_outboxes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A row that is new has a change without a name; see `record.py`.
_MESSAGES: Final = """
SELECT (
    SELECT count(*) FROM changes JOIN messages ON messages.id = changes.id
    WHERE changes.kind = 'messages' AND changes.name = '' AND messages.role = 'user'
) + (
    SELECT count(*) FROM changes JOIN queued ON queued.id = changes.id
    WHERE changes.kind = 'queued' AND changes.name = ''
)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An outbox that has not been delivered.

    Attributes:
        path: its file.
        messages: of the user, how many are new in it; there may be something else.
        is_in_use: whether a running copy of the program has it.
    """

    path: Path
    messages: int
    is_in_use: bool


def all_waiting(folder: Path) -> Iterator[Waiting]:
    """The outboxes of a server, the oldest first.

    Args:
        folder: for everything of that server.

    Raises:
        StoreError: one cannot be read.
    """
    for path in left_outboxes(folder):
        is_used = is_in_use(path)
        with untouched(path) as connection:
            (messages,) = connection.execute(_MESSAGES).fetchone()
        yield Waiting(path, messages, is_used)


def in_words(messages: int) -> str:
    """What waits, as the beginning of a sentence.

    Args:
        messages: how many of the user's.
    """
    if not messages:
        return "What you wrote waits"
    return "1 message waits" if messages == 1 else f"{messages:,} messages wait"
