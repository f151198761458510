"""The settings of the interface."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.config import (
    Density,
    Flags,
    Interface,
    Notifications,
    NotifyWhen,
    Settings,
    Times,
    load_settings,
)
from copilot_tui.config.interface_table import with_setting
from copilot_tui.errors import ConfigError
from copilot_tui.paths import Paths


def load(folder: Path, text: str, flags: Flags | None = None, **environ: str) -> Settings:
    """The settings of a file."""
    (folder / "config.toml").write_text(text)
    return load_settings(Paths(folder, folder), environ, flags or Flags())


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path, "")
    assert settings.interface == Interface()
    assert settings.theme_place == ""


def test_every_setting_can_be_given(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """
        theme = "nord"
        density = "compact"
        times = "full"
        enter_sends = false
        [notifications]
        when = "always"
        bell = false
        title = false
        desktop = false
        """,
    )
    assert settings.interface == Interface(
        "nord",
        Density.COMPACT,
        Times.FULL,
        enter_sends=False,
        notifications=Notifications(NotifyWhen.ALWAYS, bell=False, title=False, desktop=False),
    )
    assert settings.theme_place == f"{tmp_path / 'config.toml'}:2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("theme = 1", "theme: expected a string, got 1"),
        ('density = "tight"', 'density: expected "comfortable" or "compact", got "tight"'),
        ("times = true", 'times: expected "short" or "full", got true'),
        ('enter_sends = "no"', 'enter_sends: expected true or false, got "no"'),
        ('enter_send = "no"', 'enter_send: is not a setting; did you mean "enter_sends"?'),
        ("notifications = false", "notifications: expected a table, got false"),
        (
            'notifications.when = "never"',
            'notifications.when: expected "off" or "unfocused" or "always", got "never"',
        ),
        (
            "notifications.bel = true",
            'notifications.bel: is not a setting; did you mean "bell"?',
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, f"\n{text}")
    assert caught.value.detail == f"{tmp_path / 'config.toml'}:2: {expected}"


def test_one_setting_can_be_changed_by_its_path() -> None:
    for path, value in Interface().values.items():
        other = {
            "auto": "nord",
            "comfortable": "compact",
            "short": "full",
            "unfocused": "off",
        }.get(str(value), value is False)
        if path == ("pictures",):
            other = "blocks"
        changed = with_setting(Interface(), path, other)
        assert {**Interface().values, path: other} == changed.values


@pytest.mark.parametrize(
    ("path", "value"), [(("nothing",), "x"), (("density",), "tight"), (("enter_sends",), "x")]
)
def test_a_change_that_cannot_be_is_refused(path: tuple[str, ...], value: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        with_setting(Interface(), path, value)


def test_the_profile_of_the_file_and_what_beats_it_are_told(tmp_path: Path) -> None:
    text = 'profile = "offline"'
    assert load(tmp_path, text).default_profile == "offline"
    assert load(tmp_path, text).profile_source == ""
    flagged = load(tmp_path, text, Flags(profile="g4f"))
    assert (flagged.profile, flagged.default_profile) == ("g4f", "offline")
    assert flagged.profile_source == "--profile"
    assert load(tmp_path, "", COPILOT_TUI_PROFILE="offline").profile_source == (
        "COPILOT_TUI_PROFILE"
    )
    assert load(tmp_path, text, Flags(url="http://h:1")).profile_source == "--url"


@pytest.mark.parametrize(
    ("when", "focused", "shown", "calls"),
    [
        (NotifyWhen.OFF, False, False, False),
        (NotifyWhen.UNFOCUSED, True, True, False),
        (NotifyWhen.UNFOCUSED, True, False, True),
        (NotifyWhen.UNFOCUSED, False, True, True),
        (NotifyWhen.ALWAYS, True, True, True),
    ],
)
def test_a_reply_calls_when_it_was_asked_to(
    when: NotifyWhen, focused: bool, shown: bool, calls: bool
) -> None:
    assert when.calls_for(terminal_focused=focused, conversation_shown=shown) is calls
