"""What a log is told of requests."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.events import TextDelta
from copilot_tui.api.logged_client import LoggedClient
from copilot_tui.chat.conversation import Role
from copilot_tui.chat.request import ChatRequest, WireMessage
from copilot_tui.errors import ReplyError, RequestRefused
from copilot_tui.log import Field, Log
from tests.servers_fake import FakeServer, json_answer, reply

if TYPE_CHECKING:
    from collections.abc import Mapping

QUESTION = ChatRequest((WireMessage(Role.USER, "a private question"),))


class Kept(Log):
    """A log in memory."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Mapping[str, Field]]] = []

    def write(self, event: str, fields: Mapping[str, Field]) -> None:
        self.events.append((event, fields))

    def only(self, *names: str) -> list[Field]:
        """These fields of the one event there is."""
        ((_, fields),) = self.events
        return [fields[name] for name in names]


async def test_a_reply_is_told_once_it_is_over_with_its_figures() -> None:
    log = Kept()
    async with FakeServer(reply("private ", "answer")) as server:
        client = LoggedClient(log)
        endpoint = Endpoint(server.url)
        async with aclosing(client.stream(endpoint, QUESTION)) as events:
            async for _ in events:
                assert log.events == []
        await client.aclose()

    assert log.only("host", "status", "characters", "end", "error") == [
        f"127.0.0.1:{server.port}",
        200,
        len("private answer"),
        "complete",
        "-",
    ]
    assert isinstance(log.events[0][1]["first_seconds"], float)
    assert "private" not in repr(log.events)


async def test_a_reply_that_the_user_breaks_off_is_told() -> None:
    log = Kept()
    async with FakeServer(reply("one", "two")) as server:
        client = LoggedClient(log)
        async with aclosing(client.stream(Endpoint(server.url), QUESTION)) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    break
        await client.aclose()

    assert log.only("deltas", "end", "error") == [1, "broken-off", "-"]


async def test_of_a_refusal_status_and_class_are_told_and_never_its_words() -> None:
    log = Kept()
    answer = json_answer({"error": {"message": "the key sk-SECRET is wrong"}}, 401)
    async with FakeServer(answer, answer) as server:
        client = LoggedClient(log)
        endpoint = Endpoint(server.url, api_key="sk-SECRET")
        with pytest.raises(RequestRefused):
            async for _ in client.stream(endpoint, QUESTION):
                pass
        with pytest.raises(ReplyError):
            await client.get(endpoint, "models")
        await client.aclose()

    assert [name for name, _ in log.events] == ["reply", "asked"]
    assert {fields["status"] for _, fields in log.events} == {401}
    assert {fields["error"] for _, fields in log.events} == {"RequestRefused"}
    assert "SECRET" not in repr(log.events)
