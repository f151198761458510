"""A PostgreSQL server that may be away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.config.database_password import DatabasePassword
from copilot_tui.store.postgres.connecting import dial
from copilot_tui.store.postgres.opening import open_on_server
from copilot_tui.store.postgres.writable import check_writable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from copilot_tui.config.database_setting import DatabaseSetting
    from copilot_tui.paths import Paths
    from copilot_tui.store.instance import Started
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.postgres.patience import Patience
    from copilot_tui.store.store import Store


class ServerReach:
    """See `outbox.reach.Reach`.

    Args:
        database: where the conversations are; it has an address.
        paths: where everything of this machine is.
        environ: where the password may be.
        tell: told what is not well about the connection.
        patience: with a server that is silent, where it can change.
    """

    def __init__(
        self,
        database: DatabaseSetting,
        paths: Paths,
        environ: Mapping[str, str],
        tell: Callable[[StoreNotice], object],
        patience: Patience | None = None,
    ) -> None:
        assert database.address is not None
        self._database = database
        self._address = database.address
        self._paths = paths
        self._password = DatabasePassword(database, environ)
        self._tell = tell
        self._told: set[StoreNotice] = set()
        self._patience = patience

    @property
    def folder(self) -> Path:
        """See `Reach`."""
        return self._paths.instances_on(self._address.shown)

    def open(self, started: Started) -> Store:
        """See `Reach`."""
        return open_on_server(
            *(self._database, self._password, self._paths, self._tell_once),
            started=started,
            patience=self._patience,
        )

    def knock(self) -> None:
        """See `Reach`."""
        patience = self._patience
        seconds = patience.answer_seconds if patience is not None and patience.is_short else None
        with dial(self._address, self._password, seconds) as connection:
            check_writable(connection, self._address.shown)

    def _tell_once(self, notice: StoreNotice) -> None:
        """A server that lets us in and takes nothing is opened again and again."""
        if notice not in self._told:
            self._told.add(notice)
            self._tell(notice)
