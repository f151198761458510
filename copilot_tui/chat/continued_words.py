"""What of a reply was there before, as it only went on with one that broke off."""

from __future__ import annotations

from collections import defaultdict

from copilot_tui.chat.word_count import words_in


class ContinuedWords:
    """Tells the words that the replies of one conversation began with.

    A reply that goes on with another one is another version of it, and begins with its text,
    maybe without a last word that was cut in two (`continuation.head_of`).
    """

    def __init__(self) -> None:
        self._broken_off: defaultdict[int, list[tuple[bytes, bytes]]] = defaultdict(list)

    def add(self, parent: int, content: bytes, reasoning: bytes) -> None:
        """Remember a reply that broke off.

        Args:
            parent: the message that it answers.
            content: its text.
            reasoning: its thinking.
        """
        self._broken_off[parent].append((content, reasoning))

    def words_before(self, parent: int, content: bytes, reasoning: bytes) -> tuple[int, int]:
        """How many words of a later reply, and of its thinking, came with an earlier one.

        Args:
            parent: the message that it answers.
            content: its text.
            reasoning: its thinking.
        """
        words = thought = 0
        for older, thinking in self._broken_off.get(parent, ()):
            head = older if content.startswith(older) else _without_last_word(older)
            if head and content.startswith(head):
                words = max(words, words_in(head))
                if reasoning.startswith(thinking):
                    thought = max(thought, words_in(thinking))
        return words, thought


def _without_last_word(text: bytes) -> bytes:
    return text[: len(text) - len(text.split()[-1])] if text == text.rstrip() else text
