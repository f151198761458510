"""One HTTP request and the bytes of its answer, with a limit on every wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from typing import TYPE_CHECKING

import httpx

from copilot_tui.api.failures import bad_address, bad_key, no_answer, stalled, translated
from copilot_tui.api.http_clients import LOCATION
from copilot_tui.api.pace import pace
from copilot_tui.api.packets import Packets
from copilot_tui.api.refusal import Answered, refusal
from copilot_tui.errors import ReplyFailed, ReplyInterrupted, RequestRefused

if TYPE_CHECKING:
    from copilot_tui.api.endpoint import Endpoint
    from copilot_tui.api.http_clients import HttpClients

_REQUEST_SENT = "http11.send_request_body.complete"
"""httpcore 1.0's trace event: from here on the server is the one to be waited for."""

_ERROR_BODY_SECONDS = 5.0
_DRAIN_SECONDS = 0.25
_DRAIN_BYTES = 64 * 1024


class Answer:
    """The body of a successful answer, read packet by packet.

    Args:
        packets: the body, neither decoded nor cut into lines.
        endpoint: the server and the timeouts.
        content_type: the header, in lower case.
        first_byte_until: loop time at which the first byte is late.
    """

    def __init__(
        self,
        packets: Packets,
        endpoint: Endpoint,
        content_type: str,
        first_byte_until: float,
    ) -> None:
        self.content_type = content_type
        self._packets = packets
        self._endpoint = endpoint
        self._first_byte_until = first_byte_until

    async def first_packet(self) -> bytes:
        """Wait for the first bytes of the body; none when it is empty.

        Raises:
            ReplyInterrupted: the connection broke, or nothing came in time.
        """
        left = self._first_byte_until - asyncio.get_running_loop().time()
        try:
            return await self._read(max(0.0, left))
        except TimeoutError:
            raise no_answer(self._endpoint) from None

    async def next_packet(self, seconds: float | None = None) -> bytes:
        """Wait for the next bytes of the body; none at its end.

        Args:
            seconds: how long to wait, when not as long as the endpoint says.

        Raises:
            ReplyInterrupted: the connection broke, or nothing came in time.
        """
        pause = self._endpoint.timeouts.between_chunks
        if seconds is not None:
            pause = min(pause, seconds)
        try:
            return await self._read(pause)
        except TimeoutError:
            raise stalled(pause) from None

    async def rest(self, characters: int) -> bool:
        """Let packets gather for as long as nobody looks, if all that came were read.

        Args:
            characters: how many have come since the last rest.

        Returns:
            Whether there was a rest.
        """
        return await self._packets.rest(pace(characters))

    async def drain(self) -> None:
        """Read the little that follows the end mark, so that the connection can be reused."""
        size = 0
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                while size < _DRAIN_BYTES and (packet := await self._read()):
                    size += len(packet)
        except (TimeoutError, ReplyInterrupted):
            return

    async def _read(self, seconds: float | None = None) -> bytes:
        try:
            return await self._packets.next(seconds)
        except (httpx.HTTPError, UnicodeError):
            with translated(self._endpoint):
                raise


@asynccontextmanager
async def exchange(
    clients: HttpClients,
    endpoint: Endpoint,
    path: str,
    body: bytes | None = None,
    *,
    accept: str = "application/json",
) -> AsyncIterator[Answer]:
    """Send a request and give the body of its answer.

    A connection whose answer was read to its end goes back for reuse. Any other is closed
    on leaving, also when the waiting task is cancelled.

    Args:
        clients: where the connections are.
        endpoint: the server, the key and the timeouts.
        path: below the base URL.
        body: JSON to POST; None makes it a GET.
        accept: what a GET is to bring.

    Raises:
        ServerUnreachable: the request never left.
        ReplyInterrupted: the connection broke, or no answer came in time.
        RequestRefused: the status is no success.
        ReplyFailed: the answer is compressed, which was not asked for.
    """
    response, first_byte_until = await _send(clients, endpoint, path, body, accept)
    try:
        packets = _packets(response)
        async with aclosing(packets):
            encoding = response.headers.get("content-encoding", "identity").strip().lower()
            if not response.is_success:
                readable = encoding == "identity"
                start = await _start_of(packets, endpoint) if readable else b""
                raise _refusal(response, start, endpoint, path)
            if encoding != "identity":
                raise ReplyFailed(
                    "The server sent a compressed answer, which was not asked for.",
                    "Turn compression off in the server or the proxy before it.",
                )
            content_type = response.headers.get("content-type", "").lower()
            reading = Packets(packets)
            try:
                yield Answer(reading, endpoint, content_type, first_byte_until)
            finally:
                with suppress(httpx.HTTPError):
                    await reading.aclose()
    finally:
        await response.aclose()


async def _send(
    clients: HttpClients, endpoint: Endpoint, path: str, body: bytes | None, accept: str
) -> tuple[httpx.Response, float]:
    """The head of the answer, and the loop time until which its first byte may take."""
    timeouts = endpoint.timeouts
    loop = asyncio.get_running_loop()
    deadline = asyncio.timeout(timeouts.connect + timeouts.first_byte)

    async def restart_deadline(event: str, _info: object) -> None:
        if event == _REQUEST_SENT:
            deadline.reschedule(loop.time() + timeouts.first_byte)

    with translated(endpoint):
        url = _url(endpoint, path)
        client = clients.for_url(url)
        request = client.build_request(
            "GET" if body is None else "POST",
            url,
            content=body,
            headers=_headers(endpoint, accept, has_body=body is not None),
            timeout=httpx.Timeout(
                None, connect=timeouts.connect, write=max(timeouts.between_chunks, 1.0)
            ),
            extensions={"trace": restart_deadline},
        )
        try:
            async with deadline:
                response = await client.send(request, stream=True)
        except TimeoutError:
            raise no_answer(endpoint) from None
    return response, deadline.when() or loop.time()


def _url(endpoint: Endpoint, path: str) -> httpx.URL:
    url = httpx.URL(endpoint.url(path))
    if url.scheme not in ("http", "https") or not url.host or not 0 < (url.port or 80) < 65_536:
        raise bad_address(endpoint)
    return url


def _headers(endpoint: Endpoint, accept: str, *, has_body: bool) -> dict[str, str]:
    headers = {"Accept": "text/event-stream" if has_body else accept}
    if has_body:
        headers["Content-Type"] = "application/json"
    if endpoint.api_key:
        if not (endpoint.api_key.isascii() and endpoint.api_key.isprintable()):
            raise bad_key()
        headers["Authorization"] = f"Bearer {endpoint.api_key}"
    return headers


async def _packets(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    async for packet in response.aiter_raw():
        if packet:
            yield packet


async def _start_of(packets: AsyncGenerator[bytes, None], endpoint: Endpoint) -> bytes:
    """As much of an error's body as comes soon; a broken one is better than none."""
    body = bytearray()
    try:
        async with asyncio.timeout(_ERROR_BODY_SECONDS):
            async for packet in packets:
                # One that comes byte by byte would leave no time for anything else.
                await asyncio.sleep(0)
                body += packet
                if len(body) >= endpoint.limits.error_body:
                    break
    except (TimeoutError, httpx.HTTPError):
        pass
    return bytes(body[: endpoint.limits.error_body])


def _refusal(
    response: httpx.Response, body: bytes, endpoint: Endpoint, path: str
) -> RequestRefused:
    headers = {name.lower(): value for name, value in response.headers.items()}
    answered = Answered(
        status=response.status_code,
        headers={**headers, "location": response.extensions.get(LOCATION, "")},
        body=body,
        url=endpoint.shown_url(path),
    )
    return refusal(answered, endpoint)
