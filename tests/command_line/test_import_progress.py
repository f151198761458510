"""How far an import has got, on a terminal."""

from __future__ import annotations

import gzip
import re
import sys
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from tests.command_line.running import said
from tests.transfer.foreign_files import FILES, SPECIMENS, zipped
from tests.transfer.support import fill

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")

SHARE = re.compile(r"\r\x1b\[K *(\d+)%  [\d,]+ messages read")


@pytest.fixture(autouse=True)
def watched(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that is told everything at once."""
    monkeypatch.setattr("copilot_tui.command_line.progress._FIRST", 0.0)
    monkeypatch.setattr("copilot_tui.command_line.progress._PAUSE", 0.0)


def progress(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, path: Path
) -> str:
    """What is told on the way."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    capsys.readouterr()
    main(["import", "--dry-run", str(path)])
    return capsys.readouterr().err


@pytest.mark.parametrize("is_packed", [False, True])
def test_of_an_export_it_is_a_share_of_the_file(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_packed: bool
) -> None:
    with Store(Paths.default().database, instance_id="this") as store:
        fill(store, Paths.default().database)
    exported = said(capsys, "export", "--all", "--output", "-").encode()
    path = home / "all.jsonl"
    path.write_bytes(gzip.compress(exported) if is_packed else exported)

    shares = [int(share) for share in SHARE.findall(progress(capsys, monkeypatch, path))]

    assert len(shares) == 3
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] <= 100


@pytest.mark.parametrize("name", ["chatgpt", "claude"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_of_a_data_export_it_is_a_share_of_its_conversations(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    is_packed: bool,
) -> None:
    path = SPECIMENS / name
    if is_packed:
        path = home / "export.zip"
        zipped(SPECIMENS / name, path)

    assert SHARE.findall(progress(capsys, monkeypatch, path))[-1] == "100"


def test_where_it_is_not_known_messages_are_counted(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = progress(capsys, monkeypatch, FILES["elia"])
    assert "messages read" in told
    assert "%" not in told
