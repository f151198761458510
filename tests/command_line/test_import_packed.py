"""`copilot-tui import` of an export that gzip has packed."""

from __future__ import annotations

import gzip
import io
import sys
from typing import TYPE_CHECKING

import pytest

from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from tests.command_line.running import said
from tests.transfer.support import fill

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """An export, and another user's home to bring it to."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with Store(Paths.default().database, instance_id="this") as store:
        fill(store, Paths.default().database)
    exported = said(capsys, "export", "--all", "--output", "-")
    path = tmp_path / "full.jsonl.gz"
    path.write_bytes(gzip.compress(exported.encode()))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other"))
    return path


def test_a_dry_run_says_what_it_would_bring(
    packed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(capsys, "import", "--dry-run", str(packed))
    assert "would bring 3 new conversations" in told
    assert not Paths.default().database.exists()


def test_it_comes_in_from_a_file_and_from_standard_input(
    packed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed.read_bytes())))
    assert "brought 3 new conversations" in said(capsys, "import", "-")
    assert "3 conversations already there" in said(capsys, "import", str(packed))
