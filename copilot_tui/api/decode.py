"""The bytes of a reply become events, in every dialect of the protocol that is known.

The dialects are those of g4f 7.9.6 to 8.8.6 and llama.cpp as recorded in
tests/recordings, and those of OpenAI-compatible servers that leave out or add to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.api.chunk import (
    NOTHING,
    Delta,
    SurrogateJoiner,
    delta_of,
    finish_reason,
    first_choice,
    handle_json,
    name,
    token_count,
)
from copilot_tui.api.events import (
    Answering,
    Event,
    Finished,
    ReasoningDelta,
    TextDelta,
    ThreadHandle,
    TokenCount,
)
from copilot_tui.api.json_value import parse_json, values_in
from copilot_tui.api.server_words import words_of, words_of_body
from copilot_tui.api.sse import DONE, ServerSentEvent, SSEDecoder, too_large
from copilot_tui.errors import TRY_AGAIN, ReplyError, ReplyFailed, ReplyInterrupted
from copilot_tui.profile import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_BEFORE_ANYTHING = b"\xef\xbb\xbf \t\r\n"


class ReplyDecoder:
    """A push decoder for one reply: bytes in any packets, events out, no I/O.

    A body that starts with `{` comes from a server that ignored `stream`, and gives the
    same events as a streamed one. `feed` and `close` return iterators that do the work
    as they are read; everything read before an error is raised counts.

    Args:
        limits: how much is taken before it is too much.
        secrets: texts that must not be shown in errors, such as the API key.
    """

    def __init__(self, limits: Limits | None = None, secrets: tuple[str, ...] = ()) -> None:
        self._limits = limits or Limits()
        self._secrets = secrets
        self._sse: SSEDecoder | None = None
        self._object: bytearray | None = None
        self._content = SurrogateJoiner()
        self._reasoning = SurrogateJoiner()
        self._streams_deltas = False
        self._length = 0
        self._answering = Answering("", "")
        self._handle: str | None = None
        self._usage: TokenCount | None = None
        self._reason: str | None = None
        self._skipped = 0
        self._done = False
        self._events: list[Event] = []

    @property
    def done(self) -> bool:
        """Whether nothing more is taken: `Finished` was given or an error raised."""
        return self._done

    @property
    def settled(self) -> bool:
        """Whether the reply is complete already, though more may follow it."""
        return self._done or self._reason is not None

    @property
    def held(self) -> int:
        """How many bytes wait for more before they say anything."""
        if self._object is not None:
            return len(self._object)
        return 0 if self._sse is None else self._sse.held

    @property
    def length(self) -> int:
        """How many characters of text have come."""
        return self._length

    def feed(self, packet: bytes) -> Iterator[Event]:
        """Take the next bytes of the body.

        Raises:
            ReplyFailed: the server reported an error, or sent more than the limits allow.
        """
        return self._work(lambda: self._take_packet(packet))

    def close(self) -> Iterator[Event]:
        """Say that the body has ended.

        Raises:
            ReplyFailed: see `feed`.
            ReplyInterrupted: the body ended before the reply did.
        """
        return self._work(self._take_end)

    def _work(self, take: Callable[[], None]) -> Iterator[Event]:
        """Do some work, then give the events of it, those before an error as well."""
        if self._done:
            return
        error: ReplyError | None = None
        try:
            take()
        except ReplyError as raised:
            self._done = True
            error = raised
        events, self._events = self._events, []
        yield from events
        if error is not None:
            raise error

    def _take_end(self) -> None:
        if self._object is not None:
            if values_in(self._object) > self._limits.values:
                limit = self._limits.values
                raise too_large("a reply in one piece", limit, "JSON values", "values")
            self._take_object(self._object.decode("utf-8", "replace"))
        elif self._sse is not None:
            self._take_events(self._sse.close())
        if not self._done:
            self._finish()

    def _take_packet(self, packet: bytes) -> None:
        if self._sse is None and self._object is None:
            packet = packet.lstrip(_BEFORE_ANYTHING)
            if packet.startswith(b"{"):
                self._object = bytearray()
            elif packet:
                self._sse = SSEDecoder(self._limits)
        if self._object is not None:
            self._object += packet
            if len(self._object) > self._limits.event:
                raise too_large("a reply in one piece", self._limits.event, "bytes", "event")
        elif self._sse is not None:
            self._take_events(self._sse.feed(packet))

    def _take_events(self, events: Iterator[ServerSentEvent]) -> None:
        for event in events:
            self._take_event(event)
            if self._done:
                return

    def _take_event(self, event: ServerSentEvent) -> None:
        data = event.data.strip()
        if not data:
            return
        if data == DONE:
            self._reason = self._reason or ""
            self._finish()
            return
        try:
            chunk = parse_json(data)
        except ValueError:
            chunk = None
        if event.name == "error" and not (isinstance(chunk, dict) and chunk.get("error")):
            self._fail(words_of_body(data.encode("utf-8", "replace"), self._secrets))
        elif isinstance(chunk, dict):
            self._take_chunk(chunk)
        else:
            self._skipped += 1

    def _take_object(self, body: str) -> None:
        try:
            chunk = parse_json(body)
        except ValueError:
            chunk = None
        if not isinstance(chunk, dict):
            return
        self._take_chunk(chunk)
        if first_choice(chunk) is None:
            self._fail(words_of(chunk, self._secrets))
        self._reason = self._reason or ""

    def _take_chunk(self, chunk: Mapping[str, object]) -> None:
        self._take_names(chunk)
        choice = first_choice(chunk)
        if choice is not None:
            self._take_delta(self._delta(choice))
            reason = finish_reason(choice)
            self._reason = self._reason if reason is None else reason
        usage = token_count(chunk)
        if usage is not None and usage != self._usage:
            self._usage = usage
            self._events.append(usage)
        handle = handle_json(chunk, self._limits.handle)
        if handle is not None and handle != self._handle:
            self._handle = handle
            self._events.append(ThreadHandle(handle))
        if error := chunk.get("error"):
            self._fail(words_of(error, self._secrets))

    def _take_names(self, chunk: Mapping[str, object]) -> None:
        known = self._answering
        if chunk.get("model") == known.model and chunk.get("provider") == known.provider:
            return
        model = name(chunk.get("model"), known.model)
        provider = name(chunk.get("provider"), known.provider)
        if model != known.model or provider != known.provider:
            self._answering = Answering(model, provider)
            self._events.append(self._answering)

    def _delta(self, choice: Mapping[str, object]) -> Delta:
        """What is new. A `message` is, unless it repeats what came as deltas before."""
        delta = delta_of(choice.get("delta"))
        if delta != NOTHING:
            self._streams_deltas = True
            return delta
        return NOTHING if self._streams_deltas else delta_of(choice.get("message"))

    def _take_delta(self, delta: Delta) -> None:
        self._length += len(delta.content) + len(delta.reasoning)
        if self._length > self._limits.reply:
            raise too_large("a reply", self._limits.reply, "characters", "reply")
        if delta.reasoning and (reasoning := self._reasoning.take(delta.reasoning)):
            self._events.append(ReasoningDelta(reasoning))
        if delta.content and (content := self._content.take(delta.content)):
            self._events.append(TextDelta(content))

    def _flush(self) -> None:
        if reasoning := self._reasoning.flush():
            self._events.append(ReasoningDelta(reasoning))
        if content := self._content.flush():
            self._events.append(TextDelta(content))

    def _finish(self) -> None:
        self._done = True
        self._flush()
        if self._reason is None:
            raise ReplyInterrupted("The server ended the reply before it was finished.", TRY_AGAIN)
        self._events.append(Finished(self._reason, self._skipped))

    def _fail(self, words: str) -> None:
        self._done = True
        self._flush()
        raise ReplyFailed("The server reported an error.", TRY_AGAIN, detail=words)
