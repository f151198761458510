"""Asks for a file that conversations are taken from."""

from __future__ import annotations

from pathlib import Path

from copilot_tui.ui.path_dialog import PathDialog, PathWords
from copilot_tui.ui.path_suggester import first_name


class ImportDialog(PathDialog[Path]):
    """Asks for the path of what is to be imported."""

    def __init__(self) -> None:
        super().__init__("Import conversations", "")

    def hint(self) -> str:
        """The keys."""
        return "enter look into it   right complete   esc cancel"

    def words_for(self, path: Path) -> PathWords:
        """That it is not there, unless it can still become the path of something."""
        is_begun = first_name(str(path.parent), path.name) is not None
        return PathWords("" if is_begun or path.exists() else "There is no such file.")

    def choose(self, path: Path) -> None:
        """Go back with it."""
        self.dismiss(path)
