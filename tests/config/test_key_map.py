"""The table `[keys]`: who gets which key, and everything that can be wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.commands import COMMANDS, COMMANDS_BY_ID, no_key
from copilot_tui.config import Flags, KeyMap, Settings, load_settings
from copilot_tui.config.key_conflicts import conflicts
from copilot_tui.config.key_map import commands_by_key
from copilot_tui.errors import ConfigError
from copilot_tui.paths import Paths

if TYPE_CHECKING:
    from pathlib import Path


def load(folder: Path, text: str) -> Settings:
    """The settings of a file."""
    (folder / "config.toml").write_text(text)
    return load_settings(Paths(folder, folder), {}, Flags())


def problems(folder: Path, text: str) -> list[str]:
    """What is reported for the table `[keys]`, with its path cut off."""
    with pytest.raises(ConfigError) as caught:
        load(folder, f"[keys]\n{text}")
    return [
        line.removeprefix(f"{folder / 'config.toml'}:") for line in caught.value.detail.splitlines()
    ]


def test_without_a_table_every_command_has_its_own_keys() -> None:
    key_map = KeyMap()
    assert key_map.textual() == {}
    assert key_map.keys_of("message.copy") == "y"
    assert key_map.keys_of("composer.newline") == "ctrl+j shift+enter"
    assert key_map.keys_of("app.settings") == ""


@pytest.mark.parametrize(
    "text",
    [
        '"message.copy" = "Y"',
        'message.copy = "Y"',
        '"message.copy" = ["Y"]',
        'message = { copy = "shift+y" }',
        '[keys.message]\ncopy = "Y"',
    ],
)
def test_an_id_may_be_quoted_or_not(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, f"[keys]\n{text}").key_map.textual() == {"message.copy": "Y"}


def test_several_keys_are_a_list_or_stand_between_commas(tmp_path: Path) -> None:
    text = '[keys]\n"app.settings" = ["ctrl+s", "F5"]\n"app.theme" = "f9, f10"'
    assert load(tmp_path, text).key_map.textual() == {
        "app.settings": "ctrl+s,f5",
        "app.theme": "f9,f10",
    }


def test_a_command_can_be_left_without_a_key(tmp_path: Path) -> None:
    key_map = load(tmp_path, '[keys]\n"message.delete" = ""').key_map
    assert key_map.textual() == {"message.delete": no_key("message.delete")}
    assert key_map.keys_of("message.delete") == ""


def test_two_commands_can_exchange_their_keys(tmp_path: Path) -> None:
    key_map = load(tmp_path, '[keys]\nmessage.copy = "c"\nmessage.copy_code = "y"').key_map
    assert key_map.textual() == {"message.copy": "c", "message.copy_code": "y"}


def test_naming_the_own_keys_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, '[keys]\n"sidebar.up" = "up, k"').key_map.textual() == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"mesage.copy" = "y"', 'keys."mesage.copy": is not a command; '
         'did you mean "message.copy"?'),
        ('message.cpy = "y"', 'keys.message.cpy: is not a command; did you mean "message.copy"?'),
        ('"message.copy" = 3', 'keys."message.copy": expected a key or a list of keys, got 3'),
        ('"message.copy" = [3]', 'keys."message.copy": expected a key or a list of keys, '
         "got a list"),
        ('"message.copy" = "alt+enter"', 'keys."message.copy": alt+enter arrives as enter in '
         "most terminals"),
        ('"app.settings" = "s"', 'keys."app.settings": s is text in the prompt'),
        ('"composer.send" = " "', 'keys."composer.send": space is text in the prompt'),
        ('"list.up" = "?"', 'keys."list.up": ? is text in the filter of a list'),
        ('"app.settings" = "ctrl+x"', 'keys."app.settings": ctrl+x is needed for writing in '
         "the prompt"),
        ('"app.quit" = "backspace"', 'keys."app.quit": backspace is needed for writing in '
         "the prompt"),
        ('"composer.older" = "left"', 'keys."composer.older": left is needed for writing in '
         "the prompt"),
        ('"app.quit" = ""', 'keys."app.quit": needs a key: nothing else can quit the app'),
        ('"list.cancel" = []', 'keys."list.cancel": needs a key: nothing else can leave a list'),
        ('"message.copy" = "c"', 'keys."message.copy": c is also the key of '
         '"message.copy_code"; give one of them another key, or "" for none'),
        ('"message.copy" = "ctrl+t"', 'keys."message.copy": ctrl+t is also the key of '
         '"sidebar.toggle"; give one of them another key, or "" for none'),
        ('"list.up" = "ctrl+q"', 'keys."list.up": ctrl+q is also the key of '
         '"app.quit"; give one of them another key, or "" for none'),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    assert problems(tmp_path, text) == [f"2: {expected}"]


def test_a_conflict_of_two_lines_names_both(tmp_path: Path) -> None:
    assert problems(tmp_path, '"message.copy" = "w"\n"message.edit" = "w"') == [
        '3: keys."message.edit": w is also the key of "message.copy" on line 2; '
        'give one of them another key, or "" for none'
    ]


def test_a_command_that_is_given_keys_twice_is_reported(tmp_path: Path) -> None:
    assert problems(tmp_path, '"message.copy" = "w"\nmessage.copy = "x"') == [
        "3: keys.message.copy: is given twice; see line 2, too"
    ]


def test_a_table_that_is_none_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="keys: expected a table, got true"):
        load(tmp_path, "keys = true")


def test_a_part_may_use_a_key_that_also_works_anywhere(tmp_path: Path) -> None:
    text = '[keys]\n"message.copy" = "ctrl+g"\n"list.up" = "ctrl+t"'
    assert load(tmp_path, text).key_map.textual() == {
        "message.copy": "ctrl+g",
        "list.up": "ctrl+t",
    }


def test_the_commands_own_keys_have_no_conflicts() -> None:
    lines = dict.fromkeys(COMMANDS_BY_ID, 1)
    assert list(conflicts(KeyMap(), lines)) == []


def test_every_own_key_could_stand_in_the_file(tmp_path: Path) -> None:
    lines = [
        f'"{command.id}" = "{key}"'.replace("\r", "\\r")
        for command in COMMANDS
        if command.keys
        for key in [",".join(key for key in command.keys.split(",") if "\r" not in key)]
    ]
    assert load(tmp_path, "[keys]\n" + "\n".join(lines)).key_map.textual() == {}


def test_enter_and_the_key_for_a_new_line_change_places(tmp_path: Path) -> None:
    key_map = load(tmp_path, "enter_sends = false").key_map
    assert key_map.keys_of("composer.newline") == "enter"
    assert key_map.keys_of("composer.send") == "ctrl+j shift+enter"


def test_keys_of_the_file_are_stronger_than_the_exchange(tmp_path: Path) -> None:
    key_map = load(tmp_path, 'enter_sends = false\n[keys]\n"composer.send" = "ctrl+s"').key_map
    assert key_map.keys_of("composer.send") == "ctrl+s"
    assert key_map.keys_of("composer.newline") == "ctrl+j shift+enter"


def test_a_key_tells_what_it_does_where(tmp_path: Path) -> None:
    found = commands_by_key(load(tmp_path, '[keys]\n"message.copy" = "w"').key_map)
    assert [command.id for command in found["w"]] == ["message.copy"]
    assert {command.id for command in found["enter"]} >= {"composer.send", "sidebar.open"}
    assert "message.copy" not in {command.id for command in found["y"]}
