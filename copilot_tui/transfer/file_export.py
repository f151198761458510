"""Conversations written to one file, one after the other."""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from copilot_tui.transfer.new_file import new_file
from copilot_tui.transfer.picture_files import PictureFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.transfer.record import ConversationRecord


class ExportFormat(StrEnum):
    """What conversations can be written as."""

    JSONL = "jsonl"
    MARKDOWN = "markdown"
    HTML = "html"

    @property
    def suffix(self) -> str:
        """What the names of such files end with."""
        return {"jsonl": ".jsonl", "markdown": ".md", "html": ".html"}[self.value]

    @property
    def holds_several(self) -> bool:
        """Whether several conversations are usually kept in one file."""
        return self is ExportFormat.JSONL


class ExportText(Protocol):
    """The text of a file, piece by piece."""

    @property
    def left_out(self) -> int:
        """How many pictures are not in it so far."""
        ...

    def begin(self) -> str:
        """What it begins with."""
        ...

    def pieces(self, record: ConversationRecord) -> Iterator[str]:
        """A conversation."""
        ...

    def end(self) -> str:
        """What it ends with."""
        ...


def format_of_name(path: Path) -> ExportFormat | None:
    """The format that a file's name tells; None where it tells none."""
    suffix = path.suffix.lower()
    names = {".markdown": ExportFormat.MARKDOWN, ".htm": ExportFormat.HTML}
    names |= {known.suffix: known for known in ExportFormat}
    return names.get(suffix)


def text_of(
    kind: ExportFormat, *, branches: bool, pictures: PictureFiles | None = None
) -> ExportText:
    """What makes the text of a file.

    Args:
        kind: the format.
        branches: whether more than the visible path is in it; the complete format has
            everything in any case.
        pictures: where pictures are written that are no part of the text; None leaves
            them out.
    """
    match kind:
        case ExportFormat.JSONL:
            from copilot_tui.transfer.formats.jsonl import JsonlText

            return JsonlText()
        case ExportFormat.MARKDOWN:
            from copilot_tui.transfer.formats.markdown import MarkdownText

            return MarkdownText(branches=branches, pictures=pictures)
        case ExportFormat.HTML:
            from copilot_tui.transfer.formats.html import HtmlText

            return HtmlText(branches=branches)


class Writable(Protocol):
    """What a text can be written to."""

    def write(self, text: str, /) -> object:
        """Write it."""
        ...


class FileExport:
    """Writes conversations into an open file; see `file_export`.

    Attributes:
        files: the pictures beside it; None where there can be none.
    """

    def __init__(self, file: Writable, text: ExportText, files: PictureFiles | None) -> None:
        self._file = file
        self._text = text
        self.files = files

    def add(self, record: ConversationRecord) -> None:
        """Write one more."""
        for piece in self._text.pieces(record):
            self._file.write(piece)

    @property
    def pictures(self) -> int:
        """How many pictures were written beside it."""
        return 0 if self.files is None else len(self.files.written)

    @property
    def left_out(self) -> int:
        """How many pictures that belong to it were not written."""
        return self._text.left_out


@contextmanager
def file_export(
    target: Path | Writable,
    kind: ExportFormat,
    *,
    branches: bool = False,
    overwrite: bool = False,
) -> Iterator[FileExport]:
    """Write conversations to a file, which is there when the `with` block ends well.

    Args:
        target: a name that is free, or what is open already.
        kind: the format.
        branches: see `text_of`.
        overwrite: whether an existing file is replaced.

    Raises:
        ExportFailed: the file cannot be written; nothing is left of it.
    """
    if not isinstance(target, Path):
        yield from _written(target, text_of(kind, branches=branches), None)
        return
    pictures = PictureFiles(target, overwrite=overwrite)
    try:
        with new_file(target, overwrite=overwrite) as file:
            text = text_of(kind, branches=branches, pictures=pictures)
            yield from _written(file, text, pictures)
    except BaseException:
        pictures.discard()
        raise


def _written(
    file: Writable, text: ExportText, pictures: PictureFiles | None
) -> Iterator[FileExport]:
    file.write(text.begin())
    yield FileExport(file, text, pictures)
    file.write(text.end())
