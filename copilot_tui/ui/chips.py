"""Short stand-ins for long pieces of text."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from copilot_tui.text import one_line

if TYPE_CHECKING:
    from copilot_tui.chat.picture import PictureFacts

FOLD_LINES = 20
FOLD_CHARACTERS = 16_000
"""A longer piece is shown as a chip: TextArea wraps a line anew on every key, and 100 KB on
one line cost 333 ms a key (Textual 8.2.8)."""

REMEMBERED_CHARACTERS = 20_000_000
"""So much folded text is known again when it comes back in a draft."""

_PASTED = "⟦pasted text "

PICTURE = "picture"
_ATTACHED = "](attachment:"
_IS_PICTURE = re.compile(rf": {PICTURE}(?:, \d+x\d+, [^:]*)?⟧$")
LONGEST_NAME = 40


def is_long(text: str) -> bool:
    """Whether a pasted piece is better folded."""
    return len(text) > FOLD_CHARACTERS or line_count(text) > FOLD_LINES


def line_count(text: str) -> int:
    """How many lines a text has; a newline at its end begins no further one."""
    return text.count("\n") + (not text.endswith("\n"))


def lines_label(lines: int) -> str:
    """Say how many lines there are."""
    return f"{lines:,} line{'' if lines == 1 else 's'}"


class Chips:
    """Which chip stands for what.

    A chip is a word such as `⟦pasted text 1: 412 lines, 16 k⟧`, unlike any other in the
    text. What was folded once is remembered beyond `clear`, so that a draft comes back
    with the chips it had.
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._remembered: dict[str, tuple[str, str]] = {}

    def __bool__(self) -> bool:
        return bool(self._texts)

    def know_picture(self, facts: PictureFacts) -> str:
        """Learn how large a picture is, to be said by its chip.

        Returns:
            The text that shows it.
        """
        from copilot_tui.chat.picture import picture_markdown
        from copilot_tui.files.file_size import file_size

        size = f"{facts.width}x{facts.height}, {file_size(facts.size)}"
        text = picture_markdown(facts.name, facts.digest)
        self._remember(text, _short(facts.name), f"{PICTURE}, {size}")
        return text

    def fold(self, text: str, title: str = "", words: str = "") -> str:
        """Make a chip for a text.

        Args:
            text: what it is to stand for.
            title: what it is called; empty for "pasted text" and a number.
            words: what is said about it; empty for its lines and its size.
        """
        words = words or f"{lines_label(line_count(text))}, {_length(text)}"
        label = self._free_label(text, title, words)
        self._texts[label] = text
        self._remember(text, title, words)
        return label

    def refold(self, text: str) -> str:
        """Put chips back for pictures and for the pieces that were folded when it was written."""
        self._find_pictures(text)
        parts = [text]
        # The longest first, as one may hold another; every second part is such a piece.
        for piece in sorted(self._remembered, key=len, reverse=True):
            parts = [
                part
                for at, known in enumerate(parts)
                for part in ([known] if at % 2 else _between(known, piece))
            ]
        return "".join(
            self.fold(part, *self._remembered[part]) if at % 2 else part
            for at, part in enumerate(parts)
        )

    def expand(self, text: str) -> str:
        """Replace every chip in a text by what it stands for."""
        if not self._texts:
            return text
        chips = "|".join(map(re.escape, self._texts))
        return re.sub(chips, lambda found: self._texts[found[0]], text)

    def text(self, label: str) -> str:
        """What a chip stands for."""
        return self._texts[label]

    def is_picture(self, label: str) -> bool:
        """Whether a chip stands for a picture, which has no text to unfold."""
        return _IS_PICTURE.search(label) is not None

    def forget(self, label: str) -> None:
        """Do not fold this piece again by itself; the chip goes on to stand for it."""
        self._remembered.pop(self._texts[label], None)

    def clear(self) -> None:
        """There are no chips in the text any more."""
        self._texts.clear()

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Where chips begin and end in a line, in its order."""
        if not self._texts or "⟦" not in line:
            return []
        chips = "|".join(map(re.escape, self._texts))
        return [found.span() for found in re.finditer(chips, line)]

    def _find_pictures(self, text: str) -> None:
        """Let the pictures of a text be chips, also those of which nothing is known yet."""
        if _ATTACHED not in text:
            return
        # Hardly any draft has one, and the first is shown with the first paint.
        from copilot_tui.chat.picture import find_pictures

        for reference in find_pictures(text):
            start, end = reference.span
            piece = text[start:end]
            if reference.digest is not None and piece not in self._remembered:
                self._remember(piece, _short(reference.alt), PICTURE)

    def _free_label(self, text: str, title: str, words: str) -> str:
        """A label that no other text has; the one that this text has already, if any."""
        pasted = [label for label in self._texts if label.startswith(_PASTED)]
        for number in count(1):
            name = f"{title} ({number})" if number > 1 else title
            label = f"⟦{name}: {words}⟧" if title else f"{_PASTED}{number}: {words}⟧"
            known = self._texts.get(label)
            if known == text or (known is None and (title or number > len(pasted))):
                break
        return label

    def _remember(self, text: str, title: str, words: str) -> None:
        self._remembered.pop(text, None)
        self._remembered[text] = (title, words)
        room = REMEMBERED_CHARACTERS - sum(map(len, self._remembered))
        while room < 0 and len(self._remembered) > 1:
            oldest = next(iter(self._remembered))
            room += len(oldest)
            del self._remembered[oldest]


def _short(name: str) -> str:
    """The name of a picture as its chip has it."""
    line = one_line(name).replace("⟧", "]").replace("⟦", "[") or PICTURE
    return line if len(line) <= LONGEST_NAME else f"…{line[1 - LONGEST_NAME :]}"


def _between(text: str, piece: str) -> list[str]:
    """What stands around a piece, with it in between: other text and the piece in turn."""
    others = text.split(piece)
    return [part for other in others for part in (other, piece)][:-1]


def _length(text: str) -> str:
    count = len(text)
    if count < 1000:
        return f"{count} characters"
    return f"{count / 1_000_000:.1f} M" if count >= 1_000_000 else f"{count / 1000:.0f} k"
