"""Keys for a page of a browser, which keeps some for itself."""

from __future__ import annotations

import pytest

from copilot_tui.commands import COMMANDS, COMMANDS_BY_ID, Where
from copilot_tui.config.browser_keys import INSTEAD, with_browser_keys
from copilot_tui.config.key_conflicts import conflicts
from copilot_tui.config.key_map import KeyMap

TAKEN_BY_BROWSERS = {"ctrl+n", "ctrl+t", "ctrl+w", "ctrl+q"}
"""What Chromium on Linux, or Firefox, does itself, whatever a page says (measured)."""


def test_everything_has_a_key_that_reaches_a_page_or_is_in_the_menu() -> None:
    keys = with_browser_keys(KeyMap())
    lost = [
        command.id
        for command in COMMANDS
        if command.keys and not set(keys.keys(command)) - TAKEN_BY_BROWSERS
    ]

    assert lost == []
    assert set(INSTEAD) == {
        command.id
        for command in COMMANDS
        if command.where is Where.ANYWHERE and set(command.keys.split(",")) & TAKEN_BY_BROWSERS
    }


@pytest.mark.parametrize(("command", "key"), INSTEAD.items())
def test_the_key_that_arrives_is_shown_first_and_the_usual_one_stays(
    command: str, key: str
) -> None:
    keys = with_browser_keys(KeyMap())

    assert keys.keys_of(command).split() == [key, COMMANDS_BY_ID[command].keys]
    assert keys.textual()[command] == f"{key},{COMMANDS_BY_ID[command].keys}"


def test_no_key_gets_two_meanings() -> None:
    lines = dict.fromkeys(INSTEAD, 1)

    assert list(conflicts(with_browser_keys(KeyMap()), lines)) == []


def test_what_the_file_says_comes_first() -> None:
    given = KeyMap({"app.quit": ("f10",), "find.everywhere": ("alt+n",)})

    keys = with_browser_keys(given)

    assert keys.keys_of("app.quit") == "f10"
    assert keys.keys_of("conversation.new") == "ctrl+n"
    assert keys.keys_of("find.everywhere") == "alt+n"
    assert keys.keys_of("sidebar.toggle") == "alt+t ctrl+t"
