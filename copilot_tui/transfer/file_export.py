"""Conversations written to one file, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, Self

from copilot_tui.transfer.new_file import new_file

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import TextIO

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


def text_of(kind: ExportFormat, *, branches: bool) -> ExportText:
    """What makes the text of a file.

    Args:
        kind: the format.
        branches: whether more than the visible path is in it; the complete format has
            everything in any case.
    """
    match kind:
        case ExportFormat.JSONL:
            from copilot_tui.transfer.formats.jsonl import JsonlText

            return JsonlText()
        case ExportFormat.MARKDOWN:
            from copilot_tui.transfer.formats.markdown import MarkdownText

            return MarkdownText(branches=branches)
        case ExportFormat.HTML:
            from copilot_tui.transfer.formats.html import HtmlText

            return HtmlText(branches=branches)


class FileExport:
    """Writes conversations to a file, which is there when the `with` block ends well.

    Args:
        target: a name that is free, or an open file.
        kind: the format.
        branches: see `text_of`.
        overwrite: whether an existing file is replaced.

    Raises:
        ExportFailed: the file cannot be written; so do all methods.
    """

    def __init__(
        self,
        target: Path | TextIO,
        kind: ExportFormat,
        *,
        branches: bool = False,
        overwrite: bool = False,
    ) -> None:
        self._target = target
        self._text = text_of(kind, branches=branches)
        self._overwrite = overwrite
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        from pathlib import Path

        if isinstance(self._target, Path):
            opened = new_file(self._target, overwrite=self._overwrite)
            self._file = self._stack.enter_context(opened)
        else:
            self._file = self._target
        self._file.write(self._text.begin())
        return self

    def add(self, record: ConversationRecord) -> None:
        """Write one more."""
        for piece in self._text.pieces(record):
            self._file.write(piece)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            try:
                self._file.write(self._text.end())
            except OSError as fault:
                if not self._stack.__exit__(type(fault), fault, fault.__traceback__):
                    raise
        self._stack.__exit__(kind, error, traceback)
