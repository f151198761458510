"""Which texts are commands."""

from __future__ import annotations

import pytest

from copilot_tui.commands import COMMANDS_BY_ID, menu_commands
from copilot_tui.ui.slash import (
    TAKING_WORDS,
    SlashCall,
    SlashDoubt,
    matching_commands,
    read_slash,
)

COMMANDS = list(menu_commands())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/new", SlashCall("conversation.new", "")),
        ("/NEW ", SlashCall("conversation.new", "")),
        ("/find  two words ", SlashCall("find.here", "two words")),
        ("/model gpt-4.1", SlashCall("model.choose", "gpt-4.1")),
        ("/new thing", SlashDoubt("/new takes no words.")),
        ("/fnd", SlashDoubt("There is no command /fnd; did you mean /find?")),
        ("/usr", SlashDoubt("There is no command /usr.")),
        ("/fnd it", SlashDoubt("There is no command /fnd; did you mean /find?")),
        ("/usr is a folder", SlashDoubt("There is no command /usr.")),
        ("/usr/lib is a folder", None),
        ("/etc/passwd", None),
        ("/", None),
        (" /new", None),
        ("/find a\nb", None),
        ("", None),
    ],
)
def test_a_text_is_a_command_a_slip_or_a_message(
    text: str, expected: SlashCall | SlashDoubt | None
) -> None:
    assert read_slash(text, COMMANDS) == expected


def test_every_command_can_be_run_by_its_own_name() -> None:
    for command in COMMANDS:
        assert read_slash(f"/{command.slash}", COMMANDS) == SlashCall(command.id, "")
        assert matching_commands(command.slash, COMMANDS)[0] is command


def test_commands_that_take_words_have_a_name_to_be_called_by() -> None:
    assert all(COMMANDS_BY_ID[command].slash for command in TAKING_WORDS)


def test_names_come_before_titles_and_letters_apart_come_last() -> None:
    names = [command.slash for command in matching_commands("pro", COMMANDS)]
    assert names[:3] == ["prompts", "history", "model"]
    assert "settings" in [command.slash for command in matching_commands("stgs", COMMANDS)]
    assert matching_commands("xyzzy", COMMANDS) == []
    assert matching_commands("", COMMANDS) == COMMANDS
