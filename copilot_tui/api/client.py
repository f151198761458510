"""The app's side of the wire, which takes time to load only when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.later import Later

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from copilot_tui.api.endpoint import Endpoint
    from copilot_tui.api.events import Event
    from copilot_tui.api.wire import Wire
    from copilot_tui.chat.request import ChatRequest


class ChatClient:
    """Asks servers. One for the whole app, so that connections are reused.

    To be used within one event loop. Neither is the HTTP library loaded nor anything opened
    before the first request.
    """

    def __init__(self) -> None:
        self._wire = Later(_wire)

    def stream(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[Event, None]:
        """Ask for a reply and give its events as they come; `Finished` is the last.

        Cancelling the task that waits for an event closes the connection at once. A
        reader that stops early has to close the generator, with `contextlib.aclosing`.

        Raises:
            ServerUnreachable: the request never left.
            RequestRefused: the server answered with an HTTP error.
            ReplyFailed: the server reported an error, or its answer is no reply.
            ReplyInterrupted: the reply ended, stalled or broke before it was finished.
        """
        return self._wire().stream(endpoint, request)

    async def get(self, endpoint: Endpoint, path: str) -> object:
        """Fetch a JSON value from below the base URL.

        Raises:
            ReplyError: as `stream` does.
        """
        return await self._wire().fetch(endpoint, path)

    async def post(self, endpoint: Endpoint, path: str, content: bytes) -> object:
        """Send JSON to an address below the base URL, and read the JSON value it answers.

        Raises:
            ReplyError: as `stream` does.
        """
        return await self._wire().fetch(endpoint, path, content)

    async def download(self, endpoint: Endpoint, path: str, most: int) -> bytes:
        """Fetch a picture of at most so many bytes from below the base URL.

        Redirects are not followed: the key would go to another host.

        Raises:
            ReplyError: as `stream` does, or it is too large, or takes too long.
        """
        return await self._wire().download(endpoint, path, most)

    async def aclose(self) -> None:
        """Close every connection."""
        if self._wire.made is not None:
            await self._wire.made.aclose()


def _wire() -> Wire:
    from copilot_tui.api.wire import Wire

    return Wire()
