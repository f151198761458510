"""Cutting a growing text where it can be read out."""

from __future__ import annotations

import re

LONGEST_HELD = 4_000
"""Characters that are held back at most; what is longer is no sentence."""

_SENTENCE_END = re.compile(r"\n|[.!?…:;][\"'”’)\]*_`]*\s+|[。！？]")
_WHITESPACE = re.compile(r"\s")


class TextFlow:
    """Gives a growing text out in whole lines and sentences.

    A screen reader speaks every piece that is printed, so single words of a reply, as
    they arrive, would come out chopped.
    """

    def __init__(self) -> None:
        self._held = ""

    @property
    def is_holding(self) -> bool:
        """Whether some text waits for its end."""
        return bool(self._held)

    def add(self, text: str) -> str:
        """Take more text in, and return what can be read out now."""
        self._held += text
        end = max((found.end() for found in _SENTENCE_END.finditer(self._held)), default=0)
        if len(self._held) - end > LONGEST_HELD:
            end = len(self._held)
        return self._take(end)

    def whole_words(self) -> str:
        """Return all but a last word that may go on, when no more has come for a while."""
        end = max((found.end() for found in _WHITESPACE.finditer(self._held)), default=0)
        return self._take(end or len(self._held))

    def rest(self) -> str:
        """Return everything that is left."""
        return self._take(len(self._held))

    def _take(self, end: int) -> str:
        taken, self._held = self._held[:end], self._held[end:]
        return taken
