"""Conversations written to a folder, each to a file of its own."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import UNTITLED
from copilot_tui.errors import ExportFailed
from copilot_tui.private_folders import make_private_folders
from copilot_tui.transfer.file_export import ExportFormat, file_export
from copilot_tui.transfer.file_names import file_names
from copilot_tui.transfer.new_file import check_free

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from copilot_tui.transfer.picture_files import PictureFiles
    from copilot_tui.transfer.record import ConversationRecord


class FolderExport:
    """Writes conversations to files of a folder, which are named for their titles.

    Args:
        kind: the format.
        paths: of the files, in the order in which the conversations come.
        branches: see `file_export.text_of`.
        overwrite: whether existing files are replaced.

    Attributes:
        pictures: how many pictures were written beside the files.
        left_out: how many pictures that belong to them were not written.
    """

    def __init__(
        self, kind: ExportFormat, paths: Sequence[Path], *, branches: bool, overwrite: bool
    ) -> None:
        self._kind = kind
        self._branches = branches
        self._overwrite = overwrite
        self._left = iter(paths)
        self._made: list[tuple[Path, PictureFiles | None]] = []
        self.pictures = 0
        self.left_out = 0

    def add(self, record: ConversationRecord) -> None:
        """Write the next one.

        Raises:
            ExportFailed: it could not be written.
        """
        path = next(self._left)
        is_new = not path.exists()
        with file_export(
            path, self._kind, branches=self._branches, overwrite=self._overwrite
        ) as export:
            export.add(record)
        self.pictures += export.pictures
        self.left_out += export.left_out
        if is_new:
            self._made.append((path, export.files))

    def discard(self) -> None:
        """Take away the files that were not there before."""
        for path, pictures in reversed(self._made):
            with suppress(OSError):
                path.unlink()
            if pictures is not None:
                pictures.discard()


def files_of_folder(folder: Path, kind: ExportFormat, titles: Sequence[str]) -> list[Path]:
    """Where conversations of these titles are written in a folder."""
    names = file_names((title or UNTITLED for title in titles), kind.suffix)
    return [folder / name for name in names]


@contextmanager
def folder_export(
    folder: Path,
    kind: ExportFormat,
    titles: Sequence[str],
    *,
    branches: bool = False,
    overwrite: bool = False,
) -> Iterator[FolderExport]:
    """Write conversations to a folder; when the `with` block fails, nothing new is left in it.

    Args:
        folder: made if it is missing.
        kind: the format.
        titles: of all that will come, in that order.
        branches: see `file_export.text_of`.
        overwrite: whether existing files are replaced.

    Raises:
        ExportFailed: the folder cannot be made, or a name in it is taken; nothing has been
            written then.
    """
    paths = files_of_folder(folder, kind, titles)
    for path in paths:
        check_free(path, overwrite=overwrite)
    made = _missing_folders(folder)
    export = FolderExport(kind, paths, branches=branches, overwrite=overwrite)
    try:
        _make(folder)
        yield export
    except BaseException:
        export.discard()
        for one in made:
            with suppress(OSError):
                one.rmdir()
        raise


def _missing_folders(folder: Path) -> list[Path]:
    """Those that will have to be made, the innermost first."""
    missing: list[Path] = []
    for one in (folder, *folder.parents):
        with suppress(OSError):
            if one.exists():
                break
        missing.append(one)
    return missing


def _make(folder: Path) -> None:
    try:
        make_private_folders(folder)
    except OSError as error:
        raise ExportFailed(
            f"The folder {folder} could not be made.",
            "Choose another one.",
            detail=error.strerror or "",
        ) from error
