"""Which block of code surrounds a place of a text."""

from __future__ import annotations

import re
from bisect import bisect_right

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)


class Fences:
    """Knows which line opens the block of code around any place of a text that only grows."""

    def __init__(self) -> None:
        self._line = ""
        self._offset = 0
        self._marks = ""
        self._places: list[int] = []
        self._openings: list[str] = []

    def feed(self, text: str) -> None:
        """More has come at the end."""
        text = self._line + text
        end = text.rfind("\n") + 1
        # To look for these marks takes a tenth of the time that looking at each line takes.
        has_marks = "```" in text or "~~~" in text
        for fence in _FENCE.finditer(text, 0, end) if has_marks else ():
            if not self._marks:
                self._marks = fence[1]
                self._note(fence.end(), f"{fence[0]}\n")
            elif fence[1].startswith(self._marks) and not fence[2].strip():
                self._marks = ""
                self._note(fence.end(), "")
        self._line = text[end:]
        self._offset += end

    def opening(self, position: int) -> str:
        """The line that opens the block of code around the beginning of a line.

        Returns:
            It with its newline; nothing where there is no such block.
        """
        at = bisect_right(self._places, position)
        return self._openings[at - 1] if at else ""

    def _note(self, place: int, opening: str) -> None:
        self._places.append(self._offset + place)
        self._openings.append(opening)
