"""The list items that the next line may belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.chat.line_shape import ListMarker

MAX_DEPTH = 16
"""List items inside each other; deeper markers are text."""

_LOOSE_INDENT = 2


@dataclass(frozen=True, slots=True)
class _Item:
    sort: str
    number: int | None
    column: int
    content_column: int

    def holds(self, marker: ListMarker) -> bool:
        """Whether a list that begins with `marker` is inside this item.

        CommonMark asks for the column of the content, which is three for `1. `; models
        indent bullets below it by two.
        """
        loose = marker.number is None and self.number is not None
        least = self.column + _LOOSE_INDENT if loose else self.content_column
        return marker.column >= least


class ListStack:
    """The open list items, outermost first."""

    def __init__(self, items: list[_Item] | None = None) -> None:
        self._items = [] if items is None else items

    def __len__(self) -> int:
        return len(self._items)

    def copy(self) -> ListStack:
        """A copy that can go on without changing this one."""
        return ListStack(list(self._items))

    @property
    def is_full(self) -> bool:
        """Whether a further marker is text."""
        return len(self._items) >= MAX_DEPTH

    @property
    def ordinals(self) -> tuple[int | None, ...]:
        """The numbers of the items, None for bullets."""
        return tuple(item.number for item in self._items)

    def around(self, column: int) -> int:
        """Count the items that a line indented to `column` is inside of."""
        for count, item in enumerate(self._items):
            if column < item.content_column:
                return count
        return len(self._items)

    def indent(self, inside: int) -> int:
        """The column where the content of the innermost of the first `inside` items stands."""
        return self._items[inside - 1].content_column if inside else 0

    def leave(self, inside: int) -> None:
        """Close all items but the first `inside`."""
        del self._items[inside:]

    def enter(self, marker: ListMarker) -> None:
        """Open the item that `marker` begins, closing those that it is not inside of.

        Items count up from the number of the first one of their list, whatever they say.
        """
        keep = 0
        while keep < len(self._items) and self._items[keep].holds(marker):
            keep += 1
        number = marker.number
        if keep < len(self._items):
            sibling = self._items[keep]
            if sibling.sort == marker.sort and sibling.number is not None:
                number = sibling.number + 1
        self.leave(keep)
        self._items.append(_Item(marker.sort, number, marker.column, marker.content_column))
