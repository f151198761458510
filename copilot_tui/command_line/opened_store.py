"""The conversations, for the time of one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.command_line.output import tell
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from copilot_tui.paths import Paths
    from copilot_tui.store.store import Store


@contextmanager
def opened_store(paths: Paths) -> Iterator[Store]:
    """Open the conversations, also while the app runs; made where there are none.

    What the opening has to tell, such as that a damaged file was mended, is told on standard
    error.

    Raises:
        StoreError: they cannot be used; nothing is done in memory in their place.
    """
    from copilot_tui.store.opening import open_kept_store

    with open_kept_store(paths, lambda notice: tell(one_line(notice.text))) as store:
        yield store


@contextmanager
def read_store(paths: Paths) -> Iterator[Store]:
    """The same for a command that only reads: where there are none yet, none are made.

    Raises:
        StoreError: see `opened_store`.
    """
    from copilot_tui.store.database import IN_MEMORY
    from copilot_tui.store.failures import store_error
    from copilot_tui.store.store import Store

    try:
        is_there = paths.database.exists()
    except OSError as error:
        raise store_error(error, paths.data) from error
    if is_there:
        with opened_store(paths) as store:
            yield store
    else:
        with Store(IN_MEMORY, instance_id=str(uuid4())) as empty:
            yield empty
