"""The real program is quit while the database is away: it and the doctor say what waits."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from copilot_tui.command_line.status import ExitStatus
from tests.command_line.running import environ, run
from tests.e2e.chatting import chatting, data, quit_and_wait
from tests.e2e.terminal import ENTER, Terminal
from tests.postgres_installation import HOST, free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_of_libpq")]

ANSWER = "Hello from the fake server."
NEXT = "The next start takes {} there once the server answers."


@pytest.fixture
def away() -> dict[str, str]:
    """Where no server answers."""
    return {"COPILOT_TUI_DATABASE": f"postgresql://ann@{HOST}:{free_port()}/chats"}


def plain(
    server: FakeServer, home: Path, words: str, away: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "copilot_tui", "--plain"],
        input=words,
        capture_output=True,
        encoding="utf-8",
        timeout=50,
        check=True,
        env=environ(home, COPILOT_TUI_URL=server.url, **away),
    )


def outbox_findings(home: Path, away: dict[str, str]) -> list[dict[str, str]]:
    done = run(home, "doctor", "--json", **away)
    assert done.returncode == ExitStatus.FAILED
    findings: list[dict[str, str]] = json.loads(done.stdout)["findings"]
    return [each for each in findings if each["check"] == "outbox"]


def behind_the_screen(terminal: Terminal) -> str:
    """What was written after the alternate screen was left."""
    _, left, rest = bytes(terminal.raw).rpartition(b"\x1b[?1049l")
    assert left
    return " ".join(rest.decode().split())


def kept(home: Path) -> dict[str, bytes]:
    """What is in the folder of the server, to the byte."""
    return {path.name: path.read_bytes() for path in data(home).glob("servers/*/*")}


def test_the_app_says_what_waits_once_the_screen_is_given_back(
    server: FakeServer, home: Path, away: dict[str, str]
) -> None:
    with chatting(server, home, size=(110, 40), environment=away) as terminal:
        terminal.send("Which train?", ENTER)
        terminal.wait_for(ANSWER)
        (during,) = outbox_findings(home, away)
        terminal.send("By train")
        terminal.wait_for("│ By train")
        quit_and_wait(terminal)
        said = behind_the_screen(terminal)
    waiting = "1 message and 1 unsent text wait"
    assert (
        f"{waiting} on this machine for {away['COPILOT_TUI_DATABASE']}. {NEXT.format('them')}"
        in said
    )
    assert during["what"].startswith("1 message waits for the server")
    assert during["todo"].startswith("A running copy has it")

    before = kept(home)
    (after,) = outbox_findings(home, away)
    assert kept(home) == before
    assert after["verdict"] == "hint"
    assert after["what"].startswith(f"{waiting} for the server, in ~/.local/share/copilot-tui")
    assert after["todo"].startswith("Start the program while the server answers")


def test_where_nothing_was_written_nothing_is_said(
    server: FakeServer, home: Path, away: dict[str, str]
) -> None:
    with Terminal("--url", server.url, home=home, environment=away) as terminal:
        terminal.wait_for("Nothing answers at")
        quit_and_wait(terminal)
        assert "on this machine for" not in behind_the_screen(terminal)
    assert "on this machine for" not in plain(server, home, "", away).stderr
    assert outbox_findings(home, away) == []


def test_plain_chat_says_it_too_and_counts_what_earlier_ones_have_left(
    server: FakeServer, home: Path, away: dict[str, str]
) -> None:
    first = plain(server, home, "Which train?\n", away)
    second = plain(server, home, "And then?\n", away)

    place = away["COPILOT_TUI_DATABASE"]
    one = f"1 message waits on this machine for {place}. {NEXT.format('it')}"
    assert one in " ".join(first.stderr.split())
    assert f"2 messages wait on this machine for {place}" in " ".join(second.stderr.split())
