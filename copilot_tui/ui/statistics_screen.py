"""How much was sent and answered, by whom, how fast, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import ClassVar, Protocol

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from copilot_tui.chat.statistics import Period, Span, Statistics
from copilot_tui.chat.statistics_text import nothing_note, period_text, undated_note
from copilot_tui.commands import Where
from copilot_tui.errors import StoreError
from copilot_tui.ui.bindings import bindings, bindings_of
from copilot_tui.ui.hint_lines import HintLines
from copilot_tui.ui.key_hints import key_hints
from copilot_tui.ui.statistics_view import laid_out

_SPANS = list(Span)
_HINTS = (
    ("statistics.previous", "shorter"),
    ("statistics.next", "longer"),
    ("list.cancel", "close"),
    ("list.page_down", "more"),
)


class Count(Protocol):
    """Counts the messages of a period; see `Library.statistics`."""

    def __call__(
        self, period: Period, *, progress: Callable[[float], None]
    ) -> Awaitable[Statistics]:
        """Count, and tell which part is done, from 0 to 1."""


class StatisticsScreen(ModalScreen[None]):
    """Counts off the event loop, and shows charts and tables.

    Args:
        count: reads the statistics.
        today: tells the date here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Where.LIST),
        *bindings_of("statistics.previous", "statistics.next"),
    ]

    def __init__(self, count: Count, *, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._count = count
        self._today = today
        self._span = Span.MONTH
        self._statistics: Statistics | None = None

    def compose(self) -> ComposeResult:
        """Which time, what is to be said of it, charts and tables, and the keys."""
        with Vertical(classes="statistics"):
            yield Static(id="statistics-spans", classes="statistics--spans")
            yield Static(id="statistics-note", classes="statistics--note", markup=False)
            with VerticalScroll(can_focus=False), Horizontal():
                yield Static(id="statistics-left")
                yield Static(id="statistics-right")
            yield HintLines(id="statistics-hint", classes="statistics--hint")

    def on_mount(self) -> None:
        """Count the last days."""
        self._begin()

    def action_span(self, step: int) -> None:
        """Look at a shorter or a longer time."""
        place = _SPANS.index(self._span) + step
        if 0 <= place < len(_SPANS):
            self._span = _SPANS[place]
            self._begin()

    def _begin(self) -> None:
        self._statistics = None
        self.query_one("#statistics-spans", Static).update(self._spans())
        self.query_one(HintLines).show(key_hints(self.active_bindings, _HINTS))
        self._say("Counting …")
        self._draw()
        self._read()

    @work(group="counting", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        period = self._span.period(self._today())
        try:
            self._statistics = await self._count(period, progress=self._show_progress)
        except StoreError as error:
            self._say(error.lines, is_error=True)
            return
        self._say(self._note(self._statistics))
        self._scroll.scroll_home(animate=False)
        self._draw()

    def _show_progress(self, done: float) -> None:
        self._say(f"Counting … {done:.0%}")

    def _say(self, text: str, *, is_error: bool = False) -> None:
        note = self.query_one("#statistics-note", Static)
        note.set_class(is_error, "-error")
        note.update(text)

    def _note(self, statistics: Statistics) -> str:
        parts = (period_text(statistics), undated_note(statistics), nothing_note(statistics))
        return "\n".join([*filter(None, parts), ""])

    def _spans(self) -> Content:
        spans = [
            Content.styled(f"[{span.title}]", "$text-accent bold")
            if span is self._span
            else Content.styled(f" {span.title} ", "dim")
            for span in _SPANS
        ]
        return Content.assemble(("Statistics", "bold"), "  ", *spans)

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    @on(events.Resize)
    def _resized(self) -> None:
        self._draw()

    @work(group="drawing", exclusive=True, exit_on_error=False)
    async def _draw(self) -> None:
        parts: tuple[Content, Content | None] = Content(""), None
        width = self._scroll.scrollable_content_region.width
        if self._statistics is not None and not self._statistics.is_empty and width:
            # Many years take a tenth of a second.
            parts = await asyncio.to_thread(laid_out, self._statistics, width, self.size.height)
        left, right = parts
        self.query_one("#statistics-left", Static).update(left)
        beside = self.query_one("#statistics-right", Static)
        beside.set_class(right is None, "-unused")
        beside.update(right or Content(""))

    def action_cursor_up(self) -> None:
        """Scroll up by a line."""
        self._scroll.scroll_up(animate=False)

    def action_cursor_down(self) -> None:
        """Scroll down by a line."""
        self._scroll.scroll_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll up by a page."""
        self._scroll.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """Scroll down by a page."""
        self._scroll.scroll_page_down(animate=False)

    def action_cursor_first(self) -> None:
        """Show the beginning."""
        self._scroll.scroll_home(animate=False)

    def action_cursor_last(self) -> None:
        """Show the end."""
        self._scroll.scroll_end(animate=False)

    def action_cancel(self) -> None:
        """Go back, also while it counts."""
        self.dismiss(None)

    action_choose = action_cancel
