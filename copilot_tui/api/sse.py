"""Server-sent events out of bytes, however the bytes were cut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from copilot_tui.api.json_value import parse_json, values_in
from copilot_tui.errors import ReplyFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from copilot_tui.profile import Limits

DONE = "[DONE]"
"""The data of the event that ends a stream of the chat completions protocol."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n?|\n")
_PLAIN_EVENT = re.compile(rb"data: ?([^\r\n]*)\n\n")
"""An event as nearly all are: a single line of data."""


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event of a stream.

    Attributes:
        name: of the `event` field; empty for the default, `message`.
        data: the `data` fields, joined by newlines.
    """

    name: str
    data: str


class SSEDecoder:
    r"""A push decoder for `text/event-stream`, as the WHATWG HTML standard defines it.

    Only \n, \r and \r\n end a line; U+2028, U+0085 and the like are data. It departs from
    the standard where servers do: an event at the end of the stream needs no blank line,
    and several JSON objects on `data` lines without blank lines between them are events
    of their own. The work is linear in the bytes, whatever the packets.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rest = bytearray()
        self._after_carriage_return = False
        self._at_start = True
        self._event_per_line = False
        self._name = ""
        self._lines: list[str] = []
        self._size = 0
        self._values = 0

    def feed(self, packet: bytes) -> Iterator[ServerSentEvent]:
        """Take the next bytes and give the events that they complete.

        The iterator does the work and has to be exhausted before the next call.

        Raises:
            ReplyFailed: a line or an event is longer than the limits allow.
        """
        if not packet:
            return
        start = 1 if self._after_carriage_return and packet.startswith(b"\n") else 0
        while self._is_between_events and (event := _PLAIN_EVENT.match(packet, start)):
            size = event.end() - start
            self._check("line", size)
            self._check("event", size)
            if size > self._limits.values:
                self._check("values", values_in(event[1]))
            start = event.end()
            yield ServerSentEvent("", event[1].decode("utf-8", "replace"))
        for end in _LINE_END.finditer(packet, start):
            if end.start() == start and self._is_between_events:
                start = end.end()  # One blank line more.
                continue
            self._rest += packet[start : end.start()]
            start = end.end()
            yield from self._take_line(self._whole_line())
        self._after_carriage_return = packet.endswith(b"\r")
        self._rest += packet[start:]
        self._check("line", len(self._rest))

    @property
    def held(self) -> int:
        """How many bytes wait for the end of their event."""
        return len(self._rest) + self._size

    def close(self) -> Iterator[ServerSentEvent]:
        """Give the last event, when the stream ended without a blank line.

        Raises:
            ReplyFailed: see `feed`.
        """
        yield from self._take_line(self._whole_line())
        yield from self._dispatch()

    @property
    def _is_between_events(self) -> bool:
        return not (self._rest or self._lines or self._name or self._at_start)

    def _whole_line(self) -> bytes:
        self._check("line", len(self._rest))
        line = bytes(self._rest)
        self._rest.clear()
        if self._at_start:
            self._at_start = False
            return line.removeprefix(_BYTE_ORDER_MARK)
        return line

    def _take_line(self, line: bytes) -> Iterable[ServerSentEvent]:
        if not line:
            return self._dispatch()
        field, _, value = line.partition(b":")
        text = value.removeprefix(b" ").decode("utf-8", "replace")
        if field == b"data":
            return self._take_data(text, len(value) + 1)
        if field == b"event":
            self._name = text
        return ()

    def _take_data(self, text: str, size: int) -> Iterable[ServerSentEvent]:
        earlier: Iterable[ServerSentEvent] = ()
        if len(self._lines) == 1 and is_complete(self._lines[0]):
            self._event_per_line = True
            earlier = self._dispatch()
        self._size += size
        self._values += values_in(text)
        self._check("event", self._size)
        self._check("values", self._values)
        self._lines.append(text)
        if self._event_per_line:
            return (*earlier, *self._dispatch())
        return earlier

    def _dispatch(self) -> tuple[ServerSentEvent, ...]:
        lines, name = self._lines, self._name
        self._lines, self._name, self._size, self._values = [], "", 0, 0
        if len(lines) > 1:
            lines = _untangle(lines)
        return tuple(ServerSentEvent(name, line) for line in lines)

    def _check(self, name: Literal["line", "event", "values"], size: int) -> None:
        limit: int = getattr(self._limits, name)
        if size > limit:
            what = "a line" if name == "line" else "an event"
            raise too_large(what, limit, "JSON values" if name == "values" else "bytes", name)


def too_large(what: str, limit: int, unit: str, setting: str) -> ReplyFailed:
    """The error for an answer that goes past one of the limits.

    Args:
        what: was too large.
        limit: that it went past.
        unit: of the limit.
        setting: name of the limit in the profile.
    """
    return ReplyFailed(
        f"The server sent {what} of more than {limit:,} {unit}, and no more of it was read.",
        f"Try again, choose another model, or raise {setting} in the profile's limits.",
    )


def is_complete(data: str) -> bool:
    """Whether a `data` line is an event by itself: the end mark or a JSON object."""
    text = data.strip()
    if text == DONE:
        return True
    if not (text.startswith("{") and text.endswith("}")):
        return False
    try:
        parse_json(text)
    except ValueError:
        return False
    return True


def _untangle(lines: list[str]) -> list[str]:
    """Tell one event in several lines from several events without blank lines between.

    The first is what the standard says; it is the second when the whole is no JSON while
    one of the lines is.
    """
    whole = "\n".join(lines)
    try:
        parse_json(whole)
    except ValueError:
        return lines if any(map(is_complete, lines)) else [whole]
    return [whole]
