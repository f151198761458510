"""Asking a server in tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.api.events import Event, TextDelta
from copilot_tui.chat.conversation import Role
from copilot_tui.chat.request import ChatRequest, WireMessage
from copilot_tui.errors import ReplyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.api.client import ChatClient
    from copilot_tui.api.endpoint import Endpoint

REQUEST = ChatRequest(
    messages=(WireMessage(Role.USER, "Hello"),), provider="Copilot", conversation_id="c-1"
)


async def ask(
    client: ChatClient, endpoint: Endpoint, request: ChatRequest = REQUEST
) -> list[Event]:
    """The whole reply."""
    return [event async for event in client.stream(endpoint, request)]


async def failure_of(
    client: ChatClient,
    endpoint: Endpoint,
    request: ChatRequest = REQUEST,
    on_event: Callable[[], None] | None = None,
) -> tuple[list[Event], ReplyError]:
    """The events before the failure, and the failure."""
    events: list[Event] = []
    try:
        async for event in client.stream(endpoint, request):
            events.append(event)
            if on_event is not None:
                on_event()
    except ReplyError as error:
        return events, error
    raise AssertionError(f"the reply did not fail: {events}")


def text_of(events: list[Event]) -> str:
    """The answer in these events."""
    return "".join(event.text for event in events if isinstance(event, TextDelta))
