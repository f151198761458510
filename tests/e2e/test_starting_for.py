"""The real program started for something: a question, the last conversation, nothing kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.chatting import asked, data, quit_and_wait, stored
from tests.e2e.terminal import Terminal
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ANSWER = "Hello from the fake server."


def run(home: Path, *arguments: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    """The program between pipes, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "copilot_tui", *arguments],
        input=lines,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "TMPDIR": os.environ["TMPDIR"]},
    )


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own for what is temporary."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def titles(home: Path) -> list[str]:
    with stored(home) as store:
        return [found.title for found in store.conversations.page(limit=9)]


def holding(folder: Path, text: str) -> list[Path]:
    """The files below a folder in which a text stands."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return [file for file in files if text.encode() in file.read_bytes()]


def test_a_question_is_asked_and_the_last_conversation_goes_on(
    home: Path, server: FakeServer
) -> None:
    with Terminal("Why", "so", "late?", "--url", server.url, home=home) as terminal:
        terminal.wait_for(ANSWER, what="the answer")
        quit_and_wait(terminal)
    add_conversation(data(home), "Untouched", [("question", "answer")], clock=lambda: 1.0)
    with Terminal("-c", "And now?", "--url", server.url, home=home) as terminal:
        terminal.wait_for("And now?", what="the second question")
        terminal.wait_for(lambda text: text.count(ANSWER) == 2, what="both answers")
        quit_and_wait(terminal)

    assert asked(server) == ["Why so late?", "And now?"]
    assert titles(home) == ["Why so late?", "Untouched"]


def test_privately_nothing_that_was_said_stands_in_any_file(
    home: Path, server: FakeServer, temporary: Path
) -> None:
    environment = {"TMPDIR": str(temporary)}
    with Terminal(
        "--private", "MYSECRET?", "--url", server.url, home=home, environment=environment
    ) as terminal:
        terminal.wait_for(ANSWER, what="the answer")
        terminal.wait_for("private: nothing of this is kept", what="the notice")
        terminal.send("MYSECRET draft")
        terminal.wait_for("MYSECRET draft", what="the draft")
        quit_and_wait(terminal)

    assert asked(server) == ["MYSECRET?"]
    assert holding(home, "MYSECRET") == []
    assert list(temporary.iterdir()) == []
    assert not (data(home) / "conversations.db").exists()


def test_line_by_line_it_is_the_same(home: Path, server: FakeServer, temporary: Path) -> None:
    flags = ("--plain", "--url", server.url)
    first = run(home, *flags, "Why?")
    second = run(home, *flags, "-c", lines="And now?\n")
    private = run(home, *flags, "--private", "MYSECRET?", lines="/copy\n")

    assert [done.returncode for done in (first, second, private)] == [0, 0, 0]
    assert ANSWER in first.stdout
    assert "Why?" in second.stdout
    assert "private: nothing of this is kept" in private.stdout
    assert asked(server) == ["Why?", "And now?", "MYSECRET?"]
    assert titles(home) == ["Why?"]
    assert holding(home, "MYSECRET") == []
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("-c",), 5, "There is no conversation yet."),
        (("--conversation", "Oslo"), 5, 'There is no conversation "Oslo".'),
        (("why?",), 2, "needs a terminal"),
        (("--plain", "--profile", "none", "why?"), 2, "there is no profile"),
    ],
)
def test_what_cannot_be_begun_ends_with_a_line_and_a_status(
    home: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = run(home, *arguments)

    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not data(home).exists()
