"""The pictures beside our own Markdown; see `formats.markdown_pictures`."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

from copilot_tui.chat.picture import MOST_PICTURE_BYTES
from copilot_tui.transfer.formats.markdown_pictures import with_targets
from copilot_tui.transfer.json_fields import Fields, Json, Unfit
from copilot_tui.transfer.picture_files import FOLDER_SUFFIX
from copilot_tui.transfer.record import Picture

if TYPE_CHECKING:
    from pathlib import Path


class PicturesBeside:
    """Reads the pictures of a text from the folder beside it.

    A file counts only if it is the very picture that the text was written with, so that a
    text from elsewhere cannot take in other files.

    Args:
        text: the file of the text.

    Attributes:
        found: the pictures, by digest.
    """

    def __init__(self, text: Path) -> None:
        self._folder = text.parent
        self.found: dict[str, Picture] = {}

    def text(self, values: dict[str, Json], text: str) -> tuple[str, list[str]]:
        """A message's text as it was, and the addresses of pictures that are not there.

        Args:
            values: of its mark.
            text: as it stands in the file.

        Raises:
            Unfit: the mark makes no sense.
        """
        targets: dict[str, str] = {}
        missing: list[str] = []
        for value in Fields(values).items("pictures"):
            fields = Fields(value)
            address = fields.text("file")
            if not address:
                raise Unfit('"file" is missing.')
            targets[address] = fields.text("target")
            picture = self._picture(address, fields)
            if picture is None:
                missing.append(address)
            else:
                self.found[picture.digest] = picture
        return with_targets(text, targets), missing

    def _picture(self, address: str, fields: Fields) -> Picture | None:
        folder, _, name = unquote(address).partition("/")
        if not folder.endswith(FOLDER_SUFFIX) or not name or "/" in name or "\0" in name:
            return None
        data = _bytes_of(self._folder / folder / name)
        picture = Picture(
            digest=fields.text("digest"),
            media_type=fields.text("media_type"),
            name=fields.text("name"),
            width=fields.count("width"),
            height=fields.count("height"),
            created=fields.seconds("created") or 0.0,
            data=data,
        )
        return picture if picture.is_whole else None


def _bytes_of(path: Path) -> bytes:
    with suppress(OSError):
        if path.is_file() and path.stat().st_size <= MOST_PICTURE_BYTES:
            return path.read_bytes()
    return b""
