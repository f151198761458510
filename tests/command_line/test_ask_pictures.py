"""Pictures that the answer to `copilot-tui ask` shows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line.asking import SECONDS, ask, asking, read_until, replies
from tests.command_line.running import stored
from tests.pictures import picture
from tests.servers_fake import Answer, FakeServer, Gate, in_thread, reply
from tests.ui.preparing import scripted_server

CAT = picture(name="cat")
DRAWN = "Here: ![cat](/media/1.png)"


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with in_thread(scripted_server()) as server:
        server.answer(reply(DRAWN))
        yield server


def test_a_picture_that_is_slow_to_come_is_kept_before_it_ends(
    home: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.route("/media/1.png", Answer((CAT.data,), before=gate))
    with asking(home, server, "draw a cat") as process:
        read_until(process, b"\n")
        assert gate.wait_reached(SECONDS)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        gate.open()
        assert process.wait(SECONDS) == 0

    (answer,) = replies(home)
    with stored(home) as store:
        assert store.pictures.uses([answer.id]) == {answer.id: {"/media/1.png": CAT.facts}}


def test_a_picture_that_cannot_be_fetched_is_told_with_what_to_do(
    home: Path, server: FakeServer
) -> None:
    server.route("/media/1.png", Answer((b"gone",), 404))
    done = ask(home, server, "draw a cat")

    assert (done.returncode, done.stdout) == (0, f"{DRAWN}\n")
    (answer,) = replies(home)
    told = done.stderr.splitlines()[-1]
    assert told.startswith("copilot-tui: A picture of the answer could not be fetched: ")
    assert told.endswith(f" open it: copilot-tui --conversation {answer.conversation}")


def test_that_is_an_event_and_nothing_with_quiet_or_where_nothing_is_kept(
    home: Path, server: FakeServer
) -> None:
    server.route("/media/1.png", Answer((b"gone",), 404))
    server.answer(reply(DRAWN), reply(DRAWN))
    lines = ask(home, server, "--json", "cat").stdout.splitlines()
    events = [json.loads(line) for line in lines]
    quiet = ask(home, server, "--quiet", "cat")
    private = ask(home, server, "--private", "cat")

    assert events[-1]["event"] == "notice"
    assert "could not be fetched" in events[-1]["text"]
    assert quiet.stderr == ""
    assert private.stderr == "copilot-tui: Copilot answers.\n"


@pytest.mark.parametrize("words", [("--json",), ()])
def test_that_a_model_cannot_see_is_told_without_keys_of_the_app(
    home: Path, server: FakeServer, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "cat.png").write_bytes(CAT.data)
    file = str(tmp_path / "cat.png")
    done = ask(home, server, "--profile", "offline", *words, "--file", file, "what?")

    assert done.returncode == 1
    told = json.loads(done.stdout.splitlines()[-1])["error"] if words else done.stderr
    assert "cannot see pictures" in told
    assert "--model" in told
    assert "f3" not in done.stdout + done.stderr
