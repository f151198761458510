"""What there is to import in a file or a folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.errors import ImportRefused
from copilot_tui.text import one_line
from copilot_tui.transfer.all_sources import check_is_there, recognising, source_named, source_of
from copilot_tui.transfer.source import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.transfer.source import Report, Source

_MOST_FILES = 20_000
"""Files of a folder that are looked at."""

_DEEPEST = 4
"""Folders below one another that are looked into."""

_ENDINGS = frozenset(
    (".json", ".jsonl", ".gz", ".md", ".markdown", ".zip", ".yaml", ".db", ".sqlite", ".sqlite3")
)
"""Of the names of files that are looked at; a folder may hold anything else besides."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that can be imported.

    Attributes:
        path: a file, or a folder that belongs together.
        source: that reads it.
    """

    path: Path
    source: Source


Looked: TypeAlias = Callable[[int], None]
"""Is told how many more files were looked at; 0 for a folder, as there may be many."""


def looked_unseen(files: int) -> None:
    """In the place of a `Looked` where nobody wants to know."""


def found_in(
    path: Path, report: Report, *, only: str = "", looked: Looked = looked_unseen
) -> list[Found]:
    """A file, or what of a folder can be imported.

    A folder that holds the files of one program is read as a whole, as pictures and parts
    belong together; of another each file is read by itself.

    Args:
        path: the file or folder.
        report: is told of files of the folder that are damaged.
        only: the name of the source that is to read it; empty finds it out.
        looked: is told how far a folder was looked through.

    Raises:
        ImportRefused: there is nothing.
    """
    check_is_there(path)
    if not path.is_dir():
        return [Found(path, source_named(only) if only else source_of(path))]
    known, damaged = [], []
    for file in islice(_files(path, looked), _MOST_FILES):
        looked(1)
        source = _reading(file, only)
        if source is not None:
            known.append(Found(file, source))
        elif fault := _damage(file):
            damaged.append(file)
            report(Skipped(one_line(file.name), f"It is damaged: {one_line(fault)}."))
    if damaged and not known:
        source_of(damaged[0])  # Which says what is wrong and what to do.
    whole = known[0].source if len({found.source.name for found in known}) == 1 else None
    is_packed = any(found.path.suffix.lower() == ".zip" for found in known)
    if whole is not None and not is_packed and whole.recognises(path):
        return [Found(path, whole)]
    if known or not only:
        return known or [Found(path, source_of(path))]
    source = source_named(only)
    if not source.recognises(path):
        raise ImportRefused(
            f"{one_line(str(path))} holds nothing that is {source.title}.",
            "Leave out --from to look for everything that is known.",
        )
    return [Found(path, source)]


def report_within(folder: Path, found: Found, report: Report) -> Report:
    """A report that names the file, where it is one of those in a folder."""
    if found.path == folder:
        return report
    name = one_line(str(found.path.relative_to(folder)))

    def named(skipped: Skipped) -> None:
        is_whole = skipped.place == one_line(found.path.name)
        report(replace(skipped, place=name if is_whole else f"{name}, {skipped.place}"))

    return named


def _reading(file: Path, only: str) -> Source | None:
    if not only:
        return recognising(file)
    source = source_named(only)
    return source if source.recognises(file) else None


def _files(folder: Path, looked: Looked) -> Iterator[Path]:
    """Those whose names let expect something, in order; hidden folders are left alone."""
    for place, folders, files in os.walk(folder):
        looked(0)
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if name[0] != ".") if depth < _DEEPEST else []
        for name in sorted(files):
            path = Path(place, name)
            if path.suffix.lower() in _ENDINGS and path.is_file():
                yield path


def _damage(file: Path) -> str:
    from copilot_tui.transfer.unknown_kind import damage

    try:
        return damage(file)
    except OSError as error:
        return error.strerror or str(error)
    except ImportRefused as error:
        return error.what.removesuffix(".")
