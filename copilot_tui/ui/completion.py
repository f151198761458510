"""What may stand in place of a word that is being typed."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """One of the things a word may become.

    Attributes:
        value: what choosing it yields: the id of a command, or a path.
        text: its name.
        title: what it is; may be empty.
        detail: shown at the right end: a key, or a size.
    """

    value: str
    text: str
    title: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """A list to choose from.

    Attributes:
        rows: the likeliest first.
        cursor: which row is to be taken.
        note: a sentence below the rows; may be empty.
    """

    rows: tuple[CompletionRow, ...]
    cursor: int = 0
    note: str = ""

    def moved(self, step: int) -> Completion:
        """The same with the cursor some rows on; from the last row to the first."""
        if not self.rows:
            return self
        return replace(self, cursor=(self.cursor + step) % len(self.rows))


LOOKING = Completion((), note="Looking for files …")
