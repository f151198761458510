"""Locking a file for as long as its descriptor is open; the system lets go when we die."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def lock_at_once(descriptor: int, *, shared: bool) -> bool:
        """Lock the first byte without waiting; `msvcrt` treats both modes as exclusive.

        Returns:
            Whether nobody else has it.
        """
        mode = msvcrt.LK_NBRLCK if shared else msvcrt.LK_NBLCK
        try:
            msvcrt.locking(descriptor, mode, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def lock_at_once(descriptor: int, *, shared: bool) -> bool:
        """Lock without waiting; shared, so that two who only look do not see each other.

        Returns:
            Whether nobody else has it.
        """
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def is_still_there(file: Path, descriptor: int) -> bool:
    """Whether what was opened under that name still has it."""
    try:
        return os.path.samestat(file.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
