"""A day at the keyboard, in a real terminal of two sizes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.chatting import (
    EMPTY_PROMPT,
    SMALL,
    TALL,
    asked,
    chatting,
    copied,
    data,
    quit_and_wait,
)
from tests.e2e.terminal import BACKSPACE, DOWN, ENTER, ESCAPE, F1, TAB, UP, Terminal, control
from tests.servers_fake import FakeServer, Gate, reply
from tests.ui.preparing import THREAD, add_conversation, scripted

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(90),
    pytest.mark.parametrize("size", [SMALL, TALL], ids=["80x24", "120x40"]),
]

WITHOUT_CLIPBOARD = {"TERM": "linux", "COLORTERM": "truecolor"}
GREETING = "Hello from the fake server."
TWO_BLOCKS = "First:\n\n```python\nprint('one')\n```\n\nthen\n\n```sh\necho two\n```\n\nDone."


def ask(terminal: Terminal, question: str, answer: str = GREETING) -> None:
    """Send a message and see the answer."""
    terminal.send(question, ENTER)
    terminal.wait_for(answer)
    terminal.wait_for(EMPTY_PROMPT)


def into_the_log(terminal: Terminal) -> None:
    """Go from the prompt to the messages."""
    terminal.send(TAB)
    terminal.wait_for("y copy")


def test_copying_code_blocks_and_whole_messages(
    server: FakeServer, home: Path, size: tuple[int, int]
) -> None:
    server.answer(reply(TWO_BLOCKS, conversation=THREAD))
    with chatting(server, home, size=size, environment=WITHOUT_CLIPBOARD) as terminal:
        ask(terminal, "Two programs, please", "Done.")
        into_the_log(terminal)
        terminal.send("c")
        terminal.wait_for("python 1/2")
        terminal.wait_for(lambda _: copied(home) == "print('one')", what="a copy of the code")
        terminal.send("c")
        terminal.wait_for("sh 2/2")
        terminal.wait_for(lambda _: copied(home) == "echo two", what="a copy of the next code")
        terminal.send("y")
        terminal.wait_for(lambda _: copied(home) == TWO_BLOCKS, what="a copy of it all")
        terminal.wait_for("copied-", what="the name of the file")
        quit_and_wait(terminal)


def test_editing_into_a_branch_and_walking_between_the_versions(
    server: FakeServer, home: Path, size: tuple[int, int]
) -> None:
    server.answer(
        reply("The answer to red.", conversation=THREAD),
        reply("The answer to blue.", conversation=THREAD),
        reply("Another answer to blue.", conversation=THREAD),
    )
    with chatting(server, home, size=size) as terminal:
        ask(terminal, "What of red?", "The answer to red.")
        into_the_log(terminal)
        terminal.send("k", "e")
        terminal.wait_for("│ What of red?")
        terminal.send(control("u"), "What of blue?", ENTER)
        terminal.wait_for("The answer to blue.")
        terminal.wait_for("2/2")
        assert "The answer to red." not in terminal.text
        into_the_log(terminal)
        terminal.send("k", "[")
        terminal.wait_for("The answer to red.")
        terminal.wait_for("1/2")
        terminal.send("]")
        terminal.wait_for("The answer to blue.")
        terminal.send("j", "r")
        terminal.wait_for("Another answer to blue.")
        assert terminal.text.count("2/2") == 2
        quit_and_wait(terminal)


def test_quoting_deleting_and_bringing_back(
    server: FakeServer, home: Path, size: tuple[int, int]
) -> None:
    with chatting(server, home, size=size) as terminal:
        ask(terminal, "Hello?")
        into_the_log(terminal)
        terminal.send("d")
        terminal.wait_for(lambda text: GREETING not in text, what="a deleted reply")
        terminal.send("u")
        terminal.wait_for(GREETING)
        terminal.wait_for("y copy")
        terminal.send(">")
        terminal.wait_for(f"│ > {GREETING}")
        quit_and_wait(terminal)


def test_switching_to_the_previous_conversation_and_by_title(
    server: FakeServer, home: Path, size: tuple[int, int]
) -> None:
    folder = data(home)
    folder.mkdir(parents=True)
    for name in ("copper", "tin", "zinc"):
        add_conversation(folder, f"About {name}", [(f"What is {name}?", f"{name} is a metal.")])
    with chatting(server, home, size=size) as terminal:
        for name in ("copper", "zinc"):
            row = f"▌  About {name}"
            terminal.send(control("o"))
            terminal.wait_for("Switch conversation")
            terminal.send(name)
            terminal.wait_for(row)
            terminal.send(ENTER)
            terminal.wait_for(f"{name} is a metal.")
        terminal.send(control("o"))
        terminal.wait_for("Switch conversation")
        terminal.send(ENTER)
        terminal.wait_for("copper is a metal.")
        quit_and_wait(terminal)


def test_finding_here_and_everywhere(server: FakeServer, home: Path, size: tuple[int, int]) -> None:
    folder = data(home)
    folder.mkdir(parents=True)
    add_conversation(
        folder,
        "A long talk",
        [("first", "a needle")] + [(f"question {number}", "hay") for number in range(30)],
    )
    add_conversation(folder, "Another talk", [("second", "a needle foo_bar( too")])
    with chatting(server, home, size=size) as terminal:
        terminal.send(control("o"), "long")
        terminal.wait_for("▌  A long talk")
        terminal.send(ENTER)
        terminal.wait_for("question 29")
        terminal.send(control("f"))
        terminal.wait_for("Find")
        terminal.send("needle")
        terminal.wait_for("1/1")
        terminal.wait_for("a needle")
        terminal.send(control("f"))
        terminal.wait_for("enter go there")
        terminal.send(control("u"), "foo_bar(")
        terminal.wait_for("Another talk")
        terminal.wait_for(lambda text: "needle foo_bar( too" in text)
        terminal.send(ENTER)
        terminal.wait_for(lambda text: "enter go there" not in text and "second" in text)
        quit_and_wait(terminal)


def test_the_slash_menu_runs_a_command(
    server: FakeServer, home: Path, size: tuple[int, int]
) -> None:
    with chatting(server, home, size=size) as terminal:
        ask(terminal, "Hello?")
        terminal.send("/ren")
        terminal.wait_for("/rename")
        terminal.send(ENTER)
        terminal.wait_for("Rename conversation")
        terminal.wait_for("esc cancel")
        terminal.send(control("u"), "Greetings", ENTER)
        terminal.wait_for("▌Greetings")
        terminal.send("/rename Farewell", ENTER)
        terminal.wait_for("▌Farewell")
        terminal.wait_for(EMPTY_PROMPT)
        assert asked(server) == ["Hello?"]
        quit_and_wait(terminal)


def test_a_file_goes_into_the_prompt_unless_it_is_ignored_or_binary(
    server: FakeServer, home: Path, size: tuple[int, int], tmp_path: Path
) -> None:
    project = tmp_path / "project"
    (project / "build").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    (project / ".gitignore").write_text("build/\n*.log\n")
    (project / "greeting.py").write_text("print('hi')\n")
    (project / "greeting.log").write_text("ignored\n")
    (project / "build" / "greeting.txt").write_text("ignored\n")
    (project / "picture.bin").write_bytes(b"\0\1\2\3")
    with chatting(server, home, size=size, folder=project) as terminal:
        terminal.send("Look at @gree")
        terminal.wait_for("greeting.py")
        assert "greeting.log" not in terminal.text
        assert "greeting.txt" not in terminal.text
        terminal.send(ENTER)
        terminal.wait_for("print('hi')")
        terminal.send("@pict")
        terminal.wait_for("picture.bin")
        terminal.send(ENTER)
        terminal.wait_for("binary")
        terminal.send(control("u"), ENTER)
        terminal.wait_for(GREETING)
        (sent,) = asked(server)
        assert sent.startswith("Look at ")
        assert "greeting.py" in sent
        assert "```python\nprint('hi')\n```" in sent
        quit_and_wait(terminal)


def test_help_shows_the_keys_and_can_be_filtered(
    server: FakeServer, home: Path, size: tuple[int, int]
) -> None:
    with chatting(server, home, size=size) as terminal:
        terminal.send("kept")
        terminal.wait_for("│ kept")
        terminal.send(F1)
        terminal.wait_for("esc close")
        terminal.send("palette")
        terminal.wait_for("ctrl+p")
        terminal.wait_for(lambda text: "ctrl+n" not in text.replace("^n", ""))
        terminal.send(ESCAPE)
        terminal.wait_for(lambda text: "esc close" not in text)
        terminal.send("!")
        terminal.wait_for("│ kept!")
        quit_and_wait(terminal)


def test_a_message_waits_for_the_reply_and_can_be_taken_back(
    server: FakeServer, home: Path, size: tuple[int, int]
) -> None:
    gate = Gate()
    server.answer(scripted("It begins. ", gate, "It ends."))
    with chatting(server, home, size=size) as terminal:
        terminal.send("A story", ENTER)
        terminal.wait_for("It begins.")
        terminal.send("never mind", ENTER)
        terminal.wait_for("⧗ never mind")
        terminal.send(UP)
        terminal.wait_for(
            lambda text: "│ never mind" in text and "⧗" not in text, what="the text in the prompt"
        )
        terminal.send(control("u"), "And then?", ENTER)
        terminal.wait_for("⧗ And then?")
        gate.open()
        terminal.wait_for(GREETING)
        assert asked(server) == ["A story", "And then?"]
        quit_and_wait(terminal)


def test_keys_that_arrive_all_at_once_keep_their_order(
    server: FakeServer, home: Path, size: tuple[int, int]
) -> None:
    left, end, word_back = "\x1b[D", control("e"), control("w")
    with chatting(server, home, size=size) as terminal:
        terminal.send(f"abc{BACKSPACE}d{left}{left}X{end} end {word_back}Z")
        terminal.wait_for("│ aXbd Z")
        terminal.send(f"{control('u')}whole{ENTER}again")
        terminal.wait_for(GREETING)
        terminal.wait_for("│ again")
        assert asked(server) == ["whole"]
        quit_and_wait(terminal)


def test_lines_are_broken_without_sending(
    server: FakeServer, home: Path, size: tuple[int, int]
) -> None:
    with chatting(server, home, size=size) as terminal:
        terminal.send("one", control("j"), "two\\", ENTER, "three")
        terminal.wait_for("│ three")
        terminal.send(DOWN, ENTER)
        terminal.wait_for(GREETING)
        assert asked(server) == ["one\ntwo\nthree"]
        quit_and_wait(terminal)
