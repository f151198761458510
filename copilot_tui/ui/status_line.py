"""The bottom line: which server answers, how it remembers, how fast it is, which keys help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

SEPARATOR = " · "
ROOM_FOR_HINT = 40
"""A narrower line has no room for keys."""


@dataclass(frozen=True, slots=True)
class StatusText:
    """What the line says.

    Attributes:
        light: name of the light's colour: "ok", "busy" or "error".
        parts: from the most to the least important; the last are dropped first.
        hints: pairs of key and word, in the order in which they stand.
        kept: those of them that are dropped last, the most important first; the others are
            dropped from the last to the first.
    """

    light: str = "busy"
    parts: tuple[str, ...] = ()
    hints: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def hints_by_importance(self) -> list[tuple[str, str]]:
        """The hints, from the one that is dropped last on."""
        return [*self.kept, *(hint for hint in self.hints if hint not in self.kept)]


class StatusLine(Widget):
    """One line that never wraps: what does not fit is left out, hints first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status-line--ok",
        "status-line--busy",
        "status-line--error",
        "status-line--key",
        "status-line--hint",
        "status-line--said",
    }
    LIGHTS: ClassVar[dict[str, str]] = {"ok": "●", "busy": "◌", "error": "✗"}

    status: reactive[StatusText] = reactive(StatusText())
    said: reactive[str] = reactive("")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._saying: Timer | None = None

    def has_room_for(self, sentence: str) -> bool:
        """Whether a sentence can be said here whole."""
        return "\n" not in sentence and cell_len(sentence) <= self.size.width - 4

    def say(self, sentence: str, seconds: float) -> None:
        """Say something instead of all else for some time; an empty sentence ends that."""
        if self._saying is not None:
            self._saying.stop()
        self.said = sentence
        self._saying = self.set_timer(seconds, lambda: self.say("", 0)) if sentence else None

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        del y
        width = self.size.width
        if self.said:
            style = self.get_component_rich_style("status-line--said")
            return Strip([Segment(f"  {self.said}", style)]).adjust_cell_length(width, style)
        status = self.status
        light = self.get_component_rich_style(f"status-line--{status.light}")
        base = self.rich_style
        room = max(0, width - 4 - self._reserved(width))
        parts = list(status.parts)
        while len(parts) > 1 and cell_len(SEPARATOR.join(parts)) > room:
            parts.pop()
        text = SEPARATOR.join(parts)
        left = _cut(text, room)
        segments = [Segment(f" {self.LIGHTS[status.light]} ", light), Segment(left, base)]
        used = 3 + cell_len(left)
        hints = self._hints(width - used - 3)
        gap = max(0, width - used - sum(segment.cell_length for segment in hints))
        return Strip([*segments, Segment(" " * gap, base), *hints]).adjust_cell_length(width, base)

    def _reserved(self, width: int) -> int:
        """Cells kept free for one hint, which is how to stop a reply while one runs."""
        if not self.status.hints or width < ROOM_FOR_HINT:
            return 0
        key, word = self.status.hints_by_importance[0]
        return cell_len(f"{key} {word}") + 5

    def _hints(self, room: int) -> list[Segment]:
        """As many hints as fit, by their importance."""
        drawn = self._drawn_hints()
        shown: set[tuple[str, str]] = set()
        for hint in self.status.hints_by_importance:
            room -= sum(segment.cell_length for segment in drawn[hint])
            if room < 0:
                break
            shown.add(hint)
        return [segment for hint in self.status.hints if hint in shown for segment in drawn[hint]]

    def _drawn_hints(self) -> dict[tuple[str, str], list[Segment]]:
        key_style = self.get_component_rich_style("status-line--key")
        word_style: Style = self.get_component_rich_style("status-line--hint")
        return {
            (key, word): [Segment(key, key_style), Segment(f" {word}  ", word_style)]
            for key, word in self.status.hints
        }


def _cut(text: str, room: int) -> str:
    """A text in so many cells, ending in … where it was cut."""
    if cell_len(text) <= room:
        return text
    return f"{set_cell_size(text, room - 1).rstrip()}…" if room > 0 else ""
