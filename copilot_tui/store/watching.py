"""What can happen to the conversation file while the program has it open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.errors import StoreDamaged
from copilot_tui.store.damage_note import damage_note
from copilot_tui.store.notice import StoreNotice

if TYPE_CHECKING:
    from pathlib import Path

DAMAGED = StoreNotice(
    "The conversation file is damaged. Quit every copy of this program and start again: "
    "then what can be read of it is recovered.",
    brief="The conversation file is damaged: quit and start again.",
    is_lasting=True,
    is_error=True,
)
REPLACED = StoreNotice(
    "The conversation file was removed or replaced while the program runs, so what is written "
    "now is not there at the next start. Copy what you need, quit and start again. Earlier "
    "copies can be put back: copilot-tui restore",
    brief="The conversation file was removed or replaced: quit and start again.",
    is_lasting=True,
    is_error=True,
)


class Watch:
    """Looks whether the file is still the one that was opened, and taken for sound.

    Args:
        path: the file, which has just been opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._note = damage_note(path)
        self._opened = _identity(path)

    def trouble(self) -> StoreNotice | None:
        """What the user has to do something about; None while all is well.

        Raises:
            StoreDamaged: damage was met by anyone: here, by the daily copy, or by another
                program.
        """
        try:
            if self._opened is not None and _identity(self._path) != self._opened:
                return REPLACED
            is_damaged = self._note.exists()
        except OSError:
            return None  # Whatever that is, it says nothing of the file.
        if is_damaged:
            raise StoreDamaged(f"{self._path} is damaged.", "Quit and start again.")
        return None


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode; None where there is no such file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
