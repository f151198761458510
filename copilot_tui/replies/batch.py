"""What is written of replies in one go."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.errors import Gone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copilot_tui.chat.conversation import Message
    from copilot_tui.replies.running import RunningReply
    from copilot_tui.store.journal import Journal
    from copilot_tui.store.pieces import Piece
    from copilot_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class Batch:
    """Pieces of replies that run, and replies that have ended.

    Attributes:
        pieces: by the reply that they came from.
        finals: whole replies that have ended.
        whole: all that has come of the replies that run, pieces included; what is on disk of
            them may have gaps.
        resumes: whether others may have taken one of those for dead.
    """

    pieces: Mapping[RunningReply, Piece]
    finals: Sequence[Message]
    whole: Sequence[Piece] = ()
    resumes: bool = False

    def write(self, store: Store) -> frozenset[int]:
        """Write all of it, on the thread of the store. It may be done again.

        Returns:
            Row ids of replies of which no pieces are taken, as they do not run any more.
        """
        left_out = self._write_pieces(store.journal)
        for final in self.finals:
            finish(store, final)
        return left_out

    def _write_pieces(self, journal: Journal) -> frozenset[int]:
        if self.whole:
            return (journal.resume if self.resumes else journal.replace_all)(self.whole)
        return journal.write_all(list(self.pieces.values())) if self.pieces else frozenset()


def finish(store: Store, final: Message) -> None:
    """Replace a reply's pieces by the whole; one that was deleted needs no keeping."""
    with suppress(Gone):
        store.journal.finish(
            final.id,
            content=final.content,
            reasoning=final.reasoning,
            status=final.status,
            error=final.error,
            handle=final.handle,
            usage=final.usage,
            provider=final.provider,
            model=final.model,
        )
