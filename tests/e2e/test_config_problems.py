"""A configuration that cannot be used, and keys that were given to other commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.chatting import EMPTY_PROMPT, chatting, configuration, quit_and_wait
from tests.e2e.terminal import ENTER, ESCAPE, TAB, Terminal, control

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


@pytest.mark.parametrize(
    ("text", "line", "what", "todo"),
    [
        ('# mine\n[keys]\n"mesage.copy" = "y"\n', 3, "is not a command; did you mean",
         " and start again."),
        ('[keys]\n"message.copy" = "c"\n', 2, 'c is also the key of "message.copy_code"',
         "give one of them another key"),
        ('[keys]\n"message.copy" = "alt+enter"\n', 2, "alt+enter arrives as enter",
         " and start again."),
        ('[keys]\n"app.settings" = "s"\n', 2, "s is text in the prompt",
         " and start again."),
        ('theme = "nrod"\n', 1, 'there is no theme "nrod"; did you mean "nord"?',
         " and start again."),
        ('density = "tight"\n', 1, "density", " and start again."),
        ("theme = \n", 1, "", " and start again."),
    ],
    ids=["unknown command", "conflict", "key that never arrives", "letter", "theme", "density",
         "no TOML"],
)  # fmt: skip
def test_a_configuration_that_cannot_be_used_is_named_with_its_line(
    home: Path, text: str, line: int, what: str, todo: str
) -> None:
    file = configuration(home, text)
    with Terminal(home=home, columns=400) as terminal:
        assert terminal.wait_for_exit() == 2
        assert f"{file.name}:{line}" in terminal.text
        assert what in terminal.text
        assert todo in terminal.text
        assert "Traceback" not in terminal.text
        assert b"\x1b[?1049h" not in terminal.raw


def test_all_problems_are_told_at_once(home: Path) -> None:
    configuration(home, '[keys]\n"mesage.copy" = "y"\n"app.settings" = "s"\n')
    with Terminal(home=home, columns=400) as terminal:
        assert terminal.wait_for_exit() == 2
        assert "config.toml:2:" in terminal.text
        assert "config.toml:3:" in terminal.text


def test_a_key_that_was_given_to_another_command_works_and_is_shown(
    server: FakeServer, home: Path
) -> None:
    configuration(home, '[keys]\n"conversation.new" = "f5"\n"message.copy" = "w"\n')
    with chatting(server, home) as terminal:
        terminal.wait_for("f5       start another", seconds=20)
        terminal.send("Hello?", ENTER)
        terminal.wait_for("Hello from the fake server.")
        terminal.send(TAB)
        terminal.wait_for("w copy")
        terminal.send("w")
        terminal.wait_for("Copied")
        terminal.send(ESCAPE)
        terminal.wait_for(lambda text: "w copy" not in text)
        terminal.send(control("n"), "\x1b[15~")
        terminal.wait_for("f5       start another", seconds=20)
        quit_and_wait(terminal)


def test_enter_breaks_the_line_where_it_is_not_to_send(server: FakeServer, home: Path) -> None:
    configuration(home, "enter_sends = false\n")
    with chatting(server, home) as terminal:
        terminal.send("one", ENTER, "two")
        terminal.wait_for("│ two")
        terminal.send(control("j"))
        terminal.wait_for(EMPTY_PROMPT)
        terminal.wait_for("Hello from the fake server.")
        quit_and_wait(terminal)


def test_what_is_said_of_it_is_broken_at_words_and_names_the_file_from_home(home: Path) -> None:
    configuration(home, 'density = "tight"\n')
    with Terminal(home=home, columns=50) as terminal:
        assert terminal.wait_for_exit() == 2
        rows = [row.rstrip() for row in terminal.text.splitlines() if row.strip()]

    assert "~/.config/copilot-tui/config.toml:1" in terminal.text
    said = " ".join(" ".join(rows).split())
    assert 'expected "comfortable" or "compact"' in said, said
