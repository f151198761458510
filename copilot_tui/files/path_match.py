"""Which of many paths is meant by a few letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from heapq import nsmallest

from copilot_tui.chat.fuzzy import fold


class PathIndex:
    """Paths prepared for looking.

    Args:
        paths: those of directories end in a slash.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._entries = [(fold(path), path) for path in paths]

    def best(self, query: str, most: int) -> list[str]:
        """The paths that have the letters of the query in their order, the likeliest first.

        A name that begins with the query comes before a path that does, before one that
        has the query inside its name, anywhere, or only its letters. Among equals, what
        lies higher and is shorter comes first. Case and accents make no difference.
        Letters apart are looked for only when the whole query is found too seldom to fill
        the list.

        Args:
            query: what was typed; a directory that is just this is left out. Without any,
                the upper ones come by name.
            most: the most to return.
        """
        wanted = fold(query)
        if not wanted:
            return nsmallest(most, (path for _, path in self._entries), key=_place)
        found = [entry for entry in self._entries if wanted in entry[0]]
        if len(found) < most:
            scattered = re.compile(".*?".join(map(re.escape, wanted))).search
            known = {path for _, path in found}
            found += [
                entry for entry in self._entries if scattered(entry[0]) and entry[1] not in known
            ]
        best = nsmallest(most, found, key=lambda entry: _rank(entry[0], wanted))
        return [path for _, path in best if path != query or path[-1] != "/"]


def _place(path: str) -> tuple[int, bool, str]:
    """What lies higher first, then by name, hidden ones last."""
    return path.rstrip("/").count("/"), path.startswith("."), path.lower()


def _rank(path: str, wanted: str) -> tuple[int, int, int, str]:
    name = path.rstrip("/").rpartition("/")[2]
    if name.startswith(wanted):
        likeness = 0
    elif path.startswith(wanted):
        likeness = 1
    elif wanted in name:
        likeness = 2
    else:
        likeness = 3 if wanted in path else 4
    return likeness, path.rstrip("/").count("/"), len(path), path
