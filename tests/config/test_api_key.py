"""Keys."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from copilot_tui.config import api_key, key_variables
from copilot_tui.errors import ConfigError
from copilot_tui.profile import G4F, OFFLINE, Profile

SECRET = "sk-very-secret"
WORK = Profile(name="work", url="http://127.0.0.1:1/v1")


async def test_the_named_variable_holds_the_key() -> None:
    profile = replace(G4F, api_key_env="WORK_KEY")
    environ = {"WORK_KEY": f" {SECRET}\n", "COPILOT_TUI_API_KEY": "other"}
    assert await api_key(profile, environ, is_selected=True) == SECRET


async def test_a_selected_profile_that_names_no_key_uses_the_common_variable() -> None:
    environ = {"COPILOT_TUI_API_KEY": SECRET}
    assert await api_key(G4F, environ, is_selected=True) == SECRET
    assert await api_key(G4F, {}, is_selected=True) is None


async def test_the_common_variable_is_for_no_other_profile_than_the_selected_one() -> None:
    assert await api_key(WORK, {"COPILOT_TUI_API_KEY": SECRET}, is_selected=False) is None


async def test_the_built_in_model_is_never_given_a_key_of_another_server() -> None:
    assert await api_key(OFFLINE, {"COPILOT_TUI_API_KEY": SECRET}, is_selected=True) is None


@pytest.mark.parametrize("environ", [{}, {"WORK_KEY": " "}])
async def test_an_unset_variable_is_an_error_that_says_what_to_set(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as caught:
        await api_key(replace(G4F, api_key_env="WORK_KEY"), environ, is_selected=True)
    assert caught.value.what == (
        "The key of the profile g4f is missing: the variable that its api_key_env names is not set."
    )
    assert "api_key_env" in caught.value.todo


async def test_a_key_that_was_put_where_its_variable_belongs_is_not_repeated() -> None:
    profile = replace(G4F, api_key_env="AKIA0123456789SECRET")
    with pytest.raises(ConfigError) as caught:
        await api_key(profile, {}, is_selected=True)
    assert "SECRET" not in f"{caught.value}{profile!r}"


async def test_a_key_that_stands_in_a_command_is_not_repeated() -> None:
    profile = replace(G4F, api_key_cmd=f"printf '' {SECRET}")
    with pytest.raises(ConfigError) as caught:
        await api_key(profile, os.environ, is_selected=True)
    assert "the profile g4f printed no key" in caught.value.what
    assert SECRET not in f"{caught.value}{profile!r}"


@pytest.mark.parametrize("key", ["a\x1bb", "schlüssel", "two words"])
async def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        await api_key(G4F, {"COPILOT_TUI_API_KEY": key}, is_selected=True)
    assert key not in str(caught.value)
    assert "COPILOT_TUI_API_KEY" in caught.value.todo


def test_every_variable_that_holds_a_key_or_the_databases_password_is_known() -> None:
    profiles = [G4F, replace(WORK, api_key_env="A"), replace(WORK, api_key_env="B")]
    assert key_variables(profiles) == {
        "COPILOT_TUI_API_KEY",
        "COPILOT_TUI_DATABASE",
        "COPILOT_TUI_DATABASE_PASSWORD",
        "A",
        "B",
    }
