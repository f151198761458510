"""Asks where conversations are to be written, and as what."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, Static

from copilot_tui.paths import shown_path
from copilot_tui.transfer.export_target import ExportTarget, export_target
from copilot_tui.transfer.file_export import ExportFormat, format_of_name
from copilot_tui.transfer.folder_export import files_of_folder
from copilot_tui.ui.bindings import bindings_of
from copilot_tui.ui.path_dialog import PathDialog, PathWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.store.export_rows import ExportEntry

_NAMES = {
    ExportFormat.MARKDOWN: "Markdown, the text as it is seen",
    ExportFormat.HTML: "HTML, a page to read and to print",
    ExportFormat.JSONL: "JSONL, complete, to import it again",
}
_TAKEN = "There is such a file. Enter again replaces it."


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What was chosen.

    Attributes:
        target: where to, and as what.
        overwrite: whether the user has agreed to replace what is there.
    """

    target: ExportTarget
    overwrite: bool


class ExportDialog(PathDialog[ExportChoice]):
    """Asks for the path and the format of an export.

    Args:
        entries: what goes out.
        is_all: whether they are all there are.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("list.up", "list.down", "list.cancel")

    def __init__(self, entries: Sequence[ExportEntry], *, is_all: bool) -> None:
        self._titles = [entry.title for entry in entries]
        self._is_all = is_all
        self._kind = ExportFormat.JSONL if is_all else ExportFormat.MARKDOWN
        self._agreed: Path | None = None
        target = self._target_for(None)
        super().__init__(
            "Export all conversations" if is_all else "Export conversation",
            shown_path(Path.cwd() / target.path),
        )

    def compose_choices(self) -> ComposeResult:
        """The format."""
        yield Static(self._format_line(), id="export-format", markup=False)

    def hint(self) -> str:
        """The keys."""
        return "up/down format   enter export   right complete   esc cancel"

    def action_cursor_up(self) -> None:
        """The format before."""
        self._change_format(-1)

    def action_cursor_down(self) -> None:
        """The next format."""
        self._change_format(1)

    def _change_format(self, step: int) -> None:
        kinds = list(_NAMES)
        old = self._target_for(None).path.suffix
        self._kind = kinds[(kinds.index(self._kind) + step) % len(kinds)]
        new = self._target_for(None).path.suffix
        typed = self.field.value
        if old and typed.endswith(old):
            typed = typed.removesuffix(old)
        if not typed.endswith(("/", new or "/")):
            typed += new
        self.field.value = typed
        self.field.cursor_position = len(typed)
        self._show_format()

    @on(Input.Changed)
    def _take_format_of_name(self) -> None:
        """A name that tells its format chooses it."""
        told = None if self.path is None else format_of_name(self.path)
        if told is not None and told is not self._kind:
            self._kind = told
            self._show_format()

    def _show_format(self) -> None:
        self.query_one("#export-format", Static).update(Content(self._format_line()))

    def _format_line(self) -> str:
        return f"‹ {_NAMES[self._kind]} ›"

    def _target_for(self, path: Path | None) -> ExportTarget:
        return export_target(self._titles, kind=self._kind, output=path, is_all=self._is_all)

    def words_for(self, path: Path) -> PathWords:
        """Whether the file is there, and whether it can be written."""
        target = self._target_for(path)
        if target.is_folder:
            return self._words_for_folder(target)
        if os.path.lexists(target.path) and not target.path.is_file():
            return PathWords("This is not a file that could be replaced.")
        if target.path.exists():
            return PathWords(_TAKEN, replaces=target.path)
        if not target.path.parent.is_dir():
            return PathWords("There is no such folder.")
        inside = f"As {target.path.name} in this folder. " if target.path != path else ""
        other = "" if format_of_name(target.path) else f"{_NAMES[self._kind].split(',')[0]} in "
        return PathWords(f"{inside}{other}{'a' if other else 'A'} new file.")

    def _words_for_folder(self, target: ExportTarget) -> PathWords:
        files = files_of_folder(target.path, target.kind, self._titles)
        taken = sum(map(os.path.lexists, files))
        if taken:
            told = f"{taken:,} of {len(files):,} files are there. Enter again replaces them."
            return PathWords(told, replaces=target.path)
        return PathWords(f"One file for each of {len(files):,} conversations in this folder.")

    def choose(self, path: Path) -> None:
        """Go back with it; before a file is replaced, the user must have seen that."""
        target = self._target_for(path)
        if self.words.replaces == target.path and self._agreed != target.path:
            self._agreed = target.path
            return
        self.dismiss(ExportChoice(target, overwrite=self._agreed == target.path))
