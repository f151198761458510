"""Nothing foreign reaches the terminal, whatever way it comes in: read off the raw output."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.e2e.chatting import (
    PASTE_END,
    PASTE_START,
    TALL,
    chatting,
    configuration,
    data,
    quit_and_wait,
)
from tests.e2e.raw_output import foreign_output
from tests.e2e.terminal import ENTER, ESCAPE, TAB, Terminal, control
from tests.scripted_answers import Answer
from tests.servers_fake import FakeServer, events, json_answer, reply
from tests.ui.preparing import THREAD, scripted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

ESCAPES = "\x1b]52;c;SE9TVElMRQ==\x07\x1b[2J\x1b[?1049l\x1bP1$r0m\x1b\\\x1b_Gi=1\x1b\\\x1bc"
C1 = "\x9b6n\x9d0;title\x9c\x90q\x9c\x85"
BIDI = "\u202e\u2066\u2028\u2029"
NEEDLE = f"N{ESCAPES}{C1}{BIDI}\x00\x08\x7fE"
SHOWN = "N␛]52"
"""What is seen of it where it was let in, made visible."""


@pytest.mark.parametrize(
    "piece",
    [
        *(f"\x1b{rest}" for rest in ("[2J", "]52;c;AA\x07", "P1\x1b\\", "_G\x1b\\", "c", "[?9h")),
        *("\x9b2J", "\x9d0;t\x9c", "\x90q\x9c", "\x85", "\u202e", "\u2069", "\u2028"),
        *("\x00", "\x08", "\x7f", "\t", "\x07", "\x1b]8;;javascript:x\x1b\\"),
    ],
)
def test_the_grammar_takes_nothing_foreign_for_its_own(piece: str) -> None:
    assert foreign_output(f"\x1b[1;1Ha{piece}b".encode())
    assert not foreign_output("\x1b[1;1H\x1b[1;31ma ü 日本\x1b]8;;https://a.b/\x1b\\".encode())


def type_in(terminal: Terminal, text: str) -> None:
    """Send a question."""
    terminal.send(text, ENTER)


def said(terminal: Terminal, server: FakeServer, answer: Answer) -> None:
    """Ask, and see the needle in what is answered."""
    server.answer(answer)
    type_in(terminal, "Go")
    terminal.wait_for(lambda text: SHOWN in text or "It is done." in text, what="the answer")
    if SHOWN not in terminal.text:
        terminal.send(TAB, " ")  # What was thought is folded.
        terminal.wait_for(SHOWN)
        terminal.send(ESCAPE)


def reasoning() -> Answer:
    """A reply that thinks first."""
    delta = {"choices": [{"index": 0, "delta": {"reasoning_content": NEEDLE}}]}
    answer = scripted("It is done.")
    return replace(answer, steps=(events(delta, done=False), *answer.steps))


def broken_off() -> Answer:
    """A reply that ends with an error."""
    return Answer(
        (events({"choices": [{"delta": {"content": "So "}}]}, {"error": {"message": NEEDLE}}),)
    )


HOSTILE_ANSWERS: dict[str, Callable[[], Answer]] = {
    "delta": lambda: scripted(*NEEDLE),
    "link": lambda: scripted(f"[N␛]52 x](https://a.b/\u202e) https://a.b/{NEEDLE} <x:{NEEDLE}>"),
    "code": lambda: scripted(f"```{NEEDLE}\n{NEEDLE}\n```\n"),
    "reasoning": reasoning,
    "error": lambda: json_answer({"error": {"message": NEEDLE}}, status=500),
    "error that is no JSON": lambda: Answer((NEEDLE.encode(),), status=500),
    "error in the stream": broken_off,
}


def test_nothing_foreign_in_an_answer_reaches_the_terminal(server: FakeServer, home: Path) -> None:
    with chatting(server, home, size=TALL) as terminal:
        begun: dict[str, int] = {}
        for name, make in HOSTILE_ANSWERS.items():
            begun[name] = len(terminal.raw)
            said(terminal, server, make())
            terminal.send(control("n"))
            terminal.wait_for(lambda text: SHOWN not in text, what="an empty conversation")
        quit_and_wait(terminal)
        assert foreign_output(bytes(terminal.raw)) == "", begun


HOSTILE_HEADS = (
    Answer(status=500, reason="N\x9b2J\x1b]52;c;AA\x07"),
    Answer(status=500, reason="N\x9b2J"),
    Answer(status=302, headers={"Location": f"http://N{C1}.b/"}),
    Answer(status=302, headers={"Location": "http://N\x1b[2J.b/"}),
    Answer(status=429, headers={"Retry-After": "\x9b2J"}),
)


def test_nothing_foreign_in_the_head_of_an_answer_reaches_the_terminal(
    server: FakeServer, home: Path
) -> None:
    with chatting(server, home, size=TALL) as terminal:
        for answer in HOSTILE_HEADS:
            server.answer(answer)
            type_in(terminal, "Go")
            terminal.wait_for("r tries again")
            terminal.send(control("n"))
            terminal.wait_for(lambda text: "r tries again" not in text)
        quit_and_wait(terminal)
        assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_foreign_in_the_names_of_who_answers_reaches_the_terminal(
    server: FakeServer, home: Path
) -> None:
    server.default = reply("Yes.", model=NEEDLE, provider=NEEDLE, conversation=THREAD)
    hostile = NEEDLE.replace("\x00", "")
    arguments = ("--url", server.url, "--provider", hostile, "--model", hostile)
    with Terminal(*arguments, home=home, columns=140, rows=40) as terminal:
        terminal.wait_for(lambda text: text.count(SHOWN) > 1, what="the names")
        type_in(terminal, "Go")
        terminal.wait_for("Yes.")
        quit_and_wait(terminal)
        assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_foreign_in_the_list_of_models_reaches_the_terminal(
    server: FakeServer, home: Path
) -> None:
    hostile = [{"id": NEEDLE}, {"id": "x", "owned_by": NEEDLE, "label": NEEDLE, "url": NEEDLE}]
    server.route("/v1/models", json_answer({"data": [*hostile, {"id": "last-model"}]}))
    server.route("/v1/providers", json_answer([{"id": "Copilot", "label": NEEDLE}, *hostile]))
    with chatting(server, home) as terminal:
        type_in(terminal, "/model")
        terminal.wait_for("last-model")
        quit_and_wait(terminal)
        assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_foreign_that_is_pasted_or_becomes_a_title_reaches_the_terminal(
    server: FakeServer, home: Path
) -> None:
    with chatting(server, home, size=TALL) as terminal:
        terminal.send(PASTE_START + NEEDLE + PASTE_END)
        terminal.wait_for(SHOWN)
        terminal.send(ENTER)
        terminal.wait_for(lambda text: text.count(SHOWN) > 2, what="the message and its title")
        terminal.wait_for("Hello from the fake server.")
        quit_and_wait(terminal)
        assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_foreign_in_a_file_or_its_name_reaches_the_terminal(
    server: FakeServer, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "notes.txt").write_text(f"{NEEDLE}\n" + NEEDLE.replace("\x00", ""))
    (folder / "text.md").write_text(
        NEEDLE.replace("\x00", "").replace("\x08", "").replace("\x7f", "")
    )
    (folder / "text-\x1b[2J\u202e\x9b2J.md").write_text("hostile name")
    with chatting(server, home, size=TALL, folder=folder) as terminal:
        terminal.send("@text")
        terminal.wait_for("text.md")
        terminal.send(ENTER)
        terminal.wait_for(SHOWN)
        terminal.send(" and @notes")
        terminal.wait_for("notes.txt")
        terminal.send(ENTER)
        terminal.wait_for("is not text")
        quit_and_wait(terminal)
        assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_foreign_from_the_editor_reaches_the_terminal(
    server: FakeServer, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "hostile").write_text(NEEDLE.replace("\x00", ""), encoding="utf-8")
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\ncat {tmp_path}/hostile > "$1"\n')
    editor.chmod(0o755)
    with chatting(server, home, environment={"VISUAL": str(editor)}) as terminal:
        terminal.send(control("g"))
        terminal.wait_for(SHOWN)
        quit_and_wait(terminal)
        assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_foreign_in_the_library_of_prompts_reaches_the_terminal(
    server: FakeServer, home: Path
) -> None:
    folder = home / ".config/copilot-tui/prompts"
    folder.mkdir(parents=True)
    (folder / "good.md").write_text(f"# {NEEDLE}\n{NEEDLE}")
    (folder / "bad\x1b[2J\u202e.md").write_text("text")
    (folder / "worse\x9b2J.md").write_bytes(b"\xff")
    with chatting(server, home, size=TALL) as terminal:
        type_in(terminal, "/prompts")
        terminal.wait_for(SHOWN)
        terminal.send("N", ENTER)
        terminal.wait_for(lambda text: "Prompts" not in text and SHOWN in text)
        quit_and_wait(terminal)
        assert foreign_output(bytes(terminal.raw)) == ""


@pytest.mark.parametrize(
    "text",
    [f'theme = "{NEEDLE}"', f'"{NEEDLE}" = 1', '[keys]\n"\\u001b[2J" = "\\u009b2J\\u202e"'],
    ids=["value that is no TOML", "name", "keys"],
)
def test_nothing_foreign_in_the_configuration_reaches_the_terminal(home: Path, text: str) -> None:
    configuration(home, text.replace("\x00", ""))
    with Terminal(home=home, columns=200) as terminal:
        assert terminal.wait_for_exit() == 2
        assert "config.toml" in terminal.text
        assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_foreign_on_the_command_line_reaches_the_terminal(home: Path) -> None:
    hostile = NEEDLE.replace("\x00", "")
    with Terminal("--profile", hostile, home=home, columns=200) as terminal:
        assert terminal.wait_for_exit() == 2
        assert SHOWN in terminal.text
        assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_foreign_in_the_log_of_a_started_server_reaches_the_terminal(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "hostile").write_text(NEEDLE, encoding="utf-8")
    configuration(
        home,
        '[profiles.g4f]\nurl = "http://127.0.0.1:9/v1"\n'
        f'start_command = ["sh", "-c", "cat {tmp_path}/hostile; exit 3"]\n',
    )
    with Terminal(home=home, columns=120, rows=40) as terminal:
        terminal.wait_for("SmolLM2-135M-Instruct answers", seconds=30)
        type_in(terminal, "/start-server")
        terminal.wait_for(SHOWN)
        quit_and_wait(terminal)
        assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_foreign_in_a_changed_conversation_file_reaches_the_terminal(
    server: FakeServer, home: Path
) -> None:
    with chatting(server, home) as terminal:
        type_in(terminal, "Go")
        terminal.wait_for("Hello from the fake server.")
        quit_and_wait(terminal)
    (file,) = data(home).glob("*.db")
    with closing(sqlite3.connect(file)) as connection, connection:
        for column in ("title", "provider", "model", "system_prompt"):
            connection.execute(f"UPDATE conversations SET {column} = ?", (NEEDLE,))
        for column in ("content", "reasoning", "provider", "model", "error"):
            connection.execute(f"UPDATE messages SET {column} = ?", (NEEDLE,))
    with chatting(server, home, size=TALL) as terminal:
        terminal.send(control("o"))
        terminal.wait_for(lambda text: text.count(SHOWN) > 1, what="the title in a list")
        terminal.send(ENTER)
        terminal.wait_for(lambda text: text.count(SHOWN) > 2, what="the messages")
        terminal.send(ESCAPE)
        quit_and_wait(terminal)
        assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_foreign_in_a_plain_chat_reaches_the_terminal(
    server: FakeServer, home: Path
) -> None:
    server.answer(scripted(*NEEDLE))
    with Terminal(
        "--plain", "--url", server.url, home=home, environment={"TERM": "dumb"}
    ) as terminal:
        terminal.wait_for("You:")
        type_in(terminal, "Go")
        terminal.wait_for(SHOWN)
        terminal.send(control("d"))
        terminal.wait_for_exit()
        assert foreign_output(bytes(terminal.raw)) == ""
