"""The real program is killed while its database is silent: what was sent is not lost."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.store.outbox.unsent import decoded
from tests.e2e.chatting import chatting, data, quit_and_wait
from tests.e2e.terminal import ENTER, Terminal, control
from tests.postgres_proxy import proxy_to

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres_server import Place
    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_of_libpq")]

ANSWER = "Hello from the fake server."
LOST = "Said into silence"


def kept(home: Path) -> list[str]:
    texts = []
    for path in sorted(data(home).glob("servers/*/unsent-*.json")):
        # It may be gone, or not be whole yet.
        with suppress(OSError, ValueError):
            texts.append(decoded(path.read_bytes()).text)
    return texts


def test_what_is_sent_while_the_database_is_silent_outlives_a_kill(
    server: FakeServer, home: Path, store_database: Place
) -> None:
    with proxy_to(store_database.port) as proxy:
        place = replace(store_database, port=proxy.port)
        environment = {"COPILOT_TUI_DATABASE": f"{place.url}?sslmode=disable"}
        with chatting(server, home, size=(110, 30), environment=environment) as terminal:
            terminal.send("Which train?", ENTER)
            terminal.wait_for(ANSWER)
            terminal.wait_for(lambda _: kept(home) == [], what="the end of all writing")
            proxy.swallow()
            terminal.send(LOST, ENTER)
            terminal.wait_for(lambda _: LOST in kept(home), what="the file with the text")
            terminal.process.kill()
            terminal.process.wait(20)
        assert LOST in kept(home)

        # What the dead one has said must not come to the server after all.
        proxy.cut()
        proxy.flow()
        with chatting(server, home, size=(110, 30), environment=environment) as terminal:
            terminal.wait_for("Which train?", what="the conversation in the sidebar")
            terminal.wait_for("unsent text again, in “Which train?”")
            terminal.send(control("o"), "Which train?", ENTER)
            terminal.wait_for(f"│ {LOST}", what="the text in the prompt")
            assert terminal.text.count(LOST) == 1
            assert kept(home) == []
            quit_and_wait(terminal)


@pytest.mark.parametrize("command", [["--plain"], ["list"], ["ask", "Which train?"]])
def test_whatever_is_started_says_that_it_waits_for_a_silent_database(
    server: FakeServer, home: Path, store_database: Place, command: list[str]
) -> None:
    with proxy_to(store_database.port) as proxy:
        place = replace(store_database, port=proxy.port)
        environment = {"COPILOT_TUI_DATABASE": f"{place.url}?sslmode=disable", "TERM": "dumb"}
        proxy.swallow()
        url = [] if command == ["list"] else ["--url", server.url]
        with Terminal(*command, *url, home=home, columns=120, environment=environment) as terminal:
            terminal.wait_for(f"Waiting for the database at {place.url}")
            proxy.flow()
            if command == ["--plain"]:
                terminal.wait_for("You:")
                terminal.send("/quit", ENTER)
            assert terminal.wait_for_exit() == 0


def test_the_plain_mode_says_that_it_waits_for_a_silent_database(
    server: FakeServer, home: Path, store_database: Place
) -> None:
    with proxy_to(store_database.port) as proxy:
        place = replace(store_database, port=proxy.port)
        environment = {"COPILOT_TUI_DATABASE": f"{place.url}?sslmode=disable", "TERM": "dumb"}
        with Terminal(
            "--plain", "--url", server.url, home=home, rows=40, environment=environment
        ) as terminal:
            terminal.wait_for("You:")
            proxy.swallow()
            terminal.send("Which train?", ENTER)
            terminal.wait_for("(one moment …)")
            proxy.flow()
            terminal.wait_for(ANSWER)
            terminal.send("/quit", ENTER)
            assert terminal.wait_for_exit() == 0
