"""`copilot-tui docs`."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.cli import main
from copilot_tui.docs.pages import PAGE_NAMES
from tests.command_line.running import said


def test_without_a_page_all_are_listed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "docs").splitlines()

    assert [line.split()[0] for line in lines] == list(PAGE_NAMES)
    assert lines[0] == "start            First steps"


def test_a_page_is_printed_with_the_keys_as_they_are_mapped(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home / ".config/copilot-tui/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[keys]\n"message.copy" = "f9"\n')

    page = said(capsys, "docs", "start")

    assert page.startswith("# First steps\n")
    assert "`f9` copies" in page
    assert "[Models and profiles](models.md)" in page
    assert not page.endswith("\n\n")


def test_a_wrong_configuration_does_not_keep_anyone_from_reading(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home / ".config/copilot-tui/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("theme = = 1")

    assert "`y` copies" in said(capsys, "docs", "start")


def test_a_page_that_does_not_exist_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docs", "nowhere"]) == 5
    said = capsys.readouterr()
    assert said.out == ""
    assert "There is no such page." in said.err
    assert "troubleshooting" in said.err
