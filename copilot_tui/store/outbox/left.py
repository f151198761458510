"""Bringing to the server what copies of the program that have ended left in outboxes."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.paths import shown_path
from copilot_tui.store.notice import StoreNotice
from copilot_tui.store.outbox.beside import tell_beside
from copilot_tui.store.outbox.database import Outbox, left_outboxes, take
from copilot_tui.store.repeating import repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from copilot_tui.store.database import Database
    from copilot_tui.store.outbox.beside import KeptBeside

# The pieces of a reply that already ran begin where the server was lost, until the whole of it
# is written anew.
_CUT_SHORT = """
SELECT seen_replies.* FROM seen_replies
JOIN messages ON messages.id = seen_replies.message AND messages.status = 'streaming'
WHERE length(seen_replies.content) + length(seen_replies.reasoning) > (
    SELECT coalesce(sum(length(content) + length(reasoning)), 0) FROM journal
    WHERE journal.message = seen_replies.message
)
"""


def deliver_left(folder: Path, target: Database, tell: Callable[[StoreNotice], object]) -> None:
    """Deliver the outboxes that nobody uses, the oldest first, and remove them.

    Args:
        folder: where they are.
        target: the server.
        tell: told of one that cannot be delivered and stays where it is, and see `tell_beside`.

    Raises:
        StoreUnreachable: the server is away.
    """
    for path in left_outboxes(folder):
        try:
            outbox = take(path)
            if outbox is not None:
                tell_beside(_deliver(outbox, target), tell)
        except StoreUnreachable:
            raise
        except StoreError as error:
            tell(_not_delivered(path, error))


def end_what_ran(outbox: Outbox, owner: str) -> None:
    """Mend what the copy of the program to which an outbox belonged left in it.

    Args:
        outbox: that has been taken over.
        owner: this copy of the program.

    Raises:
        StoreError: it cannot be written.
    """
    from copilot_tui.store.journal import Journal
    from copilot_tui.store.queue import Queue

    with outbox.writing():
        for row in outbox.execute(_CUT_SHORT).fetchall():
            outbox.execute("DELETE FROM journal WHERE message = ?", row["message"])
            outbox.execute(
                "INSERT INTO journal (message, written, content, reasoning) VALUES (?, ?, ?, ?)",
                *(row["message"], outbox.now(), row["content"], row["reasoning"]),
            )
    Journal(outbox, owner).recover(lambda _: False)
    Queue(outbox, owner).recover(lambda _: False)


def _deliver(outbox: Outbox, target: Database) -> Sequence[KeptBeside]:
    from copilot_tui.store.outbox.delivery import deliver

    with ExitStack() as failing:
        failing.callback(outbox.close)
        end_what_ran(outbox, "")
        beside = repeated(lambda: deliver(outbox, target))
        failing.pop_all()
    outbox.remove()
    return beside


def _not_delivered(path: Path, error: StoreError) -> StoreNotice:
    return StoreNotice(
        "What was written while the server was away does not get there. "
        f"{error.what} {error.todo} It is kept in {shown_path(path)}.",
        is_lasting=True,
        is_error=True,
    )
