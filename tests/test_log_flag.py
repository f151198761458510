"""`--log` and `COPILOT_TUI_LOG` on the command line."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty home, and what the program sets for itself put back."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TEXTUAL_FPS", "120")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "COPILOT_TUI_LOG"):
        monkeypatch.delenv(name, raising=False)
    yield
    gc.enable()


@pytest.mark.parametrize("by", ["flag", "variable"])
def test_a_log_that_cannot_be_written_is_a_usage_error_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], by: str
) -> None:
    path = str(tmp_path / "no folder" / "run.log")
    if by == "variable":
        monkeypatch.setenv("COPILOT_TUI_LOG", path)
    arguments = ["--plain", *(["--log", path] if by == "flag" else [])]

    assert main(arguments) == 2
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "copilot-tui: The log ~/no folder/run.log cannot be written: No such file or directory.",
        "Give --log or COPILOT_TUI_LOG a file that you can write to.",
    ]
    assert list(tmp_path.iterdir()) == []
