"""Faults planted into the real program."""

from __future__ import annotations

import signal
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.paths import Paths
from tests.e2e.chatting import chatting, data, quit_and_wait, stored
from tests.e2e.dripping import begin, kept_reply
from tests.e2e.planted import SECRET
from tests.e2e.terminal import F1, Terminal, control

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer
from tests.store.support import unsent_in_new

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

TYPED = "half a thought"


def planted(fault: str) -> tuple[str, ...]:
    """What Python runs for the program with a fault in it."""
    return ("-m", "tests.e2e.planted", fault)


def reports(home: Path) -> list[Path]:
    """The reports of faults that the program has kept."""
    return list((data(home) / "logs").glob("crash-*.txt"))


def assert_told(terminal: Terminal, home: Path) -> None:
    """See that the fault was told of in a few lines, and the secret nowhere."""
    said = terminal.raw.rpartition(b"\x1b[?25h")[2].decode()
    assert "a fault in the program (PlantedError) has ended it." in said
    assert len(said.splitlines()) <= 5
    (report,) = reports(home)
    assert str(report) in said
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "PlantedError" in report.read_text()
    assert "planted.py" in report.read_text()
    for text in (said, report.read_text()):
        assert SECRET not in text
        assert TYPED not in text


@pytest.mark.parametrize("fault", ["key", "worker"])
def test_a_fault_ends_it_in_words_with_everything_kept(
    server: FakeServer, home: Path, fault: str
) -> None:
    with chatting(server, home, program=planted(fault)) as terminal, terminal.left_as_it_was():
        drip = begin(terminal, server)
        drip.fall(20)
        terminal.wait_for("word19")
        terminal.send(TYPED)
        terminal.wait_for(f"│ {TYPED}")
        terminal.send(F1)
        assert terminal.wait_for_exit() == 1
        assert_told(terminal, home)
    status, text = kept_reply(home)
    assert status is Status.INTERRUPTED
    assert "word19 " in text
    with stored(home) as store:
        conversation = store.conversations.recent(limit=1)[0]
        assert store.drafts.get(conversation.id) == TYPED


def test_what_cannot_be_written_when_a_fault_ends_it_is_in_a_file_that_is_named(
    server: FakeServer, home: Path
) -> None:
    with chatting(server, home, program=planted("key")) as terminal, terminal.left_as_it_was():
        drip = begin(terminal, server)
        drip.fall(20)
        terminal.wait_for("word19")
        with closing(sqlite3.connect(Paths(home, data(home)).database)) as other:
            other.execute("BEGIN IMMEDIATE")
            terminal.send(TYPED)
            terminal.wait_for(f"│ {TYPED}")
            terminal.send(F1)
            assert terminal.wait_for_exit() == 1
        (file,) = data(home).glob("unsaved-text-*.md")
        assert str(file) in terminal.raw.decode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "word19 " in file.read_text()
    assert file.read_text().endswith(f"# Not sent\n\n{TYPED}")


def test_a_fault_while_quitting_does_not_keep_it_from_ending(
    server: FakeServer, home: Path
) -> None:
    with chatting(server, home, program=planted("quit")) as terminal, terminal.left_as_it_was():
        terminal.send(TYPED)
        terminal.wait_for(f"│ {TYPED}")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 1
        assert_told(terminal, home)
    with stored(home) as store:
        assert unsent_in_new(store) == [TYPED]


def test_a_fault_in_a_thread_is_kept_out_of_sight(server: FakeServer, home: Path) -> None:
    with chatting(server, home, program=planted("thread")) as terminal, terminal.left_as_it_was():
        terminal.send(F1, TYPED)
        terminal.wait_for(f"│ {TYPED}")
        quit_and_wait(terminal)
        assert b"PlantedError" not in terminal.raw
    (report,) = reports(home)
    assert "PlantedError" in report.read_text()


def test_the_second_signal_ends_a_program_whose_loop_stands_still(
    server: FakeServer, home: Path
) -> None:
    with chatting(server, home, program=planted("loop")) as terminal, terminal.left_as_it_was():
        terminal.send(F1, TYPED)
        while terminal.read(0.5):
            pass
        terminal.process.send_signal(signal.SIGTERM)
        terminal.process.send_signal(signal.SIGTERM)
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.wait_for_exit() == 1


def test_quitting_that_does_not_come_to_an_end_is_ended(server: FakeServer, home: Path) -> None:
    with chatting(server, home, program=planted("hang")) as terminal, terminal.left_as_it_was():
        terminal.send(control("q"))
        assert terminal.wait_for_exit() == 1
