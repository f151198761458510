"""Keeps what the terminal answers out of what is typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_ANSWER: Final = re.compile(
    r"\x1b_G[^\x1b]{0,300}\x1b\\|\x1bP>\|[^\x1b]{0,300}\x1b\\|\x1b\[\?[\d;]{0,100}(?P<last>c)"
)
"""What is said about pictures, the terminal's name, and what every terminal can do (DA1)."""

_BEGUN: Final = re.compile(
    r"\x1b(?:_(?:G[^\x1b]{0,300}\x1b?)?|P(?:>(?:\|[^\x1b]{0,300}\x1b?)?)?|\[(?:\?[\d;]{0,100})?)?\Z"
)

_MAY_BE_KEYS: Final = len("\x1bP>")
"""So many characters may just as well have been typed, with alt."""


class PictureAnswers:
    """Takes the answers to a question out of the input, until the last one has come.

    Textual's parser (8.2.8) takes them for keys, and they would end in the prompt. They may
    come in any pieces, at any time, with keys between them. To be used on the thread that
    reads the keys, but for `expect`.
    """

    def __init__(self) -> None:
        self._told: Callable[[str], object] | None = None
        self._answers = ""
        self._held = ""

    def expect(self, told: Callable[[str], object]) -> None:
        """A question is about to be asked that ends with the one that all terminals answer.

        Args:
            told: called with all answers, on the thread that reads them.
        """
        self._answers = ""
        self._told = told

    def pass_on(self, data: str) -> str:
        """What was typed of the next piece of input."""
        if self._told is None:
            return data
        data, self._held = self._held + data, ""
        typed = ""
        while self._told is not None and (answer := _ANSWER.search(data)):
            typed += data[: answer.start()]
            data = data[answer.end() :]
            self._answers += answer.group()
            if answer["last"]:
                told, self._told = self._told, None
                told(self._answers)
        if self._told is not None and (begun := _BEGUN.search(data)):
            self._held = begun.group()
            data = data[: begun.start()]
        return typed + data

    def let_go(self) -> str:
        """What was held back, when nothing has come after it that makes it an answer."""
        if len(self._held) > _MAY_BE_KEYS:
            return ""
        held, self._held = self._held, ""
        return held
