"""Opening the conversations so that there is something to chat with, whatever is on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.errors import StoreDamaged, StoreError
from copilot_tui.store.database import BUSY_TIMEOUT, IN_MEMORY, damage_note
from copilot_tui.store.failures import store_error
from copilot_tui.store.instance import Instance, is_alive, opening, others_alive
from copilot_tui.store.notice import StoreNotice
from copilot_tui.store.private import mend_modes
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from copilot_tui.paths import Paths

PRIVATE = "private: nothing of this is kept"

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
    cannot be used at all is left as it is; then the store is one in memory.

    Args:
        paths: where everything is.
        tell: told what the user should know.
        busy_timeout: see `Store`.
        opening_seconds: see `OPENING_SECONDS`.
    """
    try:
        return open_kept_store(
            paths, tell, busy_timeout=busy_timeout, opening_seconds=opening_seconds
        )
    except StoreError as error:
        tell(_nothing_kept(error, paths))
    return Store(IN_MEMORY, instance_id=str(uuid4()))


def open_private_store(tell: Callable[[StoreNotice], object]) -> Store:
    """Open a store that is gone when it is closed, whatever is on the disk.

    Args:
        tell: told that nothing is kept, as long as the program runs.
    """
    tell(
        StoreNotice(PRIVATE, brief=PRIVATE, is_lasting=True, hides_conversations=True),
    )
    return Store(IN_MEMORY, instance_id=str(uuid4()))


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
    try:
        for notice in mend_modes(paths):
            tell(notice)
        with opening(paths.instances, seconds=opening_seconds):
            return _open_on_disk(paths, tell, busy_timeout)
    except OSError as error:
        raise store_error(error, paths.data) from error


def _open_on_disk(
    paths: Paths, tell: Callable[[StoreNotice], object], busy_timeout: float
) -> Store:
    instance = Instance.start(paths.instances)
    try:
        is_only_one = not others_alive(paths.instances, instance.id)
        if is_only_one:
            _look_at_what_is_left(paths, tell)
        try:
            return _opened(paths, instance.id, busy_timeout)
        except StoreDamaged as damage:
            if not is_only_one:
                raise _others_have_it(damage) from damage
            _salvage(paths, tell)
            return _opened(paths, instance.id, busy_timeout)
    except (StoreError, OSError):
        instance.close()
        raise


def _opened(paths: Paths, instance_id: str, busy_timeout: float) -> Store:
    store = Store(paths.database, instance_id=instance_id, busy_timeout=busy_timeout)
    try:
        store.recover(lambda owner: is_alive(paths.instances, owner))
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


def _others_have_it(damage: StoreDamaged) -> StoreError:
    return StoreError(
        damage.what,
        "Quit all copies of this program. The next start recovers what can be read.",
        detail=damage.detail,
    )


def _nothing_kept(error: StoreError, paths: Paths) -> StoreNotice:
    todo = error.todo.replace("try again", "start again").replace("Try again", "Start again")
    if "start again" not in todo.lower():
        todo = f"{todo} Then start again."
    return StoreNotice(
        f"Nothing of this chat is kept. {error.what} {todo}",
        brief=f"Nothing is kept. {error.what}",
        is_lasting=True,
        is_error=True,
        hides_conversations=_is_there(paths.database),
    )


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return True  # Who may not even look has most likely written there before.
