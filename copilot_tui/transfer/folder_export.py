"""Conversations written to a folder, each to a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import UNTITLED
from copilot_tui.errors import ExportFailed
from copilot_tui.private_folders import make_private_folders
from copilot_tui.transfer.file_export import ExportFormat, file_export
from copilot_tui.transfer.file_names import file_names
from copilot_tui.transfer.new_file import check_free

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord


class FolderExport:
    """Writes conversations to files of a folder, which are named for their titles.

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

    def __init__(
        self,
        folder: Path,
        kind: ExportFormat,
        titles: Sequence[str],
        *,
        branches: bool = False,
        overwrite: bool = False,
    ) -> None:
        self._kind = kind
        self._branches = branches
        self._overwrite = overwrite
        try:
            make_private_folders(folder)
        except OSError as error:
            raise ExportFailed(
                f"The folder {folder} could not be made.",
                "Choose another one.",
                detail=error.strerror or "",
            ) from error
        names = file_names((title or UNTITLED for title in titles), kind.suffix)
        self._paths = [folder / name for name in names]
        for path in self._paths:
            check_free(path, overwrite=overwrite)
        self._left = iter(self._paths)

    def add(self, record: ConversationRecord) -> Path:
        """Write the next one.

        Returns:
            Its file.

        Raises:
            ExportFailed: it could not be written; the files before it are there.
        """
        path = next(self._left)
        with file_export(
            path, self._kind, branches=self._branches, overwrite=self._overwrite
        ) as export:
            export.add(record)
        return path
