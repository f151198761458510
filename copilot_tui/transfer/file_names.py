"""Names for files, made of titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    for title in titles:
        name = stem = file_stem(title)
        number = 2
        while name in taken:
            name = f"{stem}-{number}"
            number += 1
        taken.add(name)
        yield name + suffix


def file_stem(title: str) -> str:
    """A name for one title, without a suffix."""
    stem = slug(title, LONGEST)
    return f"chat-{stem}" if stem in _DEVICES else stem
