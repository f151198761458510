"""Every setting of a run, with where it comes from and without any key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from copilot_tui.config import Flags
from copilot_tui.config.in_force import BUILT_IN, HIDDEN, SettingInForce, settings_in_force
from copilot_tui.errors import ConfigError
from copilot_tui.paths import Paths

if TYPE_CHECKING:
    from pathlib import Path

FILE = """\
profile = "work"
density = "compact"

[profiles.work]
url = "https://example.org/v1"
model = "big"
api_key_cmd = "pass show KEYOFCMD"
start_command = ["serve", "--api-key", "SECRETARG"]
timeouts = { connect = 9 }

[profiles.work.parameters]
temperature = 0.5
api_key = "SECRETPARAMETER"
access_token = "SECRETTOKEN"
stop = ["a", "b"]

[notifications]
bell = false

[keys]
"conversation.new" = "f12"
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    file = tmp_path / "config.toml"
    file.write_text(FILE)
    return Paths(config=tmp_path, data=tmp_path)


def by_name(found: list[SettingInForce]) -> dict[str, tuple[object, str]]:
    """Values and sources, with file names cut off."""
    return {setting.name: (setting.value, setting.source.rpartition("/")[2]) for setting in found}


def test_each_setting_has_its_line_flag_variable_or_is_built_in(paths: Paths) -> None:
    environ = {"COPILOT_TUI_MODEL": "of the environment", "COPILOT_TUI_PROVIDER": ""}
    found = by_name(settings_in_force(paths, environ, Flags(provider="flagged")))

    assert found["profile"] == ("work", "config.toml:1")
    assert found["density"] == ("compact", "config.toml:2")
    assert found["times"] == ("short", BUILT_IN)
    assert found["profiles.work.url"] == ("https://example.org/v1", "config.toml:5")
    assert found["profiles.work.model"] == ("of the environment", "COPILOT_TUI_MODEL")
    assert found["profiles.work.provider"] == ("flagged", "--provider")
    assert found["profiles.work.timeouts.connect"] == (9.0, "config.toml:9")
    assert found["profiles.work.timeouts.first_byte"] == (300.0, BUILT_IN)
    assert found["profiles.work.parameters.temperature"] == (0.5, "config.toml:12")
    assert found["profiles.work.parameters.stop"] == (["a", "b"], "config.toml:15")
    assert found["notifications.bell"] == (False, "config.toml:18")
    assert found["keys.conversation.new"] == ("f12", "config.toml:21")


def test_a_profile_named_by_a_flag_is_not_that_of_the_environment(paths: Paths) -> None:
    environ = {"COPILOT_TUI_MODEL": "of the environment", "COPILOT_TUI_PROFILE": "offline"}

    assert by_name(settings_in_force(paths, environ, Flags()))["profile"] == (
        "offline",
        "COPILOT_TUI_PROFILE",
    )
    found = by_name(settings_in_force(paths, environ, Flags(profile="work")))
    assert found["profile"] == ("work", "--profile")
    assert found["profiles.work.model"] == ("big", "config.toml:6")


def test_no_key_and_nothing_that_may_hold_one_is_told(paths: Paths) -> None:
    environ = {"COPILOT_TUI_API_KEY": "SECRETVARIABLE"}
    for flags in (Flags(), Flags(profile="g4f"), Flags(url="https://elsewhere.example/v1")):
        found = settings_in_force(paths, environ, flags)
        told = json.dumps([[each.name, each.value, each.source] for each in found])
        assert "SECRET" not in told
        assert "KEYOFCMD" not in told
    found_by_name = by_name(settings_in_force(paths, environ, Flags()))
    assert found_by_name["profiles.work.api_key"] == ("from a command", "config.toml:7")
    assert found_by_name["profiles.work.start_command"] == (f"serve {HIDDEN}", "config.toml:8")
    assert found_by_name["profiles.work.parameters.api_key"] == (HIDDEN, "config.toml:13")
    elsewhere = by_name(settings_in_force(paths, environ, Flags(profile="g4f")))
    assert elsewhere["profiles.g4f.api_key"] == ("from a variable", "COPILOT_TUI_API_KEY")


def test_without_a_file_all_is_built_in(tmp_path: Path) -> None:
    found = settings_in_force(Paths(config=tmp_path, data=tmp_path), {}, Flags())

    assert {setting.source for setting in found} == {BUILT_IN}


def test_mistakes_are_told_instead(paths: Paths) -> None:
    paths.config_file.write_text("nonsense = 1\ndensity = 2\n")
    with pytest.raises(ConfigError) as told:
        settings_in_force(paths, {}, Flags())
    assert len(told.value.detail.splitlines()) == 2
