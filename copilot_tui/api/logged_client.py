"""The wire of a run that keeps a log."""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import TYPE_CHECKING, TypeVar

from copilot_tui.api.client import ChatClient
from copilot_tui.api.events import Event, Finished, ReasoningDelta, TextDelta
from copilot_tui.errors import ReplyError, RequestRefused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from copilot_tui.api.endpoint import Endpoint
    from copilot_tui.chat.request import ChatRequest
    from copilot_tui.log import Log

_Value = TypeVar("_Value")

_SUCCESS = 200


class LoggedClient(ChatClient):
    """Tells a log of every request when it is over, and of nothing while it runs.

    Args:
        log: told of them.
        clock: seconds from any point in time.
    """

    def __init__(self, log: Log, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._log = log
        self._clock = clock

    def stream(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[Event, None]:
        """See `ChatClient.stream`."""
        return self._told(endpoint, super().stream(endpoint, request))

    async def get(self, endpoint: Endpoint, path: str) -> object:
        """See `ChatClient.get`."""
        return await self._told_of(endpoint, path, super().get(endpoint, path))

    async def post(self, endpoint: Endpoint, path: str, content: bytes) -> object:
        """See `ChatClient.post`."""
        return await self._told_of(endpoint, path, super().post(endpoint, path, content))

    async def _told(
        self, endpoint: Endpoint, events: AsyncGenerator[Event, None]
    ) -> AsyncGenerator[Event, None]:
        began, first = self._clock(), None
        deltas = characters = 0
        end, problem = "broken-off", None
        try:
            async with aclosing(events):
                async for event in events:
                    if first is None:
                        first = self._clock() - began
                    if isinstance(event, TextDelta | ReasoningDelta):
                        deltas += 1
                        characters += len(event.text)
                    elif isinstance(event, Finished):
                        end = "complete"
                    yield event
        except ReplyError as error:
            end, problem = "failed", error
            raise
        finally:
            self._log.reply_ended(
                url=endpoint.base_url,
                status=_status(problem, answered=first is not None),
                first_seconds=first,
                seconds=self._clock() - began,
                deltas=deltas,
                characters=characters,
                end=end,
                error=problem,
            )

    async def _told_of(self, endpoint: Endpoint, path: str, asking: Awaitable[_Value]) -> _Value:
        began, problem, answered = self._clock(), None, False
        try:
            answer = await asking
            answered = True
            return answer
        except ReplyError as error:
            problem = error
            raise
        finally:
            self._log.asked(
                url=endpoint.base_url,
                path=path,
                status=_status(problem, answered=answered),
                seconds=self._clock() - began,
                error=problem,
            )


def _status(problem: ReplyError | None, *, answered: bool) -> int:
    """The HTTP status as far as it is known: 200 once a part of the answer was read."""
    if isinstance(problem, RequestRefused):
        return problem.status
    return _SUCCESS if answered else 0
