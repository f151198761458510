"""Getting the conversations back onto the disk while the program runs.

Two things can have come between: the file was damaged under the program, or it could not be
used at the start and everything is in memory. Either way another store takes the place of
the one that was, and what was in that one is carried into it.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.errors import StoreDamaged, StoreError
from copilot_tui.store.checking import is_whole
from copilot_tui.store.damage_note import damage_note
from copilot_tui.store.database import BUSY_TIMEOUT
from copilot_tui.store.failures import store_error
from copilot_tui.store.instance import Instance, opening, others_alive
from copilot_tui.store.named_file import check_named_file
from copilot_tui.store.notice import StoreNotice
from copilot_tui.store.opening import nothing_kept, open_on_disk, opened, others_have_it
from copilot_tui.store.private import mend_modes
from copilot_tui.store.salvage import salvage
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.paths import Paths
    from copilot_tui.store.living import Known, Living

MOST_MENDED = 3
"""So often in one run; damage that comes back again and again is of the disk."""

_PATIENCE = 2.0
"""Seconds to wait for another copy that opens or mends the file, while others wait here."""

_LOOK_TIMEOUT = 0.1
"""Seconds to wait for a lock where it is only looked whether the file can be had."""

_KEPT_AGAIN = StoreNotice(
    "The conversations can be opened now, and this chat is kept with them.", is_settled=True
)


class Mender:
    """Opens the conversations, and finds another place for them where that is needed.

    Args:
        paths: where everything is.
        tell: told what the user should know, on whatever thread that is found out.
        busy_timeout: see `Store`.
        opening_seconds: how long to wait for another copy at the start.
    """

    def __init__(
        self,
        paths: Paths,
        tell: Callable[[StoreNotice], object],
        *,
        busy_timeout: float = BUSY_TIMEOUT,
        opening_seconds: float,
    ) -> None:
        self._paths = paths
        self._tell = tell
        self._busy_timeout = busy_timeout
        self._opening_seconds = opening_seconds
        self._instance: Instance | None = None
        self._times_mended = 0

    def open(self) -> Store:
        """Open the file at the start, or a store in memory where it cannot be used."""
        try:
            return self.open_kept()
        except StoreError as error:
            self._tell(nothing_kept(error, self._paths))
        return self._ours(Store.in_memory(str(uuid4())))

    def open_kept(self) -> Store:
        """Open the file at the start.

        Raises:
            StoreError: it cannot be used, and is left as it is.
        """
        check_named_file(self._paths)
        try:
            for notice in mend_modes(self._paths):
                self._tell(notice)
            return self._open(self._opening_seconds)
        except OSError as error:
            raise store_error(error, self._paths.database.parent) from error

    @property
    def mends(self) -> tuple[type[StoreError], ...]:
        """See `Exchanger`."""
        return (StoreDamaged,)

    @property
    def is_afar(self) -> bool:
        """See `Exchanger`."""
        return False

    def mend(self, store: Store, trouble: StoreError, known: Known) -> Store | None:
        """Put another store in the place of one in whose file damage was met.

        Where no other copy of the program has the file open, it is set aside and what can
        be read of it is put into a new one. Else nothing is done to it, and the chat goes on
        in memory with what can be read. To be called on the thread of the store.

        Args:
            store: must not be used any more if there is another one.
            trouble: damage that was met.
            known: rows that are in memory.

        Returns:
            The other store; None where everything is left as it is.
        """
        if not store.is_kept or self._times_mended >= MOST_MENDED:
            return None
        self._times_mended += 1
        living = store.living(known)
        try:
            with opening(self._paths.instances, seconds=_PATIENCE):
                if others_alive(self._paths.instances, store.instance_id):
                    raise others_have_it(trouble)
                return self._ours(self._heal(store.instance_id, living))
        except StoreError as error:
            return self._go_on_in_memory(living, error)
        except (OSError, sqlite3.Error) as error:
            return self._go_on_in_memory(living, store_error(error, self._paths.database))

    def can_go_back(self) -> bool:
        """Whether the file can be opened now; finds out by doing so. For any thread."""
        try:
            if self._is_left_to_others():
                return False
            check_named_file(self._paths)
            with opening(self._paths.instances, seconds=0.0):
                store, instance = open_on_disk(self._paths, self._tell, _LOOK_TIMEOUT)
                store.close()
                instance.close()
        except (StoreError, OSError):
            return False
        return True

    def go_back(self, memory: Store) -> Store | None:
        """Open the file and carry into it what was written in memory.

        To be called on the thread of the store.

        Returns:
            What takes the place of `memory`; None where that stays what it is.
        """
        if memory.is_kept:
            return None
        try:
            check_named_file(self._paths)
            mended = mend_modes(self._paths)
            store = self._open(_PATIENCE)
        except (StoreError, OSError):
            return None
        is_carried = False
        try:
            store.take_over(memory)
            is_carried = True
        except StoreError:
            return None
        finally:
            if not is_carried:
                store.close()
                self.leave()
        memory.mender = None  # The other one is in use now.
        memory.close()
        for notice in (*mended, _KEPT_AGAIN):
            self._tell(notice)
        return store

    def _open(self, seconds: float) -> Store:
        with opening(self._paths.instances, seconds=seconds):
            store, self._instance = open_on_disk(self._paths, self._tell, self._busy_timeout)
        return self._ours(store)

    def _is_left_to_others(self) -> bool:
        """Whether the file is damaged and others have it open, who are to mend it."""
        is_damaged = damage_note(self._paths.database).exists()
        return is_damaged and others_alive(self._paths.instances)

    def _ours(self, store: Store) -> Store:
        store.mender = self
        return store

    def _heal(self, instance_id: str, living: Living) -> Store:
        path = self._paths.database
        if not path.exists():
            raise store_error(FileNotFoundError(2, "No such file"), path)
        if is_whole(path):
            living.let_go()  # Whatever it was, it has passed.
        else:
            self._tell(salvage(path, living))
        damage_note(path).unlink(missing_ok=True)
        return opened(self._paths, instance_id, self._busy_timeout)

    def _go_on_in_memory(self, living: Living, error: StoreError) -> Store:
        memory = Store.in_memory(str(uuid4()), living)
        living.let_go()
        # From now on the other copies of the program may mend the file.
        self.leave()
        self._tell(nothing_kept(error, self._paths, is_new=True))
        return self._ours(memory)

    def leave(self) -> None:
        """Let others know that this copy of the program has the file open no longer."""
        if self._instance is not None:
            self._instance.close()
            self._instance = None
