"""How the path that is being typed could go on."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path

from textual.suggester import Suggester

_MOST = 5_000
"""Names of a folder that are looked at."""


class PathSuggester(Suggester):
    """Completes the last name of a path by the first one that begins so."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The path with its last name complete; None when nothing begins so."""
        folder, _, begun = value.rpartition("/")
        if not begun:
            return None
        above = f"{folder}/" if "/" in value else "."
        name = await asyncio.to_thread(first_name, above, begun)
        return None if name is None else f"{value[: len(value) - len(begun)]}{name}"


def first_name(folder: str, begun: str) -> str | None:
    """The first name in a folder that begins so, a folder's with a slash; None without one."""
    found: list[str] = []
    with suppress(OSError, RuntimeError), os.scandir(Path(folder).expanduser()) as entries:
        for _, entry in zip(range(_MOST), entries, strict=False):
            if entry.name.startswith(begun) and entry.name.isprintable():
                found.append(f"{entry.name}/" if entry.is_dir() else entry.name)
    return min(found, default=None)
