"""What the copies of the program tell each other, as the store wants it of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.store.changes import ANYTHING
from copilot_tui.store.database import Database
from copilot_tui.store.postgres.lease import HOLD

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.store.postgres.live import Live
    from copilot_tui.store.postgres.opened import Opened


class TellingDatabase(Database):
    """A database on a server whose copies hear of each other, where there is a `Live`."""

    _live: Live | None
    _opened: Opened

    def keep_alive(self) -> None:
        """See `Database.keep_alive`; it does not wait."""
        if self._live is not None:
            values = (self._live.owner, self._live.terms.length)
            self._opened.connection.execute(HOLD, values)
            self._live.hold()

    def grew(self, messages: frozenset[int]) -> None:
        """See `Database.grew`.

        Not this connection tells it: who tells something keeps all others who do from
        committing until his own commit is on the disk (async.c, PreCommit_Notify).
        """
        if self._live is not None:
            self._live.grew(messages)

    def tell_itself(self) -> None:
        """See `Database.tell_itself`."""
        if self._live is not None:
            self._live.note(ANYTHING)

    def when_told(self, tell: Callable[[], object]) -> None:
        """See `Database.when_told`."""
        if self._live is not None:
            self._live.when_told(tell)
