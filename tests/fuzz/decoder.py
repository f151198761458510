"""The reply decoder against random and mutated streams.

Whatever comes, it gives events or one of our errors, the same however the stream is cut;
only clean text comes out, no more of it than went in, and what is held stays bounded.
"""

from __future__ import annotations

import json
import time
import tracemalloc
from dataclasses import asdict, dataclass, field
from random import Random

from copilot_tui.api.decode import ReplyDecoder
from copilot_tui.api.events import Event, Finished, ReasoningDelta, TextDelta, ThreadHandle
from copilot_tui.errors import ReplyError, ReplyFailed, ReplyInterrupted
from copilot_tui.profile import Limits
from copilot_tui.text import clean
from tests.fuzz.mutations import corpus, cut, mutated

LIMITS = Limits(line=8_000, event=12_000, values=2_000, reply=4_000, handle=500)
"""So small that mutated streams go past each of them."""

MOST_MEMORY = 8 * 1024 * 1024
"""Bytes that reading one input may take at any time; none is longer than 36 KB."""

_LOOK_AT_MEMORY = 20
"""Every so many inputs are read with Python's memory watched, which takes thrice as long."""


@dataclass
class Figures:
    """What a run has seen.

    Attributes:
        seed: the run is the same with it.
        inputs: how many there were.
        size: bytes of all of them.
        finished: replies that were complete.
        interrupted: those that ended too early.
        failed: those that were an error, or too large.
        limited: those of them that went past a limit.
        peak: most bytes in use while one of those that are watched was read.
        seconds: how long it took.
    """

    seed: int
    inputs: int = 0
    size: int = 0
    finished: int = 0
    interrupted: int = 0
    failed: int = 0
    limited: int = 0
    peak: int = field(default=0, compare=False)
    seconds: float = field(default=0.0, compare=False)

    def with_more(self, more: Figures) -> Figures:
        """Both runs as one."""
        both = asdict(more)
        return Figures(
            **{
                name: max(value, both[name]) if name == "peak" else value + both[name]
                for name, value in asdict(self).items()
            }
            | {"seed": self.seed}
        )

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.inputs:,} inputs, {self.size / 2**20:,.1f} MiB, in "
            f"{self.seconds:,.0f} s: {self.finished:,} finished, {self.interrupted:,} interrupted, "
            f"{self.failed:,} failed ({self.limited:,} of them past a limit); "
            f"at most {self.peak / 2**20:.2f} MiB in use"
        )


class Fault(AssertionError):
    """A promise that was broken, with the input that breaks it."""

    def __init__(self, what: str, stream: bytes, packets: list[bytes]) -> None:
        super().__init__(f"{what}\nstream: {stream!r}\npackets: {[len(each) for each in packets]}")


def run(seed: int, *, inputs: int | None = None, seconds: float | None = None) -> Figures:
    """Try so many inputs, or as many as fit into the time.

    Args:
        seed: of the random numbers.
        inputs: how many to try.
        seconds: how long to go on, when no number is given.

    Raises:
        Fault: a promise was broken.
    """
    random, seeds, figures = Random(seed), corpus(), Figures(seed)
    start = time.monotonic()
    while figures.inputs < inputs if inputs is not None else figures.seconds < (seconds or 0):
        stream = mutated(random, seeds)
        packets = cut(random, stream)
        _try(figures, stream, packets, limits=LIMITS if random.random() < 0.5 else Limits())
        figures.inputs += 1
        figures.size += len(stream)
        figures.seconds = time.monotonic() - start
    return figures


def _try(figures: Figures, stream: bytes, packets: list[bytes], limits: Limits) -> None:
    is_watched = figures.inputs % _LOOK_AT_MEMORY == 0
    if is_watched:
        tracemalloc.start()
    try:
        whole, error = decode([stream], limits)
        if is_watched:
            figures.peak = max(figures.peak, tracemalloc.get_traced_memory()[1])
        pieces, other_error = decode(packets, limits)
    except Exception as foreign:
        raise Fault(f"{type(foreign).__name__}: {foreign}", stream, packets) from foreign
    finally:
        tracemalloc.stop()
    if figures.peak > MOST_MEMORY:
        raise Fault(f"{figures.peak} bytes were in use", stream, packets)
    if joined(whole) != joined(pieces) or str(error) != str(other_error):
        raise Fault(f"cut, it says something else: {whole} {pieces}", stream, packets)
    if problem := problem_of(whole, error, stream, limits):
        raise Fault(problem, stream, packets)
    _count(figures, error)


def decode(packets: list[bytes], limits: Limits) -> tuple[list[Event], ReplyError | None]:
    """What comes out of a stream, and how it failed if it did."""
    decoder = ReplyDecoder(limits, secrets=("sk-secret",))
    events: list[Event] = []
    try:
        for packet in packets:
            for event in decoder.feed(packet):
                events.append(event)
            assert decoder.held <= max(limits.line + limits.event, len(packet))
        for event in decoder.close():
            events.append(event)
    except ReplyError as error:
        return events, error
    return events, None


def joined(events: list[Event]) -> list[object]:
    """The events with neighbouring texts as one."""
    whole: list[object] = []
    for event in events:
        last = whole[-1] if whole else None
        if isinstance(event, TextDelta) and isinstance(last, TextDelta):
            whole[-1] = TextDelta(last.text + event.text)
        elif isinstance(event, ReasoningDelta) and isinstance(last, ReasoningDelta):
            whole[-1] = ReasoningDelta(last.text + event.text)
        else:
            whole.append(event)
    return whole


def problem_of(events: list[Event], error: ReplyError | None, stream: bytes, limits: Limits) -> str:
    """Which promise these events break; empty when they keep them all."""
    texts = [each.text for each in events if isinstance(each, TextDelta | ReasoningDelta)]
    handles = [each.json for each in events if isinstance(each, ThreadHandle)]
    size = sum(map(len, texts))
    if any(clean(text) != text or not text for text in (*texts, *handles)):
        return "text that is not clean"
    if size > min(limits.reply + 2, len(stream)):
        return f"{size} characters of text"
    if any(
        len(handle) > limits.handle or not isinstance(json.loads(handle), dict)
        for handle in handles
    ):
        return "a handle that is none"
    if error is None:
        return "" if isinstance(events[-1], Finished) else "no end"
    if not isinstance(error, ReplyFailed | ReplyInterrupted):
        return f"an error of another kind: {error!r}"
    if clean(str(error)) != str(error) or "\n" in str(error) or len(str(error)) > 700:
        return f"words that cannot be shown: {error!r}"
    return ""


def _count(figures: Figures, error: ReplyError | None) -> None:
    if error is None:
        figures.finished += 1
    elif isinstance(error, ReplyInterrupted):
        figures.interrupted += 1
    else:
        figures.failed += 1
        figures.limited += "profile's limits" in error.todo
