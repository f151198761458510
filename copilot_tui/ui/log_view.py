"""Which lines of which messages are in view, and how that changes by scrolling."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.ui.log_row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from copilot_tui.ui.log_item import LogItem


@dataclass(frozen=True, slots=True)
class _Measured:
    """How many lines so many of the first messages have.

    Adding up 10,000 heights takes longer than drawing a frame, so while a reply grows at
    the end the sums are kept.
    """

    count: int
    lines: int


class LogView:
    """A window of some lines onto a list of messages.

    Its position is a message and a line of it. While it follows, it shows the end.
    """

    def __init__(self) -> None:
        self.items: list[LogItem] = []
        self.following = True
        self.rows: list[Row] = []
        self._first = 0
        self._line = 0
        self._stays_at_top = False
        self._before_last: _Measured | None = None
        self._before_first: _Measured | None = None

    @property
    def last(self) -> LogItem | None:
        """The newest message."""
        return self.items[-1] if self.items else None

    @property
    def at_end(self) -> bool:
        """Whether the last line is in view, followed or not."""
        if not self.rows or not self.items:
            return not self.items
        row = self.rows[-1]
        return row.item is self.items[-1] and row.number == len(row.item.lines()) - 1

    def index_of(self, message: int | None) -> int | None:
        """The place of a message; None where it is not among them.

        A message is always younger than its parent, so on a path the ids ascend.
        """
        if message is None:
            return None
        index = bisect_left(self.items, message, key=lambda item: item.id)
        found = index < len(self.items) and self.items[index].message.id == message
        return index if found else None

    def item(self, message: int | None) -> LogItem | None:
        """A message by its id; None where it is not among them."""
        index = self.index_of(message)
        return None if index is None else self.items[index]

    def replace(self, items: Iterable[LogItem]) -> None:
        """Show other messages, from their end."""
        self.items = list(items)
        for item in self.items[:-1]:
            item.set_last(is_last=False)
        self.measure_anew()
        self.follow()

    def prepend(self, items: Sequence[LogItem]) -> None:
        """Put older messages before those that are there.

        What is seen stays, but for the beginning if that was gone to: it is the new one.
        """
        for item in items:
            item.set_last(is_last=False)
        self.items[:0] = items
        if not self._stays_at_top:
            self._first += len(items)

    def append(self, item: LogItem) -> None:
        """Put a message after its parent, in place of what came after that."""
        self.cut_after(item.message.parent)
        if self.items:
            self.items[-1].set_last(is_last=False)
        self.items.append(item)

    def replace_end(self, items: Sequence[LogItem]) -> None:
        """Put the end of a path in place of what was there from its first message on."""
        if not items:
            return
        top = self.items[self._first].message.id if self.items else 0
        first = items[0].message
        start = self.index_of(first.id)
        if start is None:
            parent = self.index_of(first.parent)
            start = 0 if parent is None else parent + 1
        self.items[start:] = items
        for item in self.items[max(0, start - 1) : -1]:
            item.set_last(is_last=False)
        self.items[-1].set_last(is_last=True)
        self.measure_anew()
        nearest = bisect_left(self.items, top, key=lambda item: item.id)
        self._first = min(nearest, len(self.items) - 1)

    def cut_after(self, message: int | None) -> None:
        """Remove everything that comes after this message; all of it for None."""
        while self.items and self.items[-1].message.id != message:
            self.items.pop()
        if self.items:
            self.items[-1].set_last(is_last=True)
        self._first = min(self._first, max(0, len(self.items) - 1))

    def follow(self) -> None:
        """Show the end, and go on showing it."""
        self._stays_at_top = False
        self.following = True

    def arrange(self, height: int) -> bool:
        """Find the rows in view.

        Returns:
            Whether rows that were in view have moved, rather than just changed.
        """
        old = self.rows
        if self.following:
            self._first, self._line = self._end(height)
        self.rows = self._rows_from(self._first, self._line, height)
        if not self.following and len(self.rows) < height:
            self._first, self._line = self._end(height)
            self.rows = self._rows_from(self._first, self._line, height)
        return not _same_start(old, self.rows)

    def scroll(self, lines: int, height: int) -> None:
        """Move by lines, down if positive; reaching the end follows it again."""
        self._stays_at_top = False
        self.measure_anew()
        end = self._end(height)
        first, line = end if self.following else (self._first, self._line)
        first, line = self._moved(first, line, lines)
        self.following = (first, line) >= end
        self._first, self._line = first, line

    def show_lines(self, index: int, first: int, last: int, height: int) -> None:
        """Bring lines of a message into view, moving as little as possible.

        Where there is no room for all of them, the first one is on top.
        """
        count = len(self.items[index].lines())
        first, last = min(first, count - 1), min(last, count - 1)
        top = self.rows[0] if self.rows else None
        shown = [row.number for row in self.rows if row.item is self.items[index]]
        if shown and shown[0] <= first and last <= shown[-1]:
            return
        above = (index, first)
        below = self._moved(index, last, 1 - height)
        top_index = None if top is None else self.index_of(top.item.id)
        is_above = top is not None and top_index is not None and above < (top_index, top.number)
        self._go(above if is_above or below > above else below, height)

    def hold(self, message: int, line: int, height: int) -> None:
        """Keep what is seen in its place while a message changes its height from `line` on."""
        if self.rows and self.rows[0].item.id == message:
            self._line = min(self._line, line)
        self.measure_anew()
        self._go((self._first, self._line), height)

    def _go(self, position: tuple[int, int], height: int) -> None:
        self._stays_at_top = False
        self._first, self._line = position
        self.following = position >= self._end(height)
        self.arrange(height)

    def grew_above(self, message: int, lines: int) -> None:
        """Keep what is seen of a message in its place while lines come before it."""
        if self.items and self.items[self._first].message.id == message:
            self._line += lines
        self.measure_anew()

    def to_top(self) -> None:
        """Show the beginning, also when it is only read in later."""
        self.following = False
        self._first, self._line = 0, 0
        self._stays_at_top = True

    def leave_top(self) -> None:
        """Let what is seen stay where it is when something is read in above it."""
        self._stays_at_top = False

    @property
    def stays_at_top(self) -> bool:
        """Whether the beginning was gone to, and nowhere else since then."""
        return self._stays_at_top

    def to_fraction(self, fraction: float, height: int) -> None:
        """Show the place that lies at this part of the whole, from 0 to 1."""
        self._stays_at_top = False
        target = fraction * self.total()
        for index, item in enumerate(self.items):
            if target < item.height:
                self._first, self._line = index, int(target)
                break
            target -= item.height
        self.following = (self._first, self._line) >= self._end(height)

    def total(self) -> int:
        """How many lines there are: exact for what was drawn, else an estimate."""
        if not self.items:
            return 0
        count = len(self.items) - 1
        if self._before_last is None or self._before_last.count != count:
            self._before_last = self._measure(count)
        return self._before_last.lines + self.items[-1].height

    def above(self) -> int:
        """How many lines lie above the window; as `total`."""
        if self._before_first is None or self._before_first.count != self._first:
            self._before_first = self._measure(self._first)
        return self._before_first.lines + self._line

    def measure_anew(self) -> None:
        """Forget heights that were added up: messages were drawn, or are to be."""
        self._before_last = self._before_first = None

    def _measure(self, count: int) -> _Measured:
        return _Measured(count, sum(item.height for item in self.items[:count]))

    def _moved(self, first: int, line: int, lines: int) -> tuple[int, int]:
        if not self.items:
            return 0, 0
        line += lines
        while line < 0 and first > 0:
            first -= 1
            line += len(self.items[first].lines())
        while line >= len(self.items[first].lines()) and first < len(self.items) - 1:
            line -= len(self.items[first].lines())
            first += 1
        return first, max(0, min(line, len(self.items[first].lines()) - 1))

    def _end(self, height: int) -> tuple[int, int]:
        """The position that has the last line at the bottom of the window."""
        missing = height
        for index in range(len(self.items) - 1, -1, -1):
            count = len(self.items[index].lines())
            if count >= missing:
                return index, count - missing
            missing -= count
        return 0, 0

    def _rows_from(self, first: int, line: int, height: int) -> list[Row]:
        rows: list[Row] = []
        for item in self.items[first:]:
            lines = item.lines()
            for number in range(line, min(len(lines), line + height - len(rows))):
                rows.append(Row(item, number, lines[number]))
            if len(rows) >= height:
                break
            line = 0
        return rows


def _same_start(old: Sequence[Row], new: Sequence[Row]) -> bool:
    """Whether both windows begin at the same line of the same message."""
    if not old or not new:
        return not old and not new
    return old[0].item is new[0].item and old[0].number == new[0].number
