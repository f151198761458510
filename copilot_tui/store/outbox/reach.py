"""What is needed of a server that may be away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.instance import Started
    from copilot_tui.store.store import Store


class Reach(Protocol):
    """A server as one running copy of the program reaches it."""

    @property
    def folder(self) -> Path:
        """For what is kept on this machine for it."""

    def open(self, started: Started) -> Store:
        """Open the conversations there.

        Args:
            started: this running copy of the program.

        Raises:
            StoreUnreachable: it cannot be reached now.
            StoreError: it cannot be used.
        """

    def knock(self) -> None:
        """See whether it lets us in; for any thread.

        Raises:
            StoreError: it does not.
        """
