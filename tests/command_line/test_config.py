"""`copilot-tui config`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot_tui.cli import main
from tests.command_line.running import said
from tests.e2e.chatting import configuration


def test_every_setting_is_a_line_with_its_source(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configuration(home, 'theme = "nord"\n')
    lines = said(capsys, "config").splitlines()

    assert 'theme "nord" (~/.config/copilot-tui/config.toml:1)' in [
        " ".join(line.split()) for line in lines
    ]
    assert lines[0].split() == ["profile", '"g4f"', "(built", "in)"]


def test_objects_have_name_value_and_source(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = [json.loads(line) for line in said(capsys, "config", "--json").splitlines()]

    assert {"name": "profiles.g4f.provider", "value": "Copilot", "source": "built in"} in found
    assert all(set(setting) == {"name", "value", "source"} for setting in found)


def test_another_profile_can_be_looked_at(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "profiles.offline.parameters.max_tokens" in said(
        capsys, "config", "--profile", "offline"
    )
    assert said(capsys, "config", "--profile", "none", status=2) == ""


def test_the_path_is_told_with_or_without_a_file(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home / ".config/copilot-tui/config.toml"
    assert said(capsys, "config", "--path") == f"{path}\n"
    said(capsys, "config", "--path", "--json", status=2)
    configuration(home, "nonsense")
    assert said(capsys, "config", "--path") == f"{path}\n"


def test_the_check_says_all_mistakes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "config", "--check")
    file = configuration(home, 'nonsense = 1\ndensity = "thin"\n[keys]\nx = "y"\n')

    assert main(["config", "--check"]) == 2
    told = capsys.readouterr().err
    assert [f"config.toml:{line}:" in told for line in (1, 2, 4)] == [True] * 3
    found = json.loads(said(capsys, "config", "--check", "--json", status=2))
    assert (found["ok"], found["file"], len(found["problems"])) == (False, str(file), 3)


def test_the_check_says_a_theme_that_does_not_exist_among_the_other_mistakes(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configuration(home, 'zork = 1\ntheme = "nope"\n[keys]\nx = "y"\n')

    found = json.loads(said(capsys, "config", "--check", "--json", status=2))
    places = [problem.partition("config.toml:")[2] for problem in found["problems"]]
    assert [place.partition(":")[0] for place in places] == ["1", "2", "4"]
    assert main(["config", "--check"]) == 2
    told = capsys.readouterr().err
    assert "has 3 problems" in told
    assert "There are the themes" in told


def test_the_start_says_a_theme_that_does_not_exist_among_the_other_mistakes(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configuration(home, 'theme = "nope"\nzork = 1\n')

    assert main([]) == 2
    told = capsys.readouterr().err
    assert 'there is no theme "nope"' in told
    assert "zork" in told


def test_a_theme_that_does_not_exist_is_a_mistake(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configuration(home, 'theme = "none such"\n')
    found = json.loads(said(capsys, "config", "--check", "--json", status=2))

    assert "there is no theme" in found["problems"][0]


def test_a_sound_file_has_no_mistake(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configuration(home, 'density = "compact"\n')

    assert main(["config", "--check"]) == 0
    assert "has no mistake" in capsys.readouterr().err
    assert json.loads(said(capsys, "config", "--check", "--json"))["ok"] is True
