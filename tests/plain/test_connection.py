"""Who answers, while servers come and go."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.context import Context, ContextMode
from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.plain.words import answering
from copilot_tui.replies.connection import Connection
from copilot_tui.replies.events import ReplyEnded, ReplyGrew, ReplyStarted
from copilot_tui.servers.choice import Choice, Offer
from copilot_tui.servers.servers import Servers

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.errors import CopilotError


@dataclass(frozen=True)
class Found:
    """A g4f server that is there."""

    reachable: bool = True
    is_chat_server: bool = True
    is_g4f: bool = True
    obstacle: str = ""


class Told:
    """What a connection has told."""

    def __init__(self) -> None:
        self.choices: asyncio.Queue[Choice] = asyncio.Queue()
        self.errors: list[CopilotError] = []


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def servers(tmp_path: Path) -> Servers:
    async def probe(url: str, key: str | None) -> Found:
        return Found()

    paths = Paths(config=tmp_path, data=tmp_path)
    settings = load_settings(paths, {}, Flags(url="http://127.0.0.1:1/v1"))
    return Servers(settings, paths, {}, probe=probe)


@pytest.fixture
def connection(servers: Servers, told: Told) -> Connection:
    return Connection(
        servers, on_choice=told.choices.put_nowait, on_error=lambda each: told.errors.append(each)
    )


def ended(status: Status, *, unreachable: bool) -> ReplyEnded:
    """The end of a reply of the profile g4f."""
    reply = Message(
        id=2,
        conversation=1,
        parent=1,
        role=Role.ASSISTANT,
        content="",
        status=status,
        created=0.0,
        profile="g4f",
    )
    return ReplyEnded(reply, unreachable)


async def test_requests_wait_until_it_is_settled_who_answers(
    connection: Connection, servers: Servers
) -> None:
    waiting = asyncio.create_task(connection.settled())
    await connection.choose(servers.choose)

    assert (await waiting).url == "http://127.0.0.1:1/v1"


async def test_a_lost_server_is_told_of_and_believed_again_once_it_answers(
    connection: Connection, servers: Servers, told: Told
) -> None:
    await connection.choose(servers.choose)
    assert answering(await told.choices.get()) == "Copilot answers."

    connection.told(ended(Status.FAILED, unreachable=True))
    lost = await told.choices.get()
    assert answering(lost) == (
        "The server at http://127.0.0.1:1/v1 has stopped answering. Once it runs: /reconnect."
    )

    connection.told(ended(Status.COMPLETE, unreachable=False))
    assert (await connection.settled()).answers


@pytest.mark.parametrize("asked", ["before it was lost", "since"])
async def test_a_lost_server_is_believed_again_at_the_first_text_of_a_reply_asked_for_since(
    connection: Connection, servers: Servers, told: Told, asked: str
) -> None:
    reply = ended(Status.STREAMING, unreachable=False).reply
    started = ReplyStarted(reply, Context(ContextMode.HISTORY, (), None, False, 0, 0))
    await connection.choose(servers.choose)
    await told.choices.get()
    if asked != "since":
        connection.told(started)
    connection.told(ended(Status.FAILED, unreachable=True))
    assert not (await told.choices.get()).answers
    if asked == "since":
        connection.told(started)
    assert not (await connection.settled()).answers

    connection.told(ReplyGrew(reply.conversation, reply.id, 0, "Hi", 0, ""))
    choice = await connection.settled()
    assert choice.answers == (asked == "since")
    assert told.choices.qsize() == int(asked == "since")


async def test_a_server_that_cannot_be_started_is_an_error_and_the_choice_stays(
    connection: Connection, servers: Servers, told: Told
) -> None:
    await connection.choose(servers.choose)
    before = await told.choices.get()
    await connection.choose(servers.start_server)

    assert [error.what for error in told.errors]
    assert await told.choices.get() == before


@pytest.mark.parametrize("how", ["at first", "later"])
async def test_whatever_goes_wrong_becomes_a_choice_with_its_reason(
    connection: Connection, servers: Servers, told: Told, how: str
) -> None:
    async def fail() -> Choice:
        raise PermissionError(13, "Permission denied", "/etc/sk-secret")

    if how == "later":
        await connection.choose(servers.choose)
        await told.choices.get()
    waiting = asyncio.create_task(connection.settled())
    await connection.choose(fail)

    choice = await told.choices.get()
    assert choice.reason == "Looking for a server has failed (PermissionError: Permission denied)."
    assert choice.profile is None
    assert Offer.RETRY in choice.offers
    if how == "at first":
        assert await waiting == choice
    assert await connection.settled() == choice


async def test_who_waits_is_answered_also_when_the_search_is_called_off(
    connection: Connection,
) -> None:
    searching = asyncio.create_task(connection.choose(asyncio.Future))
    waiting = asyncio.create_task(connection.settled())
    await asyncio.sleep(0)
    searching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await searching

    assert (await waiting).reason


async def test_a_first_choice_that_is_refused_is_made_in_the_usual_way(
    connection: Connection, servers: Servers, told: Told
) -> None:
    await connection.choose(servers.start_server)

    assert [error.what for error in told.errors]
    assert (await connection.settled()).url == "http://127.0.0.1:1/v1"


async def test_a_profile_s_own_server_that_cannot_be_looked_for_has_a_reason(
    connection: Connection, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(name: str) -> Choice:
        raise RuntimeError(name)

    monkeypatch.setattr(servers, "of_profile", fail)

    choice = await connection.settled("sk-secret")
    assert choice.reason == "Looking for a server has failed (RuntimeError)."


def test_who_answers_instead_is_said_with_what_to_do() -> None:
    choice = Choice(None, "", reason="No server answers.", offers=(Offer.START_SERVER, Offer.RETRY))

    assert answering(choice) == "No server answers. For Copilot: /start-server."
