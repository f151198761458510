"""Asks where a picture is to be written."""

from __future__ import annotations

from pathlib import Path

from copilot_tui.paths import shown_path
from copilot_tui.ui.path_dialog import PathDialog, PathWords


class SavePictureDialog(PathDialog[Path]):
    """Asks for the path of a new file.

    Args:
        offered: a path at which nothing is yet.
    """

    def __init__(self, offered: Path) -> None:
        super().__init__("Save picture", shown_path(offered))

    def hint(self) -> str:
        """The keys."""
        return "enter save   right complete   esc cancel"

    def words_for(self, path: Path) -> PathWords:
        """Whether a new file can be made there."""
        if path.exists():
            return PathWords("This exists already. Choose another name.")
        return PathWords("A new file." if path.parent.is_dir() else "There is no such folder.")

    def choose(self, path: Path) -> None:
        """Go back with it."""
        self.dismiss(path)
