"""Keys."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from copilot_tui.config import api_key
from copilot_tui.errors import ConfigError
from copilot_tui.profile import G4F, OFFLINE, Profile

SECRET = "sk-very-secret"


def with_command(command: str) -> Profile:
    return replace(G4F, api_key_cmd=command)


def test_the_named_variable_holds_the_key() -> None:
    profile = replace(G4F, api_key_env="WORK_KEY")
    environ = {"WORK_KEY": f" {SECRET}\n", "COPILOT_TUI_API_KEY": "other"}
    assert api_key(profile, environ) == SECRET


def test_a_profile_that_names_no_key_uses_the_common_variable() -> None:
    assert api_key(G4F, {"COPILOT_TUI_API_KEY": SECRET}) == SECRET
    assert api_key(G4F, {}) is None


def test_the_built_in_model_is_never_given_a_key_of_another_server() -> None:
    assert api_key(OFFLINE, {"COPILOT_TUI_API_KEY": SECRET}) is None


@pytest.mark.parametrize("environ", [{}, {"WORK_KEY": " "}])
def test_an_unset_variable_is_an_error_that_says_what_to_set(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as caught:
        api_key(replace(G4F, api_key_env="WORK_KEY"), environ)
    assert "WORK_KEY is not set" in caught.value.what
    assert "export WORK_KEY=" in caught.value.todo


def test_the_first_line_that_a_command_prints_is_the_key() -> None:
    profile = with_command(f"echo {SECRET}; echo more")
    assert api_key(profile, os.environ) == SECRET


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (f"echo {SECRET}; exit 3", "ended with code 3"),
        ("true", "printed no key"),
        (f"echo; echo {SECRET}", "printed no key"),
        ("no-such-program-anywhere", "ended with code 127"),
    ],
)
def test_a_command_that_brings_no_key_is_an_error_without_its_output(
    command: str, problem: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        api_key(with_command(command), os.environ)
    assert problem in caught.value.what
    assert SECRET not in caught.value.what + caught.value.detail


def test_a_command_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(ConfigError, match=r"longer than 0\.05 seconds"):
        api_key(with_command("exec sleep 60"), os.environ, time_limit=0.05)


@pytest.mark.parametrize("key", ["a\x1bb", "schlüssel", "two words"])
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        api_key(G4F, {"COPILOT_TUI_API_KEY": key})
    assert key not in str(caught.value)
    assert "COPILOT_TUI_API_KEY" in caught.value.todo
