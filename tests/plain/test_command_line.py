"""What counts as a command."""

from __future__ import annotations

import pytest

from copilot_tui.plain.command_line import (
    CommandLine,
    number_and_rest,
    optional_number,
    parse_command,
    unknown_command,
)
from copilot_tui.plain.problem import CommandProblem


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/new", CommandLine("new")),
        ("/rename A new title ", CommandLine("rename", "A new title")),
        ("/start-server", CommandLine("start-server")),
        ("/QUIT", CommandLine("quit")),
        ("/system one\ntwo", CommandLine("system", "one\ntwo")),
    ],
)
def test_a_slash_and_a_word_are_a_command(text: str, command: CommandLine) -> None:
    assert parse_command(text) == command


@pytest.mark.parametrize("text", ["/etc/hosts is what?", " /new", "new", "/", "// comment", "/2"])
def test_anything_else_is_a_message(text: str) -> None:
    assert parse_command(text) is None


def test_a_number_may_come_before_other_words() -> None:
    assert number_and_rest("3 other words") == (3, "other words")
    assert number_and_rest("3") == (3, "")
    assert number_and_rest("3rd word") == (None, "3rd word")


def test_what_should_be_a_number_and_is_not_is_named() -> None:
    assert optional_number("") is None
    with pytest.raises(CommandProblem, match="“three” is no number"):
        optional_number("three")


def test_the_nearest_command_is_offered_for_an_unknown_one() -> None:
    problem = unknown_command("serach", ["find", "search", "switch"])

    assert problem.what == "There is no command /serach."
    assert "Did you mean /search?" in problem.todo
    assert "/help" in unknown_command("xyz", ["find"]).todo
