"""What waits on this machine for a server, looked at without a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.store.examination import untouched
from copilot_tui.store.failures import store_error
from copilot_tui.store.outbox.database import is_in_use, left_outboxes
from copilot_tui.store.outbox.unsent_texts import is_being_written, kept_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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
_REPLIES: Final = """
SELECT count(DISTINCT messages.id) FROM changes JOIN messages ON messages.id = changes.id
WHERE changes.kind = 'messages' AND changes.name IN ('', 'content', 'journal')
    AND messages.role = 'assistant'
"""
# What a running reply held up is a text again once the copy of the program has ended.
_TEXTS: Final = """
SELECT count(*) FROM drafts WHERE text <> '' AND EXISTS (
    SELECT 1 FROM written_drafts AS written
    WHERE written.conversation IS drafts.conversation
        AND written.edits IS drafts.edits AND written.owner IS drafts.owner
)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An outbox that has not been delivered, or texts that were on their way.

    Attributes:
        path: its file.
        messages: of the user, how many are new in it, also those that wait for a reply to end;
            there may be something else.
        texts: of the user, not sent: how many were written or changed in it.
        is_in_use: whether a running copy of the program has it.
        replies: how many are new in it, or have grown.
    """

    path: Path
    messages: int
    texts: int
    is_in_use: bool
    replies: int = 0


def all_waiting(folder: Path) -> Iterator[Waiting]:
    """The outboxes of a server, the oldest first, and then texts of which it is not known.

    Args:
        folder: for everything of that server.

    Raises:
        StoreError: one cannot be read.
    """
    for path in left_outboxes(folder):
        is_used = is_in_use(path)
        with untouched(path) as connection:
            (messages,) = connection.execute(_MESSAGES).fetchone()
            (texts,) = connection.execute(_TEXTS).fetchone()
            (replies,) = connection.execute(_REPLIES).fetchone()
        yield Waiting(path, messages, texts, is_used, replies)
    try:
        for kept in (each for each in kept_texts(folder) if each.paths):
            yield Waiting(kept.paths[0], 0, len(kept.paths), is_being_written(folder, kept))
    except OSError as error:
        raise store_error(error, folder) from error


def in_words(waiting: Sequence[Waiting]) -> str:
    """What waits, as the beginning of a sentence.

    Args:
        waiting: outboxes; at least one.
    """
    messages, texts = sum(each.messages for each in waiting), sum(each.texts for each in waiting)
    # Beside the message to which it belongs it would say nothing more.
    replies = 0 if messages or texts else sum(each.replies for each in waiting)
    counts = (
        (messages, "message", "messages"),
        (texts, "unsent text", "unsent texts"),
        (replies, "reply", "replies"),
    )
    parts = [f"{count:,} {one if count == 1 else more}" for count, one, more in counts if count]
    if not parts:
        return "What you changed waits"
    is_one = messages + texts + replies == 1
    return f"{' and '.join(parts)} {'waits' if is_one else 'wait'}"
