"""`copilot-tui --plain` in a dumb terminal, in one that can edit lines, and between pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from tests.e2e.chatting import asked, data
from tests.e2e.terminal import Terminal, control
from tests.servers_fake import FakeServer, Gate, recording
from tests.ui.preparing import add_conversation, scripted

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ENTER = "\r"
PROMPT = "You: "
DUMB = {"TERM": "dumb"}


def start(
    server: FakeServer, home: Path, environment: dict[str, str] | None = None, rows: int = 60
) -> Terminal:
    """The plain mode in a terminal, once it asks for a line."""
    terminal = Terminal(
        "--plain", "--url", server.url, home=home, rows=rows, environment=environment or DUMB
    )
    prompts(terminal, 1)
    return terminal


def prompts(terminal: Terminal, count: int) -> str:
    """Wait until the prompt was printed so many times."""
    return terminal.wait_for(
        lambda _: terminal.raw.count(PROMPT.encode()) >= count, what=f"{count} prompts"
    )


def last_reply(home: Path) -> tuple[str, str]:
    """Status and text of the newest message."""
    paths = Paths(config=home, data=data(home))
    with Store(paths.database, instance_id="after") as store:
        leaf = store.conversations.recent(limit=1)[0].active_leaf
        assert leaf is not None
        message = store.tree.get(leaf)
        return message.status.value, message.content


def piped(
    home: Path, *arguments: str, lines: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the plain mode between pipes, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "copilot_tui", "--plain", *arguments],
        input=lines,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"HOME": str(home), "PATH": os.environ["PATH"], **(environment or {})},
    )


def test_between_pipes_lines_become_messages_and_no_prompt_is_printed(
    server: FakeServer, home: Path
) -> None:
    done = piped(home, "--url", server.url, lines="Hello?\n/messages\n")

    assert (done.returncode, done.stderr) == (0, "")
    assert PROMPT not in done.stdout
    assert (
        "\nCopilot:\nHello from the fake server.\n\n1. You:\nHello?\n\n2. Copilot:\n" in done.stdout
    )
    assert last_reply(home) == ("complete", "Hello from the fake server.")


def test_what_is_no_text_and_what_cannot_be_printed_do_no_harm(
    server: FakeServer, home: Path
) -> None:
    hostile = "\x1b]52;c;aGk=\x07 “東京”"
    server.answer(scripted(hostile))
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-m", "copilot_tui", "--plain", "--url", server.url],
        input=b"\xff\xfe what?\n",
        capture_output=True,
        timeout=60,
        check=False,
        env={"HOME": str(home), "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout
    assert b"]52;c;aGk=" in done.stdout


def test_nobody_reading_ends_it_quietly(server: FakeServer, home: Path) -> None:
    command = f"{sys.executable} -m copilot_tui --plain --url {server.url} | true"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        input="Hello?\n/help\n/help\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_conversations_that_are_damaged_are_set_aside_with_a_sentence(
    server: FakeServer, home: Path
) -> None:
    data(home).mkdir(parents=True)
    (data(home) / "conversations.db").write_bytes(b"no database at all" * 100)
    done = piped(home, "--url", server.url, lines="Hello?\n")

    assert (done.returncode, done.stderr) == (0, "")
    (aside,) = data(home).glob("conversations.db.damaged-*")
    assert aside.read_bytes() == b"no database at all" * 100
    assert aside.name in done.stdout


def test_a_wrong_flag_is_a_usage_error(home: Path) -> None:
    assert piped(home, "--url", "no address", lines="").returncode == 2


def test_a_dumb_terminal_gets_no_escape_sequence(server: FakeServer, home: Path) -> None:
    add_conversation(data(home), "\x1b[31mhostile", [("\x1b[2J", "\x9b2J")])
    server.answer(recording("g4f-reasoning"))
    with start(server, home) as terminal:
        terminal.send("Hello?", ENTER)
        prompts(terminal, 2)
        terminal.send("/switch hostile", ENTER)
        prompts(terminal, 3)
        terminal.send(control("d"))
        assert terminal.wait_for_exit() == 0

    assert b"(thinking)" in terminal.raw
    assert not {0x1B, 0x9B, 0x08} & set(terminal.raw.decode().encode("latin-1", "replace"))


def test_ctrl_c_stops_a_reply_and_keeps_its_text(server: FakeServer, home: Path) -> None:
    gate = Gate()
    server.answer(scripted("The first sentence. ", gate, "The second one."))
    with start(server, home) as terminal:
        terminal.send("Hello?", ENTER)
        terminal.wait_for("The first sentence.")
        terminal.send(control("c"))
        terminal.wait_for("(stopped)")
        prompts(terminal, 2)
        terminal.send("/quit", ENTER)
        assert terminal.wait_for_exit() == 0

    assert last_reply(home) == ("stopped", "The first sentence. ")


def test_ctrl_c_clears_the_line_and_twice_says_how_to_quit(server: FakeServer, home: Path) -> None:
    with start(server, home) as terminal:
        terminal.send("never sent", control("c"))
        prompts(terminal, 2)
        assert "ends" not in terminal.text.splitlines()[-1]
        terminal.send(control("c"))
        terminal.wait_for("(/quit or ctrl+d ends)")
        prompts(terminal, 3)
        terminal.send("Hello?", ENTER)
        prompts(terminal, 4)
        terminal.send(control("d"))
        assert terminal.wait_for_exit() == 0

    assert asked(server) == ["Hello?"]


def test_one_goes_on_elsewhere_while_a_reply_runs(server: FakeServer, home: Path) -> None:
    gate = Gate()
    server.answer(scripted("It begins. ", gate, "It ends."))
    with start(server, home) as terminal:
        terminal.send("A long story, please.", ENTER)
        terminal.wait_for("It begins.")
        terminal.send("/new", ENTER)
        prompts(terminal, 2)
        terminal.send("A short one.", ENTER)
        terminal.wait_for("Hello from the fake server.")
        gate.open()
        prompts(terminal, 3)
        terminal.wait_for(lambda _: last_reply_ended(home), what="the end of the story")
        terminal.send("/conversations", ENTER)
        terminal.wait_for("(reply ended in “A long story, please.”)")
        assert "It ends." not in terminal.text
        terminal.send("/switch long", ENTER)
        terminal.wait_for("It begins. It ends.")
        terminal.send(control("d"))
        assert terminal.wait_for_exit() == 0


def last_reply_ended(home: Path) -> bool:
    """Whether no reply is under way any more."""
    paths = Paths(config=home, data=data(home))
    with Store(paths.database, instance_id="beside") as store:
        replies = [
            store.tree.get(entry.active_leaf)
            for entry in store.conversations.recent(limit=9)
            if entry.active_leaf is not None
        ]
        return all(reply.status.value == "complete" for reply in replies)


def test_a_message_typed_during_a_reply_waits_for_its_end(server: FakeServer, home: Path) -> None:
    gate = Gate()
    server.answer(scripted("It begins. ", gate, "It ends."))
    with start(server, home) as terminal:
        terminal.send("A story.", ENTER)
        terminal.wait_for("It begins.")
        terminal.send("And then?", ENTER)
        terminal.wait_for("(waits for the reply; /unsend takes it back)")
        gate.open()
        terminal.wait_for("You, from before: And then?")
        terminal.wait_for("Hello from the fake server.")
        prompts(terminal, 2)
        terminal.send(control("d"))
        assert terminal.wait_for_exit() == 0


def test_a_message_that_waits_for_a_stopped_reply_is_not_sent(
    server: FakeServer, home: Path
) -> None:
    server.answer(scripted("It begins. ", Gate()))
    with start(server, home) as terminal:
        terminal.send("A story.", ENTER)
        terminal.wait_for("It begins.")
        terminal.send("And then?", ENTER)
        terminal.wait_for("(waits for the reply")
        terminal.send(control("c"))
        terminal.wait_for("(what waited was not sent; /draft puts it into your next message)")
        prompts(terminal, 2)
        terminal.send("/draft", ENTER)
        prompts(terminal, 3)
        terminal.send("Go on.", ENTER)
        terminal.wait_for("Hello from the fake server.")
        prompts(terminal, 4)
        terminal.send(control("d"))
        assert terminal.wait_for_exit() == 0

    assert asked(server)[1].endswith("And then?\n\nGo on.")


def test_lines_that_are_pasted_at_once_are_one_message(server: FakeServer, home: Path) -> None:
    with start(server, home) as terminal:
        terminal.send(f"one{ENTER}two{ENTER}three{ENTER}")
        terminal.wait_for("Hello from the fake server.")
        prompts(terminal, 2)
        terminal.send(control("d"))
        assert terminal.wait_for_exit() == 0

    assert asked(server) == ["one\ntwo\nthree"]


def test_lines_can_be_edited_and_recalled_where_the_terminal_can(
    server: FakeServer, home: Path
) -> None:
    pytest.importorskip("readline")
    with start(server, home, {"TERM": "xterm"}) as terminal:
        assert b"\x1b" not in terminal.raw
        terminal.send("Helo?", "\x1b[D", "\x1b[D", "l", ENTER)
        prompts(terminal, 2)
        terminal.send("\x1b[A", " Again.", ENTER)
        terminal.wait_for("Hello? Again.")
        prompts(terminal, 3)
        terminal.send("typed and")
        terminal.wait_for("typed and")
        terminal.send(control("c"))
        assert asked(server) == ["Hello?", "Hello? Again."]
        prompts(terminal, 4)
        terminal.send("half a line")
        terminal.wait_for("half a line")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 0
    with start(server, home) as terminal:
        terminal.send("/switch 1", ENTER)
        terminal.wait_for("Unsent here: half a line")


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP", "a closed terminal"])
def test_the_end_of_the_system_or_the_terminal_keeps_the_reply(
    server: FakeServer, home: Path, ending: str
) -> None:
    server.answer(scripted("The first sentence. ", Gate(), "Never."))
    with start(server, home) as terminal:
        terminal.send("Hello?", ENTER)
        terminal.wait_for("The first sentence.")
        if ending == "a closed terminal":
            terminal.hang_up()
        else:
            terminal.process.send_signal(signal.Signals[ending])
        assert terminal.wait_for_exit() == 0

    assert last_reply(home) == ("interrupted", "The first sentence. ")
