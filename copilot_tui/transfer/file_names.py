"""Names for files, made of titles."""

from __future__ import annotations

import os
import unicodedata
from itertools import chain, count
from typing import TYPE_CHECKING

from copilot_tui.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LONGEST = 60
"""Characters of a name without its suffix."""

_MOST_BYTES = 150
"""Of them in UTF-8; file systems take 255, and a number and a suffix come behind."""

_DEVICES = frozenset(
    {
        *("con", "prn", "aux", "nul", "conin", "conout", "clock"),
        *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
    }
)
"""Names that mean a device on Windows, whatever suffix they have."""


def file_names(titles: Iterable[str], suffix: str) -> Iterator[str]:
    """A name for each title, each of them once.

    They consist of letters, digits and dashes, without accents where what is left is a-z.
    All are small and in one normal form, so that they are the same file nowhere, whatever a
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
    stem = slug(title, LONGEST) if _is_latin(title) else _letters(title)
    return f"chat-{stem}" if stem in _DEVICES else stem


def _is_latin(title: str) -> bool:
    return all(
        letter.isascii() or not letter.isalnum() for letter in unicodedata.normalize("NFKD", title)
    )


def _letters(title: str) -> str:
    """The same for a title in any script: of one in Greek, a-z would leave nothing."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    kept = (each if _is_kept(each) else " " for each in folded)
    stem = "-".join("".join(kept).split())[:LONGEST]
    return stem.encode()[:_MOST_BYTES].decode(errors="ignore").strip("-")


def _is_kept(character: str) -> bool:
    # Vowels of some scripts are marks.
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")
