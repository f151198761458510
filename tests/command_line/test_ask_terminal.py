"""`copilot-tui ask` without a question, at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line.asking import asked
from tests.e2e.terminal import Terminal, control
from tests.servers_fake import in_thread, reply
from tests.ui.preparing import scripted_server

PROMPT = "Type the question; ctrl+d on a new line ends and asks it."


@pytest.mark.parametrize("words", [(), ("-",), ("--quiet",)])
def test_the_question_is_typed_there(tmp_path: Path, words: tuple[str, ...]) -> None:
    with in_thread(scripted_server()) as server:
        server.answer(reply("Because."))
        with Terminal(
            "ask", *words, home=tmp_path, environment={"COPILOT_TUI_URL": server.url}
        ) as terminal:
            terminal.wait_for(PROMPT)
            terminal.send("Why?\r", "And how?\r", control("d"))
            terminal.wait_for("Because.")
            assert terminal.wait_for_exit() == 0
        assert [messages[-1]["content"] for messages in asked(server)] == ["Why?\nAnd how?"]


def test_one_that_is_empty_is_none(tmp_path: Path) -> None:
    with Terminal("ask", home=tmp_path) as terminal:
        terminal.wait_for(PROMPT)
        terminal.send(control("d"))
        terminal.wait_for("There is no question.")
        assert terminal.wait_for_exit() == 2


def test_with_a_question_nothing_is_read_there(tmp_path: Path) -> None:
    with in_thread(scripted_server()) as server:
        server.answer(reply("Because."))
        with Terminal(
            "ask", "Why?", home=tmp_path, environment={"COPILOT_TUI_URL": server.url}
        ) as terminal:
            terminal.wait_for("Because.")
            assert terminal.wait_for_exit() == 0
            assert PROMPT not in terminal.text
