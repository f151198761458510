"""The real `copilot-tui ask` while the server with the conversations is away."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.command_line.status import ExitStatus
from tests.command_line.asking import SECONDS, ask, asking, read_until
from tests.command_line.running import data
from tests.postgres_installation import HOST, free_port
from tests.postgres_proxy import Proxy, proxy_to
from tests.servers_fake import Gate, in_thread
from tests.ui.preparing import scripted, scripted_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.postgres_server import Place
    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_of_libpq")]

ANSWER = "Hello from the fake server."
BEGUN, WHOLE = "It begins. ", "It begins. And it ends.\n"
HERE = "on this machine for"


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with in_thread(scripted_server()) as server:
        yield server


@pytest.fixture
def away() -> str:
    """Where no server answers."""
    return f"postgresql://ann@{HOST}:{free_port()}/chats"


def asked(
    server: FakeServer, home: Path, away: str, *flags: str, status: int = ExitStatus.DONE
) -> tuple[str, str]:
    """What a question puts out, and what it says."""
    done = ask(home, server, "--database", away, *flags, "Which train?")
    assert done.returncode == status
    return done.stdout, " ".join(done.stderr.split())


def test_it_says_at_the_end_how_much_waits_and_what_earlier_ones_left(
    server: FakeServer, home: Path, away: str
) -> None:
    out, first = asked(server, home, away)
    assert out == f"{ANSWER}\n"
    assert first.count("Nothing answers at") == 1
    assert f"1 message waits {HERE} {away}. " in first

    events, second = asked(server, home, away, "--json")
    assert json.loads(events.splitlines()[-1])["event"] == "end"
    assert f"2 messages wait {HERE} {away}. " in second

    out, third = asked(server, home, away, "--quiet")
    assert (out, third) == (f"{ANSWER}\n", "")
    _, private = asked(server, home, away, "--private")
    assert HERE not in private


def test_one_that_fails_says_so_as_well(server: FakeServer, home: Path, away: str) -> None:
    server.answer(scripted())
    _, said = asked(server, home, away, status=ExitStatus.FAILED)
    assert f"1 message waits {HERE} {away}. " in said
    assert said.endswith("The answer is empty. Try again.")


def test_nothing_is_said_once_all_of_it_is_there(
    server: FakeServer, home: Path, store_database: Place
) -> None:
    _, said = asked(server, home, store_database.url)
    assert said == "copilot-tui: Copilot answers."


@pytest.mark.parametrize("go_away", [Proxy.swallow, Proxy.close])
def test_where_the_server_goes_away_under_a_reply_it_is_said_that_the_reply_is_here(
    server: FakeServer,
    home: Path,
    store_database: Place,
    go_away: Callable[[Proxy], None],
) -> None:
    gate = Gate()
    server.answer(scripted(BEGUN, gate, "And it ends."))
    with proxy_to(store_database.port) as proxy:
        url = replace(store_database, port=proxy.port).url
        there = ("--database", f"{url}?sslmode=disable")
        with asking(home, server, *there, "Which train?") as process:
            begun = read_until(process, BEGUN.strip().encode()).decode()
            go_away(proxy)
            gate.open()
            rest, said = process.communicate(timeout=SECONDS)
    assert (process.returncode, begun + rest.decode()) == (ExitStatus.DONE, WHOLE)
    words = " ".join(said.decode().split())
    # Why it is away depends on what was under way.
    assert words.count("Until it answers, what you write is kept on this machine") == 1
    assert f"1 reply waits {HERE} {url}" in words
    assert list(data(home).glob("servers/*/outbox-*.db"))
