"""Pictures as files beside a text that shows them, in a folder of its own."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from copilot_tui.errors import ExportFailed
from copilot_tui.private_folders import make_private_folders
from copilot_tui.transfer.file_names import file_stem
from copilot_tui.transfer.new_file import new_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.transfer.record import Picture

FOLDER_SUFFIX: Final = ".pictures"

_SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "image/png": ".png",
        "image/jpeg": ".jpg",
        "image/gif": ".gif",
        "image/webp": ".webp",
        "image/avif": ".avif",
        "image/bmp": ".bmp",
    }
)
"""Kinds of pictures that hold nothing but a picture, and how their names end."""

_DIGITS = 12
"""Of a digest, in a name: the same picture gets the same name, another one another."""


class PictureFiles:
    """Writes the pictures of one text beside it; the folder is made for the first one.

    Args:
        text: where the text is to be.
        overwrite: whether other files in the folder are replaced.

    Attributes:
        written: the files, each once.
    """

    def __init__(self, text: Path, *, overwrite: bool) -> None:
        self._folder = picture_folder(text)
        self._overwrite = overwrite
        self._made: list[Path] = []
        self._has_made_folder = False
        self.written: set[Path] = set()

    def address(self, picture: Picture, number: int) -> str | None:
        """What the text may name a picture by.

        Args:
            picture: what is shown.
            number: tells apart what the text means by several names.

        Returns:
            A relative address; None where the picture cannot be a file.
        """
        name = _file_name(picture, number)
        return None if name is None else quote(f"{self._folder.name}/{name}")

    def write(self, picture: Picture, number: int) -> None:
        """Write a picture that has an address.

        Raises:
            ExportFailed: it cannot be written.
        """
        name = _file_name(picture, number)
        if name is None or (path := self._folder / name) in self.written:
            return
        self._make_folder()
        if not _holds(path, picture):
            is_new = not path.exists()
            with new_bytes(path, overwrite=self._overwrite) as file:
                file.write(picture.data)
            if is_new:
                self._made.append(path)
        self.written.add(path)

    def discard(self) -> None:
        """Take away what was made here, as there will be no text that shows it."""
        for path in self._made:
            with suppress(OSError):
                path.unlink()
        if self._has_made_folder:
            with suppress(OSError):
                self._folder.rmdir()

    def _make_folder(self) -> None:
        try:
            is_new = not self._folder.is_dir()
            make_private_folders(self._folder)
        except OSError as error:
            raise ExportFailed(
                f"The folder {self._folder}, for pictures, could not be made.",
                "Choose another name.",
                detail=error.strerror or "",
            ) from error
        self._has_made_folder |= is_new


def picture_folder(text: Path) -> Path:
    """Where the pictures of a text are, beside it."""
    folder = text.with_name(f"{text.stem}{FOLDER_SUFFIX}")
    return folder if folder != text else text.with_name(f"{text.name}{FOLDER_SUFFIX}")


def _file_name(picture: Picture, number: int) -> str | None:
    """The name of a picture's file; None where its kind is not known."""
    suffix = _SUFFIXES.get(picture.media_type)
    if suffix is None:
        return None
    stem = file_stem(Path(picture.name).stem or "picture")
    again = f"-{number}" if number > 1 else ""
    return f"{stem}-{picture.digest[:_DIGITS]}{again}{suffix}"


def _holds(path: Path, picture: Picture) -> bool:
    """Whether the picture is there from an export before."""
    with suppress(OSError):
        return sha256(path.read_bytes()).hexdigest() == picture.digest
    return False
