"""How long a reply takes and how fast it comes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.chat.conversation import Message


_COUNTED = 100_000
"""Characters of a reply whose words are counted: a millisecond's work."""

STALLED_SECONDS = 5.0
"""Without text for so long, a reply that has begun counts as stalled."""


class ReplyMeter:
    """Counts the words of a running reply.

    Args:
        clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._first_text: float | None = None
        self._last_text = self._started
        self._words = 0
        self._within_word = False

    def add(self, text: str) -> None:
        """Count what has newly come; it may begin and end within a word."""
        if not text:
            return
        self._last_text = self._clock()
        if self._first_text is None:
            self._first_text = self._last_text
        goes_on = self._within_word and not text[0].isspace()
        self._words += len(text.split()) - goes_on
        self._within_word = not text[-1].isspace()

    @property
    def silence(self) -> str:
        """That a reply has stalled, such as "no text for 8 s"; empty when it has not."""
        silent = self._clock() - self._last_text
        if self._first_text is None or silent < STALLED_SECONDS:
            return ""
        return f"no text for {silent:.0f} s"

    def parts(self) -> tuple[str, ...]:
        """For the status line: "waiting 3 s", or elapsed time and words per second."""
        now = self._clock()
        elapsed = now - self._started
        if self._first_text is None:
            return (f"waiting {elapsed:.0f} s",)
        writing = now - self._first_text
        if writing < 0.5 or not self._words:
            return (f"{elapsed:.1f} s",)
        return (f"{elapsed:.1f} s", f"{self._words / writing:.0f} words/s")


def seconds_taken(reply: Message) -> str:
    """How long a finished reply took, such as "2.1 s"; empty when that is not known."""
    if reply.finished is None:
        return ""
    taken = max(0.0, reply.finished - reply.created)
    if taken < 60:
        return f"{taken:.1f} s"
    minutes, seconds = divmod(int(taken), 60)
    return f"{minutes} min {seconds} s"


def measured_parts(reply: Message, *, words_before: float = 0) -> tuple[str, ...]:
    """Time and speed of a finished reply; in words where the server counts no tokens.

    Args:
        reply: to be measured.
        words_before: of an earlier reply, which this one only went on with.
    """
    taken = seconds_taken(reply)
    if not taken or reply.finished is None:
        return ()
    duration = max(0.1, reply.finished - reply.created)
    if reply.usage is not None and reply.usage.exact:
        tokens = reply.usage.completion_tokens
        return (taken, f"{tokens} tokens", f"{tokens / duration:.0f} tokens/s")
    words = max(0, words_of(reply) - words_before)
    return (taken, f"{words / duration:.0f} words/s") if words else (taken,)


def words_of(reply: Message) -> float:
    """How many words a reply has, its thinking included."""
    return _words(reply.content) + _words(reply.reasoning)


def _words(text: str) -> float:
    """How many words there are: counted in the beginning, as all of a long text takes long."""
    counted = text[:_COUNTED]
    return len(counted.split()) * len(text) / max(1, len(counted))
