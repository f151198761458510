"""Whether anybody has said who is to answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.config import Flags, load_settings
from copilot_tui.config.named_answerer import is_answerer_named
from copilot_tui.paths import Paths


def is_named(folder: Path, flags: Flags | None = None, text: str = "", **environ: str) -> bool:
    paths = Paths(config=folder, data=folder)
    if text:
        paths.config_file.write_text(text, encoding="utf-8")
    flags = flags or Flags()
    settings = load_settings(paths, environ, flags)
    return is_answerer_named(settings, paths, environ, flags)


def test_nobody_has_where_nothing_says_so(tmp_path: Path) -> None:
    assert not is_named(tmp_path)
    assert not is_named(tmp_path, COPILOT_TUI_URL="", COPILOT_TUI_API_KEY="key")
    assert not is_named(tmp_path, text="[profiles.g4f]\nsystem_prompt = 'x'\n")


@pytest.mark.parametrize(
    "flags", [Flags(url="http://x/v1"), Flags(profile="g4f"), Flags(model=""), Flags(provider="P")]
)
def test_a_flag_does(tmp_path: Path, flags: Flags) -> None:
    assert is_named(tmp_path, flags)


@pytest.mark.parametrize("name", ["URL", "PROFILE", "MODEL", "PROVIDER"])
def test_a_variable_does(tmp_path: Path, name: str) -> None:
    value = {"URL": "http://x/v1", "PROFILE": "g4f"}.get(name, "word")
    assert is_named(tmp_path, None, "", **{f"COPILOT_TUI_{name}": value})


@pytest.mark.parametrize(
    "text",
    ["profile = 'g4f'\n", "[profiles.g4f]\nurl = 'http://x/v1'\n", "[profiles.g4f]\nmodel='m'\n"],
)
def test_the_file_does(tmp_path: Path, text: str) -> None:
    assert is_named(tmp_path, text=text)


def test_what_the_file_says_of_another_profile_does_not(tmp_path: Path) -> None:
    assert not is_named(tmp_path, text="[profiles.work]\nurl = 'http://x/v1'\n")
