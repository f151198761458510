"""The conversations where the settings say that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.store import opening

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copilot_tui.config.database_setting import DatabaseSetting
    from copilot_tui.paths import Paths
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.postgres.patience import Patience
    from copilot_tui.store.store import Store


def open_chosen_store(
    database: DatabaseSetting,
    paths: Paths,
    environ: Mapping[str, str],
    tell: Callable[[StoreNotice], object],
    *,
    is_kept: bool,
    may_be_away: bool = False,
    patience: Patience | None = None,
) -> Store:
    """Open the conversations in a file or on a server.

    Args:
        database: where they are; its file, if it has one, is that of `paths`.
        paths: where everything else is.
        environ: where the password of a server may be.
        tell: told what the user should know, now and later, on whatever thread.
        is_kept: whether a file that cannot be used is an error, not a store in memory.
        may_be_away: whether a server that cannot be reached is none, now or later: what is
            written goes into an outbox then.
        patience: with a server that is silent, where it can change, also while it is opened.

    Raises:
        StoreError: they cannot be used.
    """
    if database.address is not None:
        from copilot_tui.store.outbox.mender import open_or_stand_in
        from copilot_tui.store.postgres.reaching import ServerReach

        reach = ServerReach(database, paths, environ, tell, patience)
        return open_or_stand_in(reach, tell, may_be_away=may_be_away)
    opened = opening.open_kept_store if is_kept else opening.open_store
    return opened(paths, tell)
