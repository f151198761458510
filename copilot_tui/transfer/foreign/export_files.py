"""The files of a data export: in a zip file, unpacked in a folder, or one of them alone."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Self

from copilot_tui.errors import ImportRefused
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.json_items import (
    LONGEST_ITEM,
    Readable,
    Unreadable,
    json_items,
    parsed,
)
from copilot_tui.transfer.foreign.values import list_in, object_in
from copilot_tui.transfer.source import LARGEST_FILE, Reached, Report, Skipped, reached_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_NAMES = 200_000
"""Files in an export that are looked at; more have never been seen in one."""

_CONVERSATIONS = re.compile(r"conversations(?:-\d+)?\.json", re.IGNORECASE)
_DEEPEST_FOLDER = 3
_BEGINNING = 1 << 20
_FAULTS = (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
"""What reading from a damaged, encrypted or otherwise odd zip file raises; RuntimeError for what
is encrypted, and a kind of it for what is packed in a way that `zipfile` does not know."""


class ExportFiles:
    """Files by their names; nothing is unpacked to the disk.

    Args:
        path: a zip file, a folder or a file.

    Raises:
        ImportRefused: it cannot be read at all.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._zip: zipfile.ZipFile | None = None
        self._budget = LARGEST_FILE
        self._names: list[str] | None = None
        try:
            if path.is_file() and path.stat().st_size > LARGEST_FILE:
                raise ImportRefused(f"{path.name} is larger than {LARGEST_FILE >> 30} GiB.")
            if path.is_file() and zipfile.is_zipfile(path):
                self._zip = zipfile.ZipFile(path)
        except (*_FAULTS, ValueError) as error:
            raise _refusal(path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._zip is not None:
            self._zip.close()

    def names(self) -> list[str]:
        """Of all files, with slashes; of a file alone those beside it, too."""
        if self._names is None:
            if self._zip is not None:
                self._names = self._zip.namelist()[:MOST_NAMES]
            else:
                folder = self._path if self._path.is_dir() else self._path.parent
                self._names = sorted(_names_below(folder))
        return self._names

    def conversation_files(self) -> list[str]:
        """The names of those that hold conversations, in their order."""
        if self._zip is None and not self._path.is_dir():
            return [self._path.name]
        return sorted(
            name
            for name in self.names()
            if _CONVERSATIONS.fullmatch(PurePosixPath(name).name) and "__MACOSX" not in name
        )

    def begins_with(self, mark: re.Pattern[bytes]) -> bool:
        """Whether a mark is near the beginning of a file that holds conversations."""
        for name in self.conversation_files():
            try:
                with self._open(name) as file:
                    if mark.search(file.read(_BEGINNING)):
                        return True
            except _FAULTS:
                continue
        return False

    def read(self, name: str, most: int) -> bytes | None:
        """The bytes of a file; None when it cannot be read or has more than `most`."""
        try:
            with self._open(name) as file:
                data = _Bounded(file, self).read(most + 1)
        except (*_FAULTS, Unreadable):
            return None
        return data if len(data) <= most else None

    def conversations(
        self, report: Report, reached: Reached = reached_nothing
    ) -> Iterator[tuple[str, object]]:
        """Each conversation and its place: where a person finds it.

        Args:
            report: is told of what cannot be read.
            reached: is told how far that is.
        """
        names = self.conversation_files()
        sizes = [self._size(name) for name in names]
        for at, name in enumerate(names):
            before = "" if len(names) == 1 else f"{one_line(name)}, "
            try:
                with ExitStack() as stack:
                    file = _Bounded(stack.enter_context(self._open(name)), self)
                    file.tell_of(reached, sum(sizes[:at]), sum(sizes))
                    if _holds_one(stack.enter_context(self._open(name))):
                        yield f"{before}conversation 1", parsed(file.read(LONGEST_ITEM))
                        continue
                    yield from _numbered(file, before, report)
            except (*_FAULTS, Unreadable) as error:
                why = str(error) if isinstance(error, Unreadable) else _words(error)
                report(Skipped(one_line(name), f"It cannot be read to its end. {why}"))

    def spend(self, size: int) -> None:
        """Count what was unpacked: a small file may hold more than any disk.

        Raises:
            Unreadable: it was too much.
        """
        self._budget -= size
        if self._budget < 0:
            raise Unreadable(f"It unpacks to more than {LARGEST_FILE >> 30} GiB.")

    def _size(self, name: str) -> int:
        """How many bytes a file has; 0 where that cannot be had."""
        if self._zip is not None:
            return self._zip.getinfo(name).file_size
        folder = self._path if self._path.is_dir() else self._path.parent
        try:
            return (folder / name).stat().st_size
        except OSError:
            return 0

    def _open(self, name: str) -> IO[bytes]:
        if self._zip is not None:
            return self._zip.open(name)
        folder = self._path if self._path.is_dir() else self._path.parent
        path = folder / name
        if not path.is_file():
            raise FileNotFoundError(name)
        return path.open("rb")


class _Bounded:
    """A file whose bytes are counted."""

    def __init__(self, file: IO[bytes], files: ExportFiles) -> None:
        self._file = file
        self._files = files
        self._reached: Reached = reached_nothing
        self._done = 0
        self._total = 1

    def tell_of(self, reached: Reached, before: int, total: int) -> None:
        """Tell from now on which share of all files was read.

        Args:
            reached: is told.
            before: bytes of the files before this one.
            total: bytes of all of them.
        """
        self._reached, self._done, self._total = reached, before, max(total, 1)

    def read(self, size: int, /) -> bytes:
        data = self._file.read(size)
        self._files.spend(len(data))
        self._done += len(data)
        self._reached(min(self._done / self._total, 1.0))
        return data


def _numbered(file: Readable, before: str, report: Report) -> Iterator[tuple[str, object]]:
    def problem(number: int, why: str) -> None:
        report(Skipped(f"{before}conversation {number}", why))

    for number, item in json_items(file, problem):
        wrapped = list_in(object_in(item).get("conversations"))
        for index, value in enumerate(wrapped or [item]):
            yield f"{before}conversation {number + index}", value


def _holds_one(file: IO[bytes]) -> bool:
    """Whether a file is one conversation, not a list of them."""
    beginning = file.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip()
    return beginning.startswith(b"{") and b'"conversations"' not in beginning[:200]


def _names_below(folder: Path) -> Iterator[str]:
    found = 0
    for place, folders, files in os.walk(folder):
        relative = Path(place).relative_to(folder)
        if len(relative.parts) + 1 >= _DEEPEST_FOLDER:
            folders.clear()
        for name in files:
            found += 1
            if found > MOST_NAMES:
                return
            yield (relative / name).as_posix()


def _refusal(path: Path, error: Exception) -> ImportRefused:
    return ImportRefused(
        f"{path.name} cannot be read.", "See whether it is whole.", detail=_words(error)
    )


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}."
    return one_line(f"{error}.") if str(error) else "It is damaged."
