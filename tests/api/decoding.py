"""Feeding the reply decoder in tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.api.decode import ReplyDecoder
from copilot_tui.api.events import Event, ReasoningDelta, TextDelta
from copilot_tui.errors import ReplyError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copilot_tui.profile import Limits


@dataclass(frozen=True, slots=True)
class Decoded:
    """What came out of a stream, and how it failed if it did."""

    events: tuple[Event, ...]
    error: ReplyError | None = None

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))

    @property
    def reasoning(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, ReasoningDelta))


def packets_of(stream: bytes, size: int) -> list[bytes]:
    return [stream[at : at + size] for at in range(0, len(stream), size)]


def decode(
    packets: bytes | Iterable[bytes], limits: Limits | None = None, secrets: tuple[str, ...] = ()
) -> Decoded:
    """Decode a whole stream, given at once or in packets."""
    decoder = ReplyDecoder(limits, secrets)
    events: list[Event] = []
    try:
        for packet in [packets] if isinstance(packets, bytes) else packets:
            for event in decoder.feed(packet):
                events.append(event)
        for event in decoder.close():
            events.append(event)
    except ReplyError as error:
        return Decoded(tuple(events), error)
    return Decoded(tuple(events))
