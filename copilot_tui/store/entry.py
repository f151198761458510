"""What the switcher knows of a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, overload

if TYPE_CHECKING:
    from copilot_tui.store.database import Database

ENTRIES = """
SELECT id, title, pinned, unread,
    id IN (SELECT conversation FROM drafts WHERE edits IS NULL) AS has_draft, updated, opened
FROM conversations WHERE deleted_at IS NULL ORDER BY opened DESC, id DESC
"""


Row: TypeAlias = tuple[int, str, int, int, int, float, float]
"""The columns of `ENTRIES`."""


class Entry(NamedTuple):
    """A conversation as one of very many.

    Attributes:
        id: row id of the conversation.
        title: one clean line; may be empty.
        pinned: whether it stays on top of the sidebar.
        unread: whether it holds a reply that nobody has seen.
        has_draft: whether unsent text waits in its composer.
        updated: Unix time in seconds of the last message.
        opened: Unix time in seconds when it was last turned to.
    """

    id: int
    title: str
    pinned: bool
    unread: bool
    has_draft: bool
    updated: float
    opened: float


class Entries(Sequence[Entry]):
    """Very many conversations, each made into an `Entry` only when it is looked at.

    What is kept are the plain tuples that the database gives. The garbage collector lets go of
    these when it has seen them once; with 100,000 objects of another kind it held up the
    event loop for 60 ms whenever it came round (measured, Python 3.11).

    Args:
        rows: as `ENTRIES` gives them.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Entries: ...
    def __getitem__(self, index: int | slice) -> Entry | Entries:
        if isinstance(index, slice):
            return Entries(self._rows[index])
        row_id, title, pinned, unread, has_draft, updated, opened = self._rows[index]
        return Entry(row_id, title, pinned == 1, unread == 1, has_draft == 1, updated, opened)

    @property
    def ids(self) -> list[int]:
        """The row id of each."""
        return [row[0] for row in self._rows]

    @property
    def titles(self) -> list[str]:
        """The title of each."""
        return [row[1] for row in self._rows]

    def ending_with(self, row_id: int | None) -> Entries:
        """The same with one of them moved to the end; unchanged without that one."""
        if row_id is None:
            return self
        others = [row for row in self._rows if row[0] != row_id]
        return Entries([*others, *(row for row in self._rows if row[0] == row_id)])


def select_entries(database: Database) -> Entries:
    """All conversations outside the trash, most recently opened first.

    Runs within a transaction of the caller.
    """
    return Entries(list(database.tuples(ENTRIES)))
