"""The real program on a real database that is killed, and comes back after both have died."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.command_line.status import ExitStatus
from copilot_tui.store.store import Store
from tests.command_line.running import environ, run
from tests.e2e.chatting import asked, chatting, quit_and_wait
from tests.e2e.terminal import ENTER, control
from tests.postgres_database import database_at
from tests.postgres_installation import NoPostgres
from tests.postgres_server import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from tests.e2e.terminal import Terminal
    from tests.postgres_server import Place, PostgresServer
    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(150)]

ANSWER = "Hello from the fake server."
UNSENT = "half a thought"


@pytest.fixture
def mortal() -> Iterator[PostgresServer]:
    """A database server that keeps what it has said to have kept."""
    try:
        with running_postgres(durable=True) as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(str(reason))


def test_what_a_killed_program_wrote_while_the_database_was_away_gets_there_once(
    server: FakeServer, home: Path, mortal: PostgresServer
) -> None:
    place = mortal.add_database()
    with on_database(server, home, place) as terminal:
        terminal.send("Before", ENTER)
        terminal.wait_for(ANSWER)
        mortal.kill()
        terminal.send("While it is away", ENTER)
        terminal.wait_for("Nothing answers at")
        terminal.wait_for(lambda text: text.count(ANSWER) == 2)
        terminal.send(UNSENT)
        terminal.wait_for(lambda _: UNSENT in written(home))
        terminal.process.send_signal(signal.SIGKILL)
        terminal.process.wait(10)

    with on_database(server, home, place) as terminal:
        terminal.wait_for("Nothing answers at")
        terminal.send(control("o"), "Before", ENTER)
        terminal.wait_for("│ " + UNSENT)
        assert "While it is away" in terminal.text
        quit_and_wait(terminal)
    assert run(home, "list", COPILOT_TUI_DATABASE=place.url).returncode != 0
    assert outboxes(home)

    mortal.start()
    for _ in range(2):
        listed = run(home, "list", COPILOT_TUI_DATABASE=place.url)
        assert (listed.returncode, listed.stdout.count("Before")) == (0, 1)
        assert not outboxes(home)
        with Store(database_at(place.url), instance_id="beside") as store:
            (conversation,) = store.conversations.page(limit=9)
            leaf = conversation.active_leaf
            assert leaf is not None
            contents = [message.content for message in store.tree.path(leaf)]
            assert contents == ["Before", ANSWER, "While it is away", ANSWER]
            assert store.drafts.get(conversation.id) == UNSENT
    assert asked(server) == ["Before", "While it is away"]


def test_a_question_for_a_script_is_answered_and_kept_and_plain_chat_says_what_is_kept_where(
    server: FakeServer, home: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    environment = {
        "COPILOT_TUI_URL": server.url,
        "COPILOT_TUI_DATABASE": f"postgresql://ann@127.0.0.1:{port}/chats",
    }
    answered = run(home, "ask", "Why so?", **environment)
    assert (answered.returncode, answered.stdout.strip()) == (0, ANSWER)
    assert answered.stderr.count("is kept on this machine") == 1
    assert "Why so?" in written(home)
    listed = run(home, "list", **environment)
    assert (listed.returncode, listed.stdout) == (ExitStatus.STORE, "")
    assert f"127.0.0.1:{port}" in listed.stderr
    plain = subprocess.run(
        [sys.executable, "-m", "copilot_tui", "--plain", "--continue"],
        input="And then?\n",
        capture_output=True,
        encoding="utf-8",
        timeout=50,
        check=True,
        env=environ(home, **environment),
    )
    assert "is kept on this machine" in plain.stdout + plain.stderr
    assert "Why so?" in plain.stdout
    assert "And then?" in written(home)


def on_database(server: FakeServer, home: Path, place: Place) -> AbstractContextManager[Terminal]:
    return chatting(server, home, size=(110, 40), environment={"COPILOT_TUI_DATABASE": place.url})


def outboxes(home: Path) -> list[Path]:
    return list(home.glob(".local/share/copilot-tui/servers/*/outbox-*"))


def written(home: Path) -> str:
    """All that stands in the outboxes and their logs."""
    return "".join(file.read_bytes().decode("latin-1") for file in outboxes(home))
