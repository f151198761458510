"""One request becomes a stream of events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Literal

from copilot_tui.api.decode import ReplyDecoder
from copilot_tui.api.events import Event, FieldsRefused
from copilot_tui.api.exchange import Answer, exchange
from copilot_tui.api.http_clients import HttpClients
from copilot_tui.api.json_value import parse_json, values_in
from copilot_tui.api.request_body import G4F_FIELDS, encode_body, refused_fields, request_body
from copilot_tui.api.sight import pictures_refused
from copilot_tui.aside import aside
from copilot_tui.errors import ReplyFailed, ReplyInterrupted, RequestRefused, ServerUnreachable

if TYPE_CHECKING:
    from copilot_tui.api.endpoint import Endpoint
    from copilot_tui.chat.request import ChatRequest

_LARGE = 128 * 1024
"""Bytes that are not read on the event loop at once, as that would be felt."""

_PIECE = 8 * 1024
"""Bytes that are read before others may work: 10 ms of the worst, 1 ms of a usual reply."""

DOWNLOAD_SECONDS = 30.0

_SETTLED_SECONDS = 5.0
"""How long a server that gave a finish reason may take for its usage figures and handle."""


class Wire:
    """Sends requests and reads answers. Nothing is opened before the first request."""

    def __init__(self) -> None:
        self._clients = HttpClients()

    def stream(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[Event, None]:
        """Ask for a reply and give its events as they come; `Finished` is the last.

        See `ChatClient.stream`.
        """
        ask = self._ask_with_pictures if request.pictures else self._ask
        return ask(endpoint, request)

    async def _ask_with_pictures(
        self, endpoint: Endpoint, request: ChatRequest
    ) -> AsyncGenerator[Event, None]:
        """Ask a model that may not be able to see.

        Pictures that stand in the history only are not sent again to one that cannot:
        another model was asked about them.
        """
        begun = False
        try:
            async with aclosing(self._ask(endpoint, request)) as events:
                async for event in events:
                    begun = True
                    yield event
            return
        except (RequestRefused, ReplyFailed) as error:
            refused = pictures_refused(error)
            if refused is None:
                raise
            if begun or request.shows_pictures:
                raise refused from error
        async with aclosing(self._ask(endpoint, replace(request, pictures={}))) as events:
            async for event in events:
                yield event

    async def _ask(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[Event, None]:
        """Ask once, and once more without fields that the server refuses by name."""
        body = await _body(request, endpoint)
        is_large = bool(request.pictures)
        try:
            async with aclosing(self._reply(endpoint, body, is_large=is_large)) as events:
                async for event in events:
                    yield event
            return
        except RequestRefused as error:
            fields = refused_fields(error.detail, body) if error.status in (400, 422) else ()
            if not fields:
                raise
        plain = {name: value for name, value in body.items() if name not in G4F_FIELDS}
        told = False
        async with aclosing(self._reply(endpoint, plain, is_large=is_large)) as events:
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
                    raise _too_long(endpoint, path, "listing", "bytes")
                packet = await answer.next_packet()
        if values_in(body) > endpoint.limits.values:
            raise _too_long(endpoint, path, "values", "JSON values")
        try:
            if len(body) <= _LARGE:
                return _parsed(body)
            return await aside(lambda: _parsed(body))
        except ValueError:
            raise ReplyFailed(
                f"The answer of {endpoint.shown_url(path)} is no JSON.",
                "Check that the url of the profile ends in /v1.",
            ) from None

    async def download(self, endpoint: Endpoint, path: str, most: int) -> bytes:
        """Fetch a picture from below the base URL.

        Raises:
            ReplyError: as `stream` does, or it is longer than `most` bytes, or takes longer
                than `DOWNLOAD_SECONDS`.
        """
        body = bytearray()
        try:
            async with (
                asyncio.timeout(DOWNLOAD_SECONDS),
                exchange(self._clients, endpoint, path, accept="image/*") as answer,
            ):
                packet = await answer.first_packet()
                while packet:
                    body += packet
                    if len(body) > most:
                        raise ReplyFailed("The picture is too large.", "It is left where it is.")
                    packet = await answer.next_packet()
        except TimeoutError:
            raise ReplyFailed("The picture took too long to come.", "Try again.") from None
        return bytes(body)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._clients.aclose()

    async def _reply(
        self, endpoint: Endpoint, body: dict[str, object], *, is_large: bool
    ) -> AsyncGenerator[Event, None]:
        try:
            content = await _encoded(body, is_large=is_large)
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


async def _body(request: ChatRequest, endpoint: Endpoint) -> dict[str, object]:
    """The body of a request; megabytes of pictures are not turned into text on the event loop."""
    if not request.pictures:
        return request_body(request, endpoint.dialect)
    return await aside(lambda: request_body(request, endpoint.dialect))


async def _encoded(body: dict[str, object], *, is_large: bool) -> bytes:
    """The bytes of a body.

    Raises:
        ValueError: see `encode_body`.
    """
    return await aside(lambda: encode_body(body)) if is_large else encode_body(body)


async def _events(answer: Answer, decoder: ReplyDecoder) -> AsyncGenerator[Event, None]:
    """Everything the answer says, and then the rest of it read for the connection's sake."""
    packet = await answer.first_packet()
    seen = 0
    while packet:
        for start in range(0, len(packet), _PIECE):
            if start:
                await asyncio.sleep(0)
            steps = decoder.feed(packet[start : start + _PIECE] if len(packet) > _PIECE else packet)
            for event in await _begun(steps) if decoder.held > _LARGE else steps:
                yield event
        if decoder.done:
            await answer.drain()
            return
        if decoder.length > seen and await answer.rest(decoder.length - seen):
            seen = decoder.length
        packet = await _next_packet(answer, decoder)
    steps = decoder.close()
    for event in await _begun(steps) if decoder.held > _LARGE else steps:
        yield event


async def _begun(steps: Iterator[Event]) -> Iterator[Event]:
    """The same events, with the work for them done beside the event loop."""
    first = await aside(lambda: next(steps, None))
    return steps if first is None else chain((first,), steps)


def _parsed(body: bytearray) -> object:
    return parse_json(body.decode("utf-8", "replace"))


def _too_long(
    endpoint: Endpoint, path: str, setting: Literal["listing", "values"], unit: str
) -> ReplyFailed:
    limit: int = getattr(endpoint.limits, setting)
    return ReplyFailed(
        f"The answer of {endpoint.shown_url(path)} is too long: more than {limit:,} {unit}.",
        f"If you trust that server, raise {setting} in the profile's limits.",
    )


async def _next_packet(answer: Answer, decoder: ReplyDecoder) -> bytes:
    """The next bytes; none when a reply that is settled breaks instead of ending."""
    if not decoder.settled:
        return await answer.next_packet()
    try:
        return await answer.next_packet(_SETTLED_SECONDS)
    except ReplyInterrupted:
        return b""
