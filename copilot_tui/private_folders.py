"""Making folders that only their owner can look into."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OWNER_ONLY = 0o700


def make_private_folders(folder: Path) -> None:
    """Make `folder` and what is missing above it, each 0700 from its first moment.

    `Path.mkdir` gives the mode only to the last one; those above it get the usual one.
    For the folders of a user 0700 is also what XDG asks for (basedir-spec, "Referencing
    this specification"). One that was there before stays as it is.

    Raises:
        OSError: one cannot be made, or something else has its name.
    """
    try:
        folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
    except FileNotFoundError:
        if folder.parent == folder:
            raise
        make_private_folders(folder.parent)
        folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
