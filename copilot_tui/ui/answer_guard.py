"""Keeps the terminal's answers whole."""

from __future__ import annotations

import re

_BEGUN_ANSWER = re.compile(r"\x1b\[\?[\d;]*\$?\Z")


class AnswerGuard:
    """Holds back an answer of which only the beginning has come.

    Textual's parser (8.2.8) takes it for typed text once the rest is late by 0.1 s. No key
    begins like an answer (DECRPM), so nothing that is typed waits.
    """

    def __init__(self) -> None:
        self._begun = ""

    def pass_on(self, data: str) -> str:
        """What the parser may have of the next piece of input, which can be nothing yet."""
        data = self._begun + data
        begun = _BEGUN_ANSWER.search(data)
        self._begun = begun[0] if begun else ""
        return data.removesuffix(self._begun)
