"""Names for files, made of titles."""

from __future__ import annotations

import os
from itertools import chain, count
from typing import TYPE_CHECKING

from copilot_tui.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LONGEST = 60
"""Characters of a name without its suffix; all of them are ASCII."""

_DEVICES = frozenset(
    {
        *("con", "prn", "aux", "nul", "conin", "conout", "clock"),
        *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
    }
)
"""Names that mean a device on Windows, whatever suffix they have."""


def file_names(titles: Iterable[str], suffix: str) -> Iterator[str]:
    """A name for each title, each of them once.

    They consist of a-z, 0-9 and dashes, so that they are the same file nowhere, whatever a
    file system makes of case and accents. The same titles give the same names.

    Args:
        titles: any texts.
        suffix: such as ".md".
    """
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for title in titles:
        name = stem = file_stem(title)
        while name in taken:
            # Counted on from where it was: thousands may have the same title.
            numbers[stem] = numbers.get(stem, 1) + 1
            name = f"{stem}-{numbers[stem]}"
        taken.add(name)
        yield name + suffix


def free_path(folder: Path, stem: str, suffix: str) -> Path:
    """The first name in a folder that is free: `stem`, else `stem-2` and so on.

    Args:
        folder: need not be there.
        stem: of the name.
        suffix: such as ".md"; empty for a folder.
    """
    names = chain((stem,), (f"{stem}-{number}" for number in count(2)))
    paths = (folder / f"{name}{suffix}" for name in names)
    return next(path for path in paths if not os.path.lexists(path))


def file_stem(title: str) -> str:
    """A name for one title, without a suffix."""
    stem = slug(title, LONGEST)
    return f"chat-{stem}" if stem in _DEVICES else stem
