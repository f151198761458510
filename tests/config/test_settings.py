"""Strength of the sources, and profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.config import Flags, Settings, load_settings
from copilot_tui.errors import ConfigError
from copilot_tui.paths import Paths
from copilot_tui.profile import G4F, OFFLINE, Dialect, Limits, Start, Timeouts

if TYPE_CHECKING:
    from pathlib import Path

WORK = """
profile = "work"
[profiles.work]
url = "https://work.example/v1"
model = "from-file"
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(config=tmp_path, data=tmp_path / "data")


def load(paths: Paths, text: str = "", flags: Flags | None = None, **environ: str) -> Settings:
    paths.config_file.write_text(text)
    return load_settings(paths, environ, flags or Flags())


def test_without_any_configuration_the_built_in_profiles_stand(paths: Paths) -> None:
    settings = load_settings(paths, {}, Flags())
    assert settings.selected == G4F
    assert dict(settings.profiles) == {"g4f": G4F, "offline": OFFLINE}


def test_a_flag_beats_the_environment_and_that_beats_the_file(paths: Paths) -> None:
    assert load(paths, WORK).selected.model == "from-file"
    assert load(paths, WORK, COPILOT_TUI_MODEL="from-env").selected.model == "from-env"
    both = load(paths, WORK, Flags(model="from-flag"), COPILOT_TUI_MODEL="from-env")
    assert both.selected.model == "from-flag"


def test_every_setting_can_come_from_the_environment(paths: Paths) -> None:
    settings = load(
        paths,
        WORK,
        COPILOT_TUI_PROFILE="g4f",
        COPILOT_TUI_URL="http://other:1",
        COPILOT_TUI_PROVIDER="Any",
        COPILOT_TUI_MODEL="m",
    )
    profile = settings.selected
    assert (profile.name, profile.url) == ("g4f", "http://other:1/v1")
    assert (profile.provider, profile.model) == ("Any", "m")


def test_an_empty_variable_is_unset_but_an_empty_flag_is_a_value(paths: Paths) -> None:
    assert load(paths, COPILOT_TUI_PROVIDER="").selected.provider == "Copilot"
    assert load(paths, flags=Flags(provider="")).selected.provider == ""


def test_a_profile_named_by_a_flag_is_not_bent_by_the_environment(paths: Paths) -> None:
    settings = load(paths, WORK, Flags(profile="work"), COPILOT_TUI_URL="http://elsewhere:1")
    assert settings.selected.url == "https://work.example/v1"


def test_another_address_is_not_served_by_the_command_of_the_profile(paths: Paths) -> None:
    profile = load(paths, flags=Flags(url="http://localhost:9999")).selected
    assert profile.url == "http://localhost:9999/v1"
    assert profile.start_command == ()
    assert (profile.dialect, profile.provider) == (Dialect.G4F, "Copilot")


def names_a_key(settings: Settings) -> bool:
    profile = settings.selected
    return bool(profile.api_key_env or profile.api_key_cmd or profile.api_key_keyring)


KEYED = """
profile = "keyed"
[profiles.keyed]
url = "https://keyed.example/v1"
"""


@pytest.mark.parametrize(
    "source", ['api_key_env = "KEY"', 'api_key_cmd = "echo k"', 'api_key_keyring = "a/b"']
)
@pytest.mark.parametrize(
    ("url", "keeps"),
    [
        ("https://keyed.example/other", True),
        ("https://KEYED.example:443", True),
        ("http://keyed.example/v1", False),
        ("https://keyed.example:8443/v1", False),
        ("https://evil.example/v1", False),
    ],
)
def test_the_key_of_the_file_is_not_for_another_server(
    paths: Paths, source: str, url: str, keeps: bool
) -> None:
    assert names_a_key(load(paths, KEYED + source))
    assert names_a_key(load(paths, KEYED + source, Flags(url=url))) is keeps
    assert names_a_key(load(paths, KEYED + source, COPILOT_TUI_URL=url)) is keeps


def test_an_address_turns_a_configured_offline_into_g4f(paths: Paths) -> None:
    settings = load(paths, 'profile = "offline"', Flags(url="http://localhost:9"))
    assert settings.profile == "g4f"
    assert settings.profiles["offline"] == OFFLINE


def test_offline_and_an_address_together_are_refused(paths: Paths) -> None:
    with pytest.raises(ConfigError) as caught:
        load(paths, flags=Flags(profile="offline", url="http://localhost:9"))
    assert caught.value.detail.startswith("--url: ")


def test_a_profile_takes_every_field(paths: Paths) -> None:
    profile = load(
        paths,
        """
        profile = "full"
        [profiles.full]
        url = "http://host:1/v1"
        dialect = "g4f"
        provider = "P"
        model = "m"
        api_key_env = "KEY"
        start = "never"
        start_command = ["serve", "--port", "{port}"]
        threads = true
        context_characters = 1000
        system_prompt = "Be brief."
        parameters = { temperature = 0.5, stop = ["a", "b"], seed = 1, logprobs = false }
        timeouts.connect = 2
        timeouts.first_byte = 1.5
        limits.line = 4096
        warn_plain_http = false
        """,
    ).selected
    assert (profile.name, profile.url, profile.dialect) == ("full", "http://host:1/v1", "g4f")
    assert (profile.provider, profile.model, profile.api_key_env) == ("P", "m", "KEY")
    assert (profile.start, profile.threads) == (Start.NEVER, True)
    assert profile.start_command == ("serve", "--port", "{port}")
    assert (profile.context_characters, profile.system_prompt) == (1000, "Be brief.")
    assert dict(profile.parameters) == {
        "temperature": 0.5,
        "stop": ("a", "b"),
        "seed": 1,
        "logprobs": False,
    }
    assert profile.timeouts == Timeouts(connect=2.0, first_byte=1.5)
    assert profile.limits == Limits(line=4096)
    assert not profile.warn_plain_http


def test_a_new_profile_speaks_openai_unless_it_names_a_provider_or_dialect(paths: Paths) -> None:
    profiles = load(
        paths,
        """
        [profiles]
        plain.url = "http://a/v1"
        provided = { url = "http://b/v1", provider = "Copilot" }
        said = { url = "http://c/v1", dialect = "g4f" }
        """,
    ).profiles
    dialects = {name: profiles[name].dialect for name in ("plain", "provided", "said")}
    assert dialects == {"plain": "openai", "provided": "g4f", "said": "g4f"}


def test_a_built_in_profile_is_amended_not_replaced(paths: Paths) -> None:
    settings = load(
        paths,
        '[profiles.g4f]\nmodel = "gpt-4o"\n[profiles.offline.parameters]\ntemperature = 0.1',
    )
    assert settings.selected.model == "gpt-4o"
    assert settings.selected.url == G4F.url
    offline = dict(settings.profiles["offline"].parameters)
    assert offline == {**OFFLINE.parameters, "temperature": 0.1}
