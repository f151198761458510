"""Printing the reply that comes in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from copilot_tui.plain.text_flow import TextFlow
from copilot_tui.plain.words import STALLED, THINKING, ending, speaker

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.chat.conversation import Message
    from copilot_tui.plain.printer import Printer
    from copilot_tui.replies.events import ReplyGrew

PATIENCE = 1.0
"""Seconds after which the words of an unfinished sentence are printed."""


STALLED_SECONDS = 5.0
"""Without text for so long, it is said that a reply has stalled."""


class ReplyPrinter:
    """Prints a reply in whole sentences while it grows.

    Args:
        printer: where it goes.
        clock: seconds that only go on.

    Attributes:
        shows_reasoning: whether the thinking is printed, not only announced.
        message: row id of the reply that is being printed; None between replies.
    """

    def __init__(self, printer: Printer, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.shows_reasoning = False
        self.message: int | None = None
        self._printer = printer
        self._clock = clock
        self._flow = TextFlow()
        self._held_since: float | None = None
        self._silent_since: float | None = None
        self._content = 0
        self._reasoning = 0

    def begin(self, reply: Message, *, number: int | None = None) -> None:
        """Say who speaks, and print what there is already."""
        self.message = reply.id
        self._flow = TextFlow()
        self._held_since = self._silent_since = None
        self._content = self._reasoning = 0
        self._printer.line(f"{speaker(reply, number=number)}:")
        self._add_reasoning(0, reply.reasoning)
        self._add_content(0, reply.content)

    def grow(self, event: ReplyGrew) -> None:
        """Print what is new, as far as it can be read out."""
        self._silent_since = self._clock()
        self._add_reasoning(event.reasoning_start, event.reasoning)
        self._add_content(event.content_start, event.content)

    def end(self, reply: Message) -> None:
        """Print the rest and how it ended."""
        self._add_content(0, reply.content)
        self._printer.add(self._flow.rest())
        self._printer.end_line()
        if note := ending(reply):
            self._printer.say(note)
        self._printer.line()
        self.leave()

    def leave(self) -> None:
        """Print no more of it, here or elsewhere."""
        self.message = None
        self._held_since = self._silent_since = None

    @property
    def due(self) -> float | None:
        """Seconds until `tick` has something to do; None when it has nothing to wait for."""
        times = [time for time in (self._words_due, self._silence_due) if time is not None]
        return max(0.0, min(times) - self._clock()) if times else None

    @property
    def _words_due(self) -> float | None:
        return None if self._held_since is None else self._held_since + PATIENCE

    @property
    def _silence_due(self) -> float | None:
        return None if self._silent_since is None else self._silent_since + STALLED_SECONDS

    def tick(self) -> None:
        """Print the words of a sentence that does not end, or that nothing comes any more."""
        now = self._clock()
        if self._words_due is not None and self._words_due <= now:
            self._print(self._flow.whole_words())
        if self._silence_due is not None and self._silence_due <= now:
            self._silent_since = None  # Once is enough, until there is text again.
            self._printer.say(STALLED)

    def _add_reasoning(self, start: int, text: str) -> None:
        new = text[max(0, self._reasoning - start) :]
        if not new:
            return
        if not self._reasoning:
            self._printer.line(THINKING)
        self._reasoning += len(new)
        if self.shows_reasoning:
            self._print(self._flow.add(new))

    def _add_content(self, start: int, text: str) -> None:
        new = text[max(0, self._content - start) :]
        if not new:
            return
        if not self._content and self._reasoning and self.shows_reasoning:
            self._printer.add(self._flow.rest())
            self._printer.line("(answer)")
        self._content += len(new)
        self._print(self._flow.add(new))

    def _print(self, text: str) -> None:
        self._printer.add(text)
        if text or self._held_since is None:
            self._held_since = self._clock()
        if not self._flow.is_holding:
            self._held_since = None
