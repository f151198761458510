"""What is typed while the program starts: nothing of it is lost, nothing else is taken for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.chatting import EMPTY_PROMPT, asked, data, quit_and_wait
from tests.e2e.terminal import ENTER, Terminal, control
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

ANSWER = "Hello from the fake server."
ANSWERS = "\x1b[?2026;2$y\x1b[?2048;2$y"
"""Of a terminal to what it is asked at the start."""


def starting(home: Path, server: FakeServer, *arguments: str) -> Terminal:
    """The program, from its very beginning."""
    return Terminal(*arguments, "--url", server.url, home=home)


def test_what_is_typed_at_once_is_in_the_prompt(home: Path, server: FakeServer) -> None:
    with starting(home, server) as terminal:
        terminal.send("Grüße aus 漢字")
        terminal.wait_for("│ Grüße aus 漢字")
        terminal.send(control("u"))
        terminal.wait_for(EMPTY_PROMPT)
        terminal.send(control("q"))
        assert terminal.wait_for_exit() == 0


def test_a_line_with_enter_that_is_typed_at_once_is_sent(home: Path, server: FakeServer) -> None:
    with starting(home, server) as terminal:
        terminal.send("Are you there?", ENTER, "And")
        terminal.wait_for(ANSWER)
        terminal.wait_for("│ And")
        assert asked(server) == ["Are you there?"]
        quit_and_wait(terminal)


def test_letter_by_letter_from_the_start_until_it_stands_there_all_letters_are_kept(
    home: Path, server: FakeServer
) -> None:
    """So some of them come before the program has the terminal, and some before the prompt."""
    typed = ""
    with starting(home, server) as terminal:
        while "│ abc" not in terminal.text and len(typed) < 3_000:
            typed += chr(ord("a") + len(typed) % 26)
            terminal.send(typed[-1])
            while terminal.read(0.005):
                pass
        terminal.send(" end", ENTER)
        terminal.wait_for(ANSWER)
        assert asked(server) == [f"{typed} end"]
        quit_and_wait(terminal)


@pytest.mark.parametrize("seen", [b"\x1b[?1049h", b"\x1b[?2026$p", b"Conversations"])
def test_a_line_typed_at_each_step_of_the_start_is_sent(
    home: Path, server: FakeServer, seen: bytes
) -> None:
    """Once this was drawn: first the terminal's modes, then the chat."""
    with starting(home, server) as terminal:
        terminal.send("First")
        terminal.wait_for(lambda _: seen in terminal.raw, what=str(seen))
        terminal.send(" and second", ENTER)
        terminal.wait_for(ANSWER)
        assert asked(server) == ["First and second"]
        quit_and_wait(terminal)


def test_keys_typed_ahead_work_in_their_order(home: Path, server: FakeServer) -> None:
    with starting(home, server) as terminal:
        terminal.wait_for(lambda _: b"\x1b[?1049h" in terminal.raw, what="the app's screen")
        terminal.send("wordd", "\x7f", "\x1b[D", "X", control("a"), "My ")
        terminal.wait_for("│ My worXd")
        terminal.send(control("u"), control("q"))
        assert terminal.wait_for_exit() == 0


def test_the_answers_of_the_terminal_are_not_typed_text(home: Path, server: FakeServer) -> None:
    """Not even one in two pieces, the second of which is late."""
    with starting(home, server) as terminal:
        terminal.wait_for(lambda _: b"\x1b[?2026$p" in terminal.raw, what="the question")
        terminal.send("one ", ANSWERS[:7])
        terminal.wait_for("│ one")
        terminal.send(ANSWERS[7:], "two", ENTER)
        terminal.wait_for(ANSWER)
        assert asked(server) == ["one two"]
        quit_and_wait(terminal)


def test_it_goes_to_the_conversation_that_is_opened(home: Path, server: FakeServer) -> None:
    add_conversation(data(home), "Earlier", [("question", "said before")])
    with starting(home, server, "-c") as terminal:
        terminal.send("Go on", ENTER)
        terminal.wait_for(ANSWER)
        assert "said before" in terminal.text
        (question,) = asked(server)
        assert "said before" in question
        assert question.endswith("Go on")
        quit_and_wait(terminal)


def test_its_echo_is_not_left_on_the_screen(home: Path, server: FakeServer) -> None:
    with starting(home, server) as terminal:
        terminal.send("Echoed")
        terminal.wait_for("│ Echoed")
        terminal.send(control("u"), control("q"))
        assert terminal.wait_for_exit() == 0
        before, _, _ = bytes(terminal.raw).partition(b"\x1b[?1049h")
        assert before == b"Echoed\r\x1b[J"


def test_ctrl_c_before_the_app_has_the_terminal_ends_it(home: Path, server: FakeServer) -> None:
    with starting(home, server) as terminal:
        terminal.send("text", control("c"))
        assert terminal.wait_for_exit() != 0
        assert b"\x1b[?1049h" not in terminal.raw


def test_ctrl_q_typed_before_the_prompt_is_there_quits_and_keeps_the_text(
    home: Path, server: FakeServer
) -> None:
    with starting(home, server) as terminal:
        terminal.wait_for(lambda _: b"\x1b[?1049h" in terminal.raw, what="the app's screen")
        terminal.send("Kept", control("q"))
        assert terminal.wait_for_exit() == 0
    with starting(home, server) as terminal:
        terminal.wait_for("│ Kept")
        quit_and_wait(terminal)
