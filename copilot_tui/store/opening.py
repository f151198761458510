"""Opening the conversations so that there is something to chat with, whatever is on the disk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.errors import StoreDamaged, StoreError
from copilot_tui.store.damage_note import damage_note
from copilot_tui.store.database import BUSY_TIMEOUT
from copilot_tui.store.instance import Instance, is_alive, others_alive
from copilot_tui.store.notice import StoreNotice
from copilot_tui.store.sqlite_database import IN_MEMORY
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from copilot_tui.paths import Paths
    from copilot_tui.store.mending import Mender

PRIVATE = "private: nothing of this is kept"

_NOTHING = "Nothing of this chat is kept"
_NOT_TO_BE_ASKED = (
    (" and try again", ""),
    (", then try again", ""),
    (", and start again", ""),
    ("Try again; if", "If"),
)
"""What errors ask for and is done without the user here, and what is said instead."""

OPENING_SECONDS = 15.0
"""How long to wait for another copy of the program that opens or mends the file."""


def open_store(
    paths: Paths,
    tell: Callable[[StoreNotice], object],
    *,
    busy_timeout: float = BUSY_TIMEOUT,
    opening_seconds: float = OPENING_SECONDS,
) -> Store:
    """Open the conversations, and mend what a copy of the app that died has left.

    A damaged file is set aside and what can be read of it is put into a new one. What
    cannot be used at all is left as it is; then the store is one in memory, and comes back
    to the file when that can be used (see `mending.py`).

    Args:
        paths: where everything is.
        tell: told what the user should know, now and later, on whatever thread.
        busy_timeout: see `Store`.
        opening_seconds: see `OPENING_SECONDS`.
    """
    return _mender(paths, tell, busy_timeout, opening_seconds).open()


def open_kept_store(
    paths: Paths,
    tell: Callable[[StoreNotice], object],
    *,
    busy_timeout: float = BUSY_TIMEOUT,
    opening_seconds: float = OPENING_SECONDS,
) -> Store:
    """Open the conversations as `open_store` does, but never in memory.

    Args:
        paths: see `open_store`, as are the others.
        tell: see `open_store`.
        busy_timeout: see `Store`.
        opening_seconds: see `OPENING_SECONDS`.

    Raises:
        StoreError: they cannot be used; they are left as they are.
    """
    return _mender(paths, tell, busy_timeout, opening_seconds).open_kept()


def open_private_store(tell: Callable[[StoreNotice], object]) -> Store:
    """Open a store that is gone when it is closed, whatever is on the disk.

    Args:
        tell: told that nothing is kept, as long as the program runs.
    """
    tell(
        StoreNotice(PRIVATE, brief=PRIVATE, is_lasting=True, hides_conversations=True),
    )
    return Store(IN_MEMORY, instance_id=str(uuid4()))


def _mender(
    paths: Paths,
    tell: Callable[[StoreNotice], object],
    busy_timeout: float,
    opening_seconds: float,
) -> Mender:
    from copilot_tui.store.mending import Mender

    return Mender(paths, tell, busy_timeout=busy_timeout, opening_seconds=opening_seconds)


def open_on_disk(
    paths: Paths, tell: Callable[[StoreNotice], object], busy_timeout: float
) -> tuple[Store, Instance]:
    """Open the file as a running copy of the program; for whoever holds the lock for it.

    Returns:
        The store, and what tells others that this copy runs.

    Raises:
        StoreError: the file cannot be used; nobody is told that this copy runs.
        OSError: the same.
    """
    instance = Instance.start(paths.instances)
    try:
        is_only_one = not others_alive(paths.instances, instance.id)
        if is_only_one:
            _look_at_what_is_left(paths, tell)
        try:
            return opened(paths, instance.id, busy_timeout), instance
        except StoreDamaged as damage:
            if not is_only_one:
                raise others_have_it(damage) from damage
            _salvage(paths, tell)
            return opened(paths, instance.id, busy_timeout), instance
    except (StoreError, OSError):
        instance.close()
        raise


def opened(paths: Paths, instance_id: str, busy_timeout: float) -> Store:
    """Open the file, and mend what copies that have died left in it.

    Raises:
        StoreError: it cannot be used.
    """
    store = Store(paths.database, instance_id=instance_id, busy_timeout=busy_timeout)
    try:
        store.is_alive = partial(is_alive, paths.instances)
        store.recover()
    except StoreError:
        store.close()
        raise
    return store


def _look_at_what_is_left(paths: Paths, tell: Callable[[StoreNotice], object]) -> None:
    """Finish or begin what must be done before SQLite sees the file; nobody else has it."""
    from copilot_tui.store.replacing import finish_replacement, has_orphaned_log

    finish_replacement(paths.database)
    if has_orphaned_log(paths.database):
        _salvage(paths, tell)
    if damage_note(paths.database).exists():
        from copilot_tui.store.checking import is_whole

        if paths.database.exists() and not is_whole(paths.database):
            _salvage(paths, tell)
        damage_note(paths.database).unlink(missing_ok=True)


def _salvage(paths: Paths, tell: Callable[[StoreNotice], object]) -> None:
    from copilot_tui.store.salvage import salvage

    tell(salvage(paths.database))
    damage_note(paths.database).unlink(missing_ok=True)


def others_have_it(damage: StoreError) -> StoreError:
    """The error for a damaged file that others have open."""
    return StoreError(
        damage.what,
        "Other copies of this program have it open; when they have ended, what can be read "
        "of it is recovered.",
        detail=damage.detail,
    )


def nothing_kept(error: StoreError, paths: Paths, *, is_new: bool = False) -> StoreNotice:
    """What is said as long as nothing is kept, and why that is so.

    Args:
        error: the reason.
        paths: where the conversations would be.
        is_new: whether that is so only from now on.
    """
    todo = error.todo
    for asked, instead in _NOT_TO_BE_ASKED:
        todo = todo.replace(asked, instead)
    what = "Nothing that is written from now on is kept" if is_new else _NOTHING
    return StoreNotice(
        f"{what}. {error.what} {todo} It is tried again every few seconds; when the "
        "conversations can be opened, all of this is kept with them.",
        brief=f"Nothing is kept. {error.what}",
        is_lasting=True,
        is_error=True,
        hides_conversations=not is_new and _is_there(paths.database),
    )


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return True  # Who may not even look has most likely written there before.
