"""Opening the conversations on a server as a running copy of the program."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from copilot_tui.store.database import BUSY_TIMEOUT
from copilot_tui.store.instance import Instance, left_behind
from copilot_tui.store.postgres.database import PostgresDatabase
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from copilot_tui.paths import Paths


def open_on_server(url: str, paths: Paths, *, busy_timeout: float = BUSY_TIMEOUT) -> Store:
    """Open the conversations, and mend what copies that died on this machine left there.

    What belongs to a copy on another machine is left alone: from here nobody sees whether
    that one still runs.

    Args:
        url: whatever libpq takes, with the password if one is needed.
        paths: where everything of this machine is.
        busy_timeout: see `PostgresDatabase`.

    Raises:
        StoreUnreachable: the server cannot be reached now.
        StoreError: it cannot be used.
    """
    dead = left_behind(paths.instances)
    with ExitStack() as failing:
        instance = Instance.start(paths.instances)
        failing.callback(instance.close)
        store = Store(PostgresDatabase(url, busy_timeout=busy_timeout), instance_id=instance.id)
        failing.callback(store.close)
        store.recover(lambda owner: owner not in dead)
        failing.pop_all()
    store.when_closed.append(instance.close)
    return store
