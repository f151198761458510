"""Asks for a file that conversations are taken from."""

from __future__ import annotations

from pathlib import Path

from copilot_tui.ui.path_dialog import PathDialog, PathWords
from copilot_tui.ui.path_suggester import first_name


class ImportDialog(PathDialog[Path]):
    """Asks for the path of what is to be imported.

    Attributes:
        typed: what was chosen, as it stood in the line.

    Args:
        typed: stands there at first: what could not be read, to be mended.
        refused: the file or folder that this means.
        why: why it could not be read; said for as long as it is the one that is meant.
    """

    def __init__(self, typed: str = "", refused: Path | None = None, why: str = "") -> None:
        super().__init__("Import conversations", typed)
        self.typed = typed
        self._refused = refused
        self._why = why

    def hint(self) -> str:
        """The keys."""
        return "enter look into it   right complete   esc cancel"

    def words_for(self, path: Path) -> PathWords:
        """That it is not there, unless it can still become the path of something."""
        if path == self._refused:
            return PathWords(self._why)
        is_begun = first_name(str(path.parent), path.name) is not None
        return PathWords("" if is_begun or path.exists() else "There is no such file.")

    def choose(self, path: Path) -> None:
        """Go back with it."""
        self.typed = self.field.value
        self.dismiss(path)
