"""Words that are searched for in a conversation: in which messages they are, and where."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copilot_tui.ui.log_item import LogItem
    from copilot_tui.ui.log_view import LogView
    from copilot_tui.ui.render.line import Line


class Hit(NamedTuple):
    """One occurrence: of which message, and the how manieth in its text, from 0."""

    message: int
    number: int


class Place(NamedTuple):
    """Where an occurrence stands in the text of a drawn line.

    Attributes:
        start: its first character.
        end: the one after its last.
        number: which occurrence of the message it is, from 0.
    """

    start: int
    end: int
    number: int


class LogFinder:
    """Finds a needle in all messages of a view, drawn or not.

    Whether a message has it, and how often, goes by its content; what is marked, by what is
    drawn of it. Where Markdown makes the two differ, an occurrence is the drawn one of the
    same number, or the last. The search goes up, from the newest text to the oldest.

    Args:
        view: the messages.

    Attributes:
        needle: what is searched for. White space in it stands for any. Without capitals
            their case does not matter.
        current: the occurrence that was gone to.
    """

    def __init__(self, view: LogView) -> None:
        self.needle = ""
        self.current: Hit | None = None
        self._view = view
        self._exact = False
        self._source = self._drawn = re.compile("")
        self._counts: dict[int, int] = {}
        self._messages: list[int] = []
        self._lowered: dict[int, tuple[str, str]] = {}
        self._places: dict[int, tuple[int, Mapping[int, Sequence[Place]]]] = {}

    @property
    def hits(self) -> tuple[int, int]:
        """Which occurrence is the current one, the newest being 1, and how many there are."""
        total = sum(self._counts.values())
        if self.current is None:
            return 0, total
        message, number = self.current
        newer = self._messages[bisect_left(self._messages, message) + 1 :]
        below = sum(self._counts[other] for other in newer)
        return below + self._counts[message] - number, total

    def search(self, needle: str) -> None:
        """Search for something else; an empty needle ends the search."""
        self.needle = needle if needle.strip() else ""
        self.forget()
        self._exact = needle != needle.lower()
        pattern = r"\s+".join(re.escape(word) for word in re.split(r"\s+", needle))
        self._source = re.compile(pattern)
        self._drawn = re.compile(pattern, re.NOFLAG if self._exact else re.IGNORECASE)
        self.recount()

    def forget(self) -> None:
        """Forget the place that was gone to and all texts, as there are other messages."""
        self.current = None
        self._lowered, self._places = {}, {}

    def recount(self) -> None:
        """Search again, as there are other messages."""
        items = self._view.items if self.needle else []
        counts = ((item.id, self._count(item)) for item in items)
        self._counts = {message: count for message, count in counts if count}
        self._messages = list(self._counts)
        self._mend_current()

    def recount_last(self) -> None:
        """Search the last message again, as it has grown."""
        last = self._view.last
        if last is None or not self.needle:
            return
        self._counts.pop(last.id, None)
        if count := self._count(last):
            self._counts[last.id] = count
        self._messages = list(self._counts)
        self._mend_current()

    def _mend_current(self) -> None:
        if self.current is not None:
            count = self._counts.get(self.current.message, 0)
            number = min(self.current.number, count - 1)
            self.current = Hit(self.current.message, number) if count else None

    def _count(self, item: LogItem) -> int:
        text = item.message.content
        if not self._exact:
            known = self._lowered.get(item.id)
            if known is None or known[0] is not text:
                known = self._lowered[item.id] = (text, text.lower())
            text = known[1]
        first_word, *others = self.needle.split()
        if first_word not in text:
            return 0
        if not others and first_word == self.needle:
            return text.count(self.needle)
        return len(self._source.findall(text))

    def go_to_newest(self, message: int, line: int) -> None:
        """Go to the newest occurrence down to this line of this message, else to the newest."""
        self.current = None
        if not self._messages:
            return
        index = bisect_left(self._messages, message)
        if index < len(self._messages) and self._messages[index] == message:
            item = self._view.item(message)
            above = [] if item is None else [p for n, p in self._drawn_places(item) if n <= line]
            if above:
                number = min(above[-1].number, self._counts[message] - 1)
                self.current = Hit(message, number)
                return
        newest = self._messages[index - 1]
        self.current = Hit(newest, self._counts[newest] - 1)

    def go_to_first_of(self, message: int) -> None:
        """Go to the first occurrence in a message, if it has one."""
        self.current = Hit(message, 0) if message in self._counts else None

    def step(self, step: int) -> None:
        """Go to the next occurrence, upwards and round; a negative number goes back down."""
        if not self._messages:
            return
        if self.current is None:
            newest = self._messages[-1 if step > 0 else 0]
            self.current = Hit(newest, self._counts[newest] - 1 if step > 0 else 0)
            return
        message, number = self.current
        number -= step
        if not 0 <= number < self._counts[message]:
            index = bisect_left(self._messages, message) - step
            message = self._messages[index % len(self._messages)]
            number = self._counts[message] - 1 if step > 0 else 0
        self.current = Hit(message, number)

    def current_line(self) -> int:
        """The line of its message that the current occurrence is drawn in; 0 if in none."""
        item = None if self.current is None else self._view.item(self.current.message)
        if item is None or self.current is None:
            return 0
        places = self._drawn_places(item)
        same = [line for line, place in places if place.number == self.current.number]
        return (same or [line for line, _ in places[-1:]] or [0])[0]

    def marks(self, item: LogItem, number: int) -> tuple[tuple[int, int, bool], ...]:
        """What is to be marked in a line: start, end, and whether it is the current one."""
        if item.id not in self._counts:
            return ()
        places = self._places_in(item)
        current = -1
        if self.current is not None and self.current.message == item.id:
            last = max((place.number for line in places.values() for place in line), default=0)
            current = min(self.current.number, last)
        return tuple(
            (start, end, occurrence == current) for start, end, occurrence in places.get(number, ())
        )

    def _drawn_places(self, item: LogItem) -> list[tuple[int, Place]]:
        places = self._places_in(item)
        return [(number, place) for number in places for place in places[number]]

    def _places_in(self, item: LogItem) -> Mapping[int, Sequence[Place]]:
        lines = item.lines()
        known = self._places.get(item.id)
        if known is None or known[0] != item.revision:
            places = places_in(lines, item.body, self._drawn)
            known = self._places[item.id] = (item.revision, places)
        return known[1]


def places_in(
    lines: Sequence[Line], numbers: range, pattern: re.Pattern[str]
) -> dict[int, list[Place]]:
    """Find a pattern in drawn lines, also where it goes on in the next one.

    Args:
        lines: of a message.
        numbers: which of them are searched.
        pattern: matches at least one character.

    Returns:
        For each line with a match, the places in its text.
    """
    starts: list[int] = []
    pieces: list[str] = []
    length = 0
    for number in numbers:
        line = lines[number]
        starts.append(length)
        pieces += line.content, "\n" if line.joiner is None else line.joiner
        length += len(pieces[-2]) + len(pieces[-1])
    places: dict[int, list[Place]] = {}
    for count, match in enumerate(pattern.finditer("".join(pieces))):
        first = bisect_right(starts, match.start()) - 1
        for index in range(first, bisect_left(starts, match.end())):
            line = lines[numbers[index]]
            left = max(match.start() - starts[index], 0) + line.indent
            right = min(match.end() - starts[index] + line.indent, line.end)
            if left < right:
                places.setdefault(numbers[index], []).append(Place(left, right, count))
    return places
