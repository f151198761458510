"""The word before the cursor that a command or a path is to be completed for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class CompletionKind(StrEnum):
    """What a word that is being typed may become."""

    COMMAND = "command"
    FILE = "file"


_MARKS = {CompletionKind.COMMAND: "/", CompletionKind.FILE: "@"}
_COMMAND = re.compile(r"/[A-Za-z-]*")
_FILE = re.compile(r"""(?:^|(?<=[\s(\[{"'⟧]))@([^\s⟦]*)$""")


@dataclass(frozen=True, slots=True)
class CompletionWord:
    """A word that can be completed.

    Attributes:
        kind: what it may become.
        row: the line it stands in.
        start: the column of its `/` or `@`.
        query: what follows that.
    """

    kind: CompletionKind
    row: int
    start: int
    query: str

    @property
    def end(self) -> int:
        """The column behind its last letter."""
        return self.start + len(self.text)

    @property
    def text(self) -> str:
        """The whole word."""
        return _MARKS[self.kind] + self.query


def word_at(line: str, row: int, column: int, *, is_only_line: bool) -> CompletionWord | None:
    """The word before the cursor, when it is one that can be completed.

    Args:
        line: the text of the cursor's line.
        row: of the cursor.
        column: of the cursor.
        is_only_line: whether there is no other; a command stands alone.
    """
    if is_only_line and column and _COMMAND.fullmatch(line):
        return CompletionWord(CompletionKind.COMMAND, row, 0, line[1:])
    found = _FILE.search(line, 0, column)
    if found is None:
        return None
    return CompletionWord(CompletionKind.FILE, row, found.start(), found[1])
