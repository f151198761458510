"""Keeps pasted text text."""

from __future__ import annotations

ESCAPE = "\x1b"
VISIBLE_ESCAPE = "\u241b"
"""What `copilot_tui.text.clean` makes of an escape, too."""

PASTE_START = f"{ESCAPE}[200~"
PASTE_END = f"{ESCAPE}[201~"

LONGEST_PASTE = 5_000_000
"""Characters, as many as a file may have: no model that is served today takes so much.
Textual's parser (8.2.8) takes 1.5 us for each, in which no key is read."""


class PasteGuard:
    """Makes the escapes in a bracketed paste visible, before they are taken for keys.

    Textual 8.2.8 reads on for keys in the middle of a paste: pasted terminal output pressed
    escape and moved about, and an escape byte before a letter swallowed both. It also takes
    the end of a paste that comes in two pieces for keys when the second one is late.

    Of a paste that is longer than `LONGEST_PASTE` it passes one character more than that on,
    which tells that it is.
    """

    def __init__(self) -> None:
        self._is_pasting = False
        self._typed_last = ""
        self._held_back = ""
        self._room = 0

    def pass_on(self, data: str) -> str:
        """What the parser may have of the next piece of input, which can be nothing yet.

        Args:
            data: as it was read; a sequence may be split over two pieces.
        """
        passed = ""
        while data:
            taken, data = self._pasted(data) if self._is_pasting else self._typed(data)
            passed += taken
        return passed

    def _typed(self, data: str) -> tuple[str, str]:
        """The keys up to the beginning of a paste, and what comes after that."""
        known = len(self._typed_last)
        recent = self._typed_last + data
        typed, start, pasted = recent.partition(PASTE_START)
        self._is_pasting = bool(start)
        self._room = LONGEST_PASTE + 1
        self._typed_last = "" if start else recent[1 - len(PASTE_START) :]
        return (typed + start)[known:], pasted

    def _pasted(self, data: str) -> tuple[str, str]:
        """The text up to the end of the paste, made harmless, and what comes after that."""
        text, end, typed = (self._held_back + data).partition(PASTE_END)
        self._is_pasting = not end
        self._held_back = "" if end else _possible_end(text)
        text = text.removesuffix(self._held_back)[: self._room]
        self._room -= len(text)
        return text.replace(ESCAPE, VISIBLE_ESCAPE) + end, typed


def _possible_end(text: str) -> str:
    """The last characters of a text that may be the beginning of the paste's end."""
    lengths = range(len(PASTE_END) - 1, 0, -1)
    return next((PASTE_END[:size] for size in lengths if text.endswith(PASTE_END[:size])), "")
