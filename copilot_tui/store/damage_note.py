"""Word that is left beside a database in which damage was met."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreDamaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def note_damage(path: Path) -> None:
    """Leave word beside a database that the next start is to look at all of it."""
    # Who cannot even do that will meet the damage once more.
    with suppress(OSError):
        damage_note(path).touch(mode=0o600)


@contextmanager
def damage_noted(path: Path) -> Iterator[None]:
    """Do what also leaves that word where damage is met."""
    try:
        yield
    except StoreDamaged:
        note_damage(path)
        raise


def damage_note(path: Path) -> Path:
    """The empty file that says so."""
    return path.with_name(f"{path.name}.is-damaged")
