"""One request becomes a stream of events."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from copilot_tui.api.decode import ReplyDecoder
from copilot_tui.api.events import Event, FieldsRefused
from copilot_tui.api.exchange import Answer, exchange
from copilot_tui.api.http_clients import HttpClients
from copilot_tui.api.json_value import parse_json
from copilot_tui.api.request_body import G4F_FIELDS, encode_body, refused_fields, request_body
from copilot_tui.errors import ReplyFailed, ReplyInterrupted, RequestRefused, ServerUnreachable

if TYPE_CHECKING:
    from copilot_tui.api.endpoint import Endpoint
    from copilot_tui.chat.request import ChatRequest

_SETTLED_SECONDS = 5.0
"""How long a server that gave a finish reason may take for its usage figures and handle."""


class Wire:
    """Sends requests and reads answers. Nothing is opened before the first request."""

    def __init__(self) -> None:
        self._clients = HttpClients()

    async def stream(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[Event, None]:
        """Ask for a reply and give its events as they come; `Finished` is the last.

        See `ChatClient.stream`.
        """
        body = request_body(request, endpoint.dialect)
        try:
            async with aclosing(self._reply(endpoint, body)) as events:
                async for event in events:
                    yield event
            return
        except RequestRefused as error:
            fields = refused_fields(error.detail, body) if error.status in (400, 422) else ()
            if not fields:
                raise
        plain = {name: value for name, value in body.items() if name not in G4F_FIELDS}
        told = False
        async with aclosing(self._reply(endpoint, plain)) as events:
            async for event in events:
                if not told:
                    told = True
                    yield FieldsRefused(fields)
                yield event

    async def fetch(self, endpoint: Endpoint, path: str, content: bytes | None = None) -> object:
        """Fetch a JSON value from below the base URL, or the answer to JSON that is sent there.

        Raises:
            ReplyError: as `stream` does.
        """
        body = bytearray()
        async with exchange(self._clients, endpoint, path, content) as answer:
            packet = await answer.first_packet()
            while packet:
                body += packet
                if len(body) > endpoint.limits.listing:
                    raise ReplyFailed(f"The answer of {endpoint.shown_url(path)} is too long.")
                packet = await answer.next_packet()
        try:
            return parse_json(body.decode("utf-8", "replace"))
        except ValueError:
            raise ReplyFailed(
                f"The answer of {endpoint.shown_url(path)} is no JSON.",
                "Check that the url of the profile ends in /v1.",
            ) from None

    async def aclose(self) -> None:
        """Close every connection."""
        await self._clients.aclose()

    async def _reply(
        self, endpoint: Endpoint, body: dict[str, object]
    ) -> AsyncGenerator[Event, None]:
        try:
            content = encode_body(body)
        except ValueError:
            raise ServerUnreachable(
                "The parameters hold a number that cannot be sent.",
                "Correct the parameters of the profile.",
            ) from None
        async with exchange(self._clients, endpoint, "chat/completions", content) as answer:
            if answer.content_type.startswith("text/html"):
                raise ReplyFailed(
                    "The server answered with a web page instead of a reply.",
                    "Check that the url of the profile ends in /v1.",
                )
            decoder = ReplyDecoder(endpoint.limits, endpoint.secrets)
            async with aclosing(_events(answer, decoder)) as events:
                async for event in events:
                    yield event


async def _events(answer: Answer, decoder: ReplyDecoder) -> AsyncGenerator[Event, None]:
    """Everything the answer says, and then the rest of it read for the connection's sake."""
    packet = await answer.first_packet()
    seen = 0
    while packet:
        for event in decoder.feed(packet):
            yield event
        if decoder.done:
            await answer.drain()
            return
        if decoder.length > seen and await answer.rest(decoder.length - seen):
            seen = decoder.length
        packet = await _next_packet(answer, decoder)
    for event in decoder.close():
        yield event


async def _next_packet(answer: Answer, decoder: ReplyDecoder) -> bytes:
    """The next bytes; none when a reply that is settled breaks instead of ending."""
    if not decoder.settled:
        return await answer.next_packet()
    try:
        return await answer.next_packet(_SETTLED_SECONDS)
    except ReplyInterrupted:
        return b""
