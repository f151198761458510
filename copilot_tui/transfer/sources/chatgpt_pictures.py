"""Finding the pictures of ChatGPT's messages among the files of its data export."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from copilot_tui.transfer.foreign.json_items import Unreadable, parsed
from copilot_tui.transfer.foreign.picture_file import LARGEST_PICTURE, picture_from
from copilot_tui.transfer.foreign.values import object_in, text_in

if TYPE_CHECKING:
    from copilot_tui.transfer.foreign.export_files import ExportFiles
    from copilot_tui.transfer.record import Picture

_NAMES_FILE = "conversation_asset_file_names.json"
_LONGEST_NAMES_FILE = 32 << 20
_POINTER = re.compile(r"[a-z-]+://(?P<id>file[-_][A-Za-z0-9]+)")
_BEGINNING = re.compile(r"file[-_][A-Za-z0-9]+")


class ChatGPTPictures:
    """The picture files by the id that messages point to them with.

    A message points to `file-service://file-…` or `sediment://file_…`. The file's name
    begins with that id; then comes the name that it was given, or `-sanitized`, or an
    ending, since 2026 always `.dat`. A list of the real names lies beside.

    Args:
        files: of the export.
    """

    def __init__(self, files: ExportFiles) -> None:
        self._files = files
        self._by_id: dict[str, list[str]] | None = None
        self._real_names: dict[str, str] = {}

    def find(self, pointer: str, created: float) -> Picture | None:
        """The picture that a message points to; None when it is not there.

        Args:
            pointer: as it stands in the message.
            created: Unix time in seconds of the message.
        """
        found = _POINTER.match(pointer)
        if found is None:
            return None
        for name in self._index().get(found["id"], []):
            data = self._files.read(name, LARGEST_PICTURE)
            picture = data and picture_from(data, self._real_name(name, found["id"]), created)
            if picture:
                return picture
        return None

    def _index(self) -> dict[str, list[str]]:
        if self._by_id is None:
            by_id: defaultdict[str, list[str]] = defaultdict(list)
            for name in self._files.names():
                base = PurePosixPath(name).name
                if base == _NAMES_FILE:
                    self._read_names(name)
                elif found := _BEGINNING.match(base):
                    by_id[found[0]].append(name)
            self._by_id = dict(by_id)
        return self._by_id

    def _read_names(self, file: str) -> None:
        data = self._files.read(file, _LONGEST_NAMES_FILE)
        try:
            names = object_in(parsed(data or b"null"))
        except Unreadable:
            return
        self._real_names = {name: text_in(real) for name, real in names.items()}

    def _real_name(self, name: str, file_id: str) -> str:
        base = PurePosixPath(name).name
        return self._real_names.get(base) or base.removeprefix(file_id).lstrip("-_.") or base
