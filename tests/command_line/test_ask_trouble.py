"""`copilot-tui ask` where something is wrong, closed, stopped, or somebody else's turn."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.cli import main
from tests.command_line.asking import (
    ask,
    asked,
    asking,
    conversations,
    read_until,
    replies,
    wait_until,
)
from tests.command_line.running import PROGRAM, data, environ, stored
from tests.e2e.chatting import configuration
from tests.servers_fake import (
    Answer,
    Ending,
    FakeServer,
    Gate,
    chunk,
    events,
    in_thread,
    recording,
    reply,
)
from tests.ui.preparing import add_conversation, scripted, scripted_server

NOWHERE = "http://127.0.0.1:9/v1"
"""The port of the discard service, which nobody runs any more."""


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with in_thread(scripted_server()) as server:
        yield server


def broken_off(text: str, ending: Ending) -> Answer:
    return Answer((events(chunk(text), done=False),), ending=ending)


def shell(home: Path, server: FakeServer, script: str) -> subprocess.CompletedProcess[str]:
    """Bash with `copilot-tui ask` as "$@"."""
    return subprocess.run(
        ["bash", "--norc", "-c", script, "bash", *PROGRAM, "ask"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        env=environ(home, COPILOT_TUI_URL=server.url),
    )


def test_a_reply_that_breaks_off_or_is_refused_is_status_1_and_kept(
    home: Path, server: FakeServer
) -> None:
    server.answer(broken_off("cut text", Ending.CUT), recording("g4f-401"))
    cut = ask(home, server, "one")
    refused = ask(home, server, "two", "--json")

    assert (cut.returncode, cut.stdout) == (1, "cut text\n")
    assert "copilot-tui: The connection to the server broke before the reply was" in cut.stderr
    assert refused.returncode == 1
    assert "copilot-tui: The provider needs a login." in refused.stderr
    end = json.loads(refused.stdout.splitlines()[-1])
    assert (end["event"], end["status"]) == ("end", "failed")
    failed, interrupted = replies(home)
    assert (failed.status, interrupted.status) == (Status.FAILED, Status.INTERRUPTED)
    assert interrupted.content == "cut text"


def test_an_answer_without_a_word_is_a_failure(home: Path, server: FakeServer) -> None:
    server.answer(reply(""))
    done = ask(home, server, "hi")

    assert (done.returncode, done.stdout) == (1, "")
    assert "The answer is empty." in done.stderr


def test_where_a_server_is_named_nobody_else_answers_and_nothing_is_kept(home: Path) -> None:
    for words, variables in (
        (("--url", NOWHERE), {}),
        ((), {"COPILOT_TUI_URL": NOWHERE}),
        (("--private", "--json"), {"COPILOT_TUI_URL": NOWHERE}),
    ):
        done = subprocess.run(
            [*PROGRAM, "ask", "hi", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
            env=environ(home, **variables),
        )
        assert (done.returncode, done.stdout) == (3, "")
        assert f"copilot-tui: No server answers at {NOWHERE}." in done.stderr
        assert "--profile offline asks the small model on this machine." in done.stderr
    assert conversations(home) == []


def test_a_conversation_is_answered_by_its_own_profile_unless_an_address_is_given(
    home: Path, server: FakeServer
) -> None:
    configuration(home, f"[profiles.work]\nurl = '{NOWHERE}'\n")
    with stored(home) as store:
        store.conversations.create(title="Work", profile="work")
    own = ask(home, server, "-c", "hi")
    given = ask(home, server, "-c", "hi", "--url", server.url)

    assert (own.returncode, own.stdout) == (3, "")
    assert f"No server answers at {NOWHERE}." in own.stderr
    assert (given.returncode, given.stdout) == (0, "Hello from the fake server.\n")


def test_a_reply_that_could_not_be_begun_is_status_4(home: Path, server: FakeServer) -> None:
    with stored(home) as store:
        store.conversations.create(title="Title", parameters="[1]")
    done = ask(home, server, "-c", "hi")

    assert (done.returncode, done.stdout) == (4, "")
    assert "The parameters of this conversation cannot be read" in done.stderr


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_the_reply_and_keeps_its_text(
    home: Path, server: FakeServer, number: signal.Signals, status: int
) -> None:
    server.answer(broken_off("some text", Ending.STALL))
    with asking(home, server, "-q", "hi") as process:
        read_until(process, b"some text")
        process.send_signal(number)
        assert process.communicate() == (b"\n", b"")
        assert process.returncode == status
    (answer,) = replies(home)
    assert (answer.status, answer.content) == (Status.STOPPED, "some text")


def test_a_kill_keeps_what_came(home: Path, server: FakeServer) -> None:
    server.answer(broken_off("some text", Ending.STALL))
    with asking(home, server, "hi") as process:
        read_until(process, b"some text")
        wait_until(lambda: replies(home)[0].content == "some text", "written to the journal")
        process.kill()
        process.wait()
    assert ask(home, server, "--conversation", "1", "again").returncode == 0
    ((_, path),) = conversations(home)
    assert [message.status for message in path][1] is Status.INTERRUPTED
    assert path[1].content == "some text"


def test_a_pipe_that_is_closed_stops_the_reply_also_while_the_server_is_silent(
    home: Path, server: FakeServer
) -> None:
    server.answer(broken_off("line\nmore", Ending.STALL))
    with asking(home, server, "-q", "hi") as process:
        read_until(process, b"line\nmore")
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(40) == 141
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert server.client_left.is_set()
    assert replies(home)[0].status is Status.STOPPED


def test_a_closed_pipe_stops_a_long_answer(home: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted("first\n", *(f"line {number}\n" for number in range(9000)), gate))
    done = shell(home, server, '"$@" -q hi | head -1; echo "${PIPESTATUS[0]}"')

    assert (done.stdout, done.stderr) == ("first\n141\n", "")
    assert replies(home)[0].status is Status.STOPPED


def test_ctrl_c_gives_up_a_reader_that_does_not_read(home: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted("x" * 200_000, gate))
    with asking(home, server, "-q", "hi") as process:
        # More than a pipe holds: it is all there once the rest cannot be written.
        wait_until(lambda: bool(replies(home)), "asked")
        wait_until(lambda: len(replies(home)[0].content) == 200_000, "all has come")
        process.send_signal(signal.SIGINT)
        assert process.wait(40) == 130
    assert replies(home)[0].status is Status.STOPPED


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has it")
def test_output_that_cannot_be_written_is_a_line_and_a_status(
    home: Path, server: FakeServer
) -> None:
    full = shell(home, server, '"$@" -q hi > /dev/full; echo $?')
    assert full.stdout == "1\n"
    assert full.stderr.startswith("copilot-tui: The output could not be written: No space left")
    assert "Exception ignored" not in full.stderr
    count = len(asked(server))

    closed = shell(home, server, '"$@" hi >&-; echo $?')
    assert (closed.stdout, len(asked(server))) == ("1\n", count)
    assert "Standard output is closed." in closed.stderr


def test_closed_standard_input_and_error_are_done_without(home: Path, server: FakeServer) -> None:
    done = shell(home, server, '"$@" hi <&- 2>&-; echo $?')

    assert (done.stdout, done.stderr) == ("Hello from the fake server.\n0\n", "")
    assert shell(home, server, '"$@" <&-; echo $?').stdout == "2\n"


@pytest.mark.slow
def test_standard_input_that_never_ends_is_told_of_and_limited_by_the_timeout(
    home: Path, server: FakeServer
) -> None:
    reading, writing = os.pipe()
    try:
        done = subprocess.run(
            [*PROGRAM, "ask", "hi", "--timeout", "3"],
            stdin=reading,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
            env=environ(home, COPILOT_TUI_URL=server.url),
        )
    finally:
        os.close(reading)
        os.close(writing)

    assert (done.returncode, done.stdout) == (1, "")
    told, *failed = done.stderr.splitlines()
    assert told.startswith("copilot-tui: Waiting for standard input, which is not closed.")
    assert "within the 3 s of --timeout" in failed[0]
    assert asked(server) == []


@pytest.mark.slow
def test_a_reply_that_takes_too_long_is_stopped_and_kept(home: Path, server: FakeServer) -> None:
    server.answer(broken_off("some text", Ending.DRIP))
    done = ask(home, server, "hi", "--timeout", "4")

    assert (done.returncode, done.stdout) == (1, "some text\n")
    assert "within the 4 s of --timeout" in done.stderr
    assert replies(home)[0].status is Status.STOPPED


@pytest.mark.parametrize(
    ("words", "stdin", "status", "said"),
    [
        ((), b"", 2, "There is no question."),
        (("",), b"x", 2, "The question is empty."),
        (("hi",), b"\0\1\2" * 9, 2, "Standard input is not text but binary"),
        (("hi",), b"x" * 20_000_001, 2, "Standard input is longer than 20.0 MB"),
        (("hi", "--file", "nowhere"), b"", 2, "nowhere is not there"),
        (("hi", "-c"), b"", 5, "There is no conversation yet."),
        (("hi", "--profile", "nobody"), b"", 2, "The configuration has a problem."),
    ],
)
def test_what_cannot_be_asked_is_a_line_and_a_status(
    home: Path, server: FakeServer, words: tuple[str, ...], stdin: bytes, status: int, said: str
) -> None:
    done = ask(home, server, *words, stdin=stdin)

    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith("copilot-tui: ")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert asked(server) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--json", "--code"), "--json and --code print different things"),
        (("-c", "--private"), "--private begins anew"),
        (("-c", "--conversation", "1"), "name two conversations"),
        (("--timeout", "0"), "--timeout"),
    ],
)
def test_flags_that_contradict_each_other_are_refused(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main(["ask", "hi", *words]) == 2
    assert said in capsys.readouterr().err
    assert not list(home.iterdir())


def test_conversations_that_cannot_be_used_are_status_4_before_anything_is_asked(
    home: Path, server: FakeServer
) -> None:
    (data(home) / "conversations.db").mkdir(parents=True)
    done = ask(home, server, "hi")

    assert (done.returncode, done.stdout) == (4, "")
    assert asked(server) == []
    assert ask(home, server, "hi", "--private").returncode == 0


def test_a_reply_that_cannot_be_kept_is_put_out_and_goes_into_a_file(
    home: Path, server: FakeServer
) -> None:
    add_conversation(data(home), "Title", [("question", "answer")])
    answer = "word " * 40_000
    server.answer(reply(answer))
    # No file may grow beyond what the conversations, but not this reply, have room in.
    done = shell(home, server, 'ulimit -f 240; "$@" -q hi; echo $?')

    assert done.stdout == f"{answer}\n4\n"
    (file,) = data(home).glob("unsaved-text-*.md")
    assert answer in file.read_text(encoding="utf-8")
    assert f"The text is in ~/.local/share/copilot-tui/{file.name}." in done.stderr


def test_two_at_once_in_one_conversation_take_turns(home: Path, server: FakeServer) -> None:
    add_conversation(data(home), "Other", [("question", "answer")])
    add_conversation(data(home), "Title", [("question", "answer")])
    gate = Gate()
    server.answer(scripted("first ", gate, "answer"), reply("else"), reply("second answer"))
    with asking(home, server, "--conversation", "title", "first") as first:
        read_until(first, b"first ")
        elsewhere = ask(home, server, "--conversation", "other", "meanwhile", "--timeout", "30")
        assert elsewhere.stdout == "else\n"
        with asking(home, server, "--conversation", "title", "second") as second:
            assert second.stderr is not None
            said = second.stderr.readline()
            assert b"Somebody is answering in this conversation; waiting" in said
            gate.open()
            assert first.communicate()[0] == b"answer\n"
            assert second.communicate()[0] == b"second answer\n"
    _, path = conversations(home)[0]
    assert [message.content for message in path][2:] == [
        "first",
        "first answer",
        "second",
        "second answer",
    ]
