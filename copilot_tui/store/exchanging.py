"""What puts another store in the place of one that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from copilot_tui.errors import StoreError
    from copilot_tui.store.living import Known
    from copilot_tui.store.store import Store


class Exchanger(Protocol):
    """Finds another place for the conversations where that is needed."""

    @property
    def mends(self) -> tuple[type[StoreError], ...]:
        """What it may be able to help with."""

    @property
    def is_afar(self) -> bool:
        """Whether the conversations are on a server, so that a call may just be tried again."""

    def mend(self, store: Store, trouble: StoreError, known: Known) -> Store | None:
        """Put another store in the place of one that met trouble, on the thread of the store.

        Args:
            store: must not be used any more if there is another one.
            trouble: one of `mends`.
            known: rows that are in memory.

        Returns:
            The other store; None where everything is left as it is.
        """

    def can_go_back(self) -> bool:
        """Whether the conversations can be opened now; for any thread, and may take long."""

    def go_back(self, standing_in: Store) -> Store | None:
        """Open the conversations, and put there what was written in a store meanwhile.

        To be called on the thread of the store.

        Returns:
            What takes the place of the store; None where that stays what it is.
        """

    def leave(self) -> None:
        """Let others know that this copy of the program has the conversations open no longer."""
