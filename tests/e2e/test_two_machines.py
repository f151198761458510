"""Two terminals with different homes, on one PostgreSQL."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.e2e.chatting import chatting, quit_and_wait
from tests.e2e.dripping import Drip
from tests.e2e.terminal import ENTER, control

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.e2e.terminal import Terminal
    from tests.postgres_server import Place
    from tests.servers_fake import FakeServer

INTERRUPTED = "The program ended before"


@pytest.mark.slow
def test_what_a_killed_one_was_answered_is_seen_on_the_other_and_ends_there(
    server: FakeServer, tmp_path: Path, store_database: Place
) -> None:
    drip = Drip(50)
    server.answer(drip.answer)
    with (
        on_machine(tmp_path / "desk", server, store_database) as desk,
        on_machine(tmp_path / "lap", server, store_database) as lap,
    ):
        desk.send("A story", ENTER)
        desk.wait_for("It begins.")
        lap.wait_for("A story", what="the conversation in the sidebar")
        lap.send(control("o"), "A story", ENTER)
        lap.wait_for("It begins.")
        drip.fall(3)
        lap.wait_for("It begins. word0 word1 word2")
        assert INTERRUPTED not in lap.text

        desk.process.send_signal(signal.SIGKILL)
        lap.wait_for(INTERRUPTED)
        assert "It begins. word0 word1 word2" in lap.text
        quit_and_wait(lap)


def on_machine(home: Path, server: FakeServer, place: Place) -> AbstractContextManager[Terminal]:
    """The program in a terminal of its own, with a home of its own."""
    home.mkdir()
    return chatting(
        server,
        home,
        size=(110, 30),
        environment={"COPILOT_TUI_DATABASE": place.url},
        program=("-m", "tests.e2e.short_lease"),
    )
