"""Which theme is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.theme import BUILTIN_THEMES

from copilot_tui.config import Flags, load_settings
from copilot_tui.errors import ConfigError
from copilot_tui.paths import Paths
from copilot_tui.ui.theme import DARK, LIGHT, check_theme, choose_theme, theme_names

if TYPE_CHECKING:
    from pathlib import Path

MANY = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        (MANY, DARK.name),
        ({**MANY, "COLORFGBG": "15;0"}, DARK.name),
        ({**MANY, "COLORFGBG": "15;default;8"}, DARK.name),
        ({**MANY, "COLORFGBG": "0;15"}, LIGHT.name),
        ({**MANY, "COLORFGBG": "0;default;7"}, LIGHT.name),
        ({**MANY, "COLORFGBG": "default;default"}, DARK.name),
        ({**MANY, "COLORFGBG": "0;²"}, DARK.name),
        ({"TERM": "linux"}, "ansi-dark"),
        ({"TERM": "screen", "COLORFGBG": "0;15"}, "ansi-light"),
        ({"TERM": "foot", "COLORTERM": "truecolor"}, DARK.name),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, "ansi-dark"),
        ({**MANY, "NO_COLOR": "1"}, "ansi-dark"),
        ({**MANY, "NO_COLOR": "1", "COLORFGBG": "0;15"}, "ansi-light"),
        ({}, "ansi-dark"),
    ],
)
def test_automatic_follows_the_terminal(environ: dict[str, str], name: str) -> None:
    assert choose_theme("auto", environ) == name


def test_a_theme_that_is_named_is_used_whatever_the_terminal_says() -> None:
    environ = {"TERM": "linux", "NO_COLOR": "1"}
    assert choose_theme("nord", environ) == "nord"


def test_every_theme_can_be_named() -> None:
    assert set(theme_names()) == {"auto", DARK.name, LIGHT.name, *BUILTIN_THEMES}
    assert len(theme_names()) == len(set(theme_names()))


@pytest.mark.parametrize("name", ["auto", "copilot-light", "nord"])
def test_a_theme_that_exists_is_accepted(tmp_path: Path, name: str) -> None:
    (tmp_path / "config.toml").write_text(f'theme = "{name}"')
    check_theme(load_settings(Paths(tmp_path, tmp_path), {}, Flags()))


@pytest.mark.parametrize(
    ("name", "hint"),
    [("gruvbocks", '; did you mean "gruvbox"?'), ("zzz", ""), ("[/]", "")],
)
def test_an_unknown_theme_is_named_with_its_line_and_the_nearest(
    tmp_path: Path, name: str, hint: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'# looks\ntheme = "{name}"')
    with pytest.raises(ConfigError) as caught:
        check_theme(load_settings(Paths(tmp_path, tmp_path), {}, Flags()))
    assert caught.value.detail == f'{file}:2: theme: there is no theme "{name}"{hint}'
    assert "nord" in caught.value.todo
