"""That peers are installed, driven and compared; stand-ins take the place of the real ones."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks import peers
from tests.benchmarks.peer_programs import PEERS, Peer, PeerUnusable, Setting
from tests.benchmarks.program import ENTER
from tests.benchmarks.suite import Extent

if TYPE_CHECKING:
    from tests.benchmarks.figure import Figure


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def stand_in(name: str, folder: Path, text: str) -> Peer:
    """A peer that seems to be installed already, and runs these lines of shell."""

    def set_up(setting: Setting) -> None:
        setting.write("url", setting.url)

    environment = folder / "copilot-tui-benchmarks" / "peers" / f"{name}-1"
    script(environment / "bin" / name, text)
    (environment / "complete").touch()
    return Peer(name, "1", name, "essage", ENTER, set_up)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files in which no peer is installed."""
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.slow
def test_a_peer_is_measured_beside_ours_and_one_that_fails_is_named(
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stock = f'exec {sys.executable} -m tests.benchmarks.floors.stock "$(cat "$HOME/url")"'
    missing = PEERS[0]
    stand_ins = (stand_in("broken", cache, "exit 1"), missing, stand_in("stock", cache, stock))
    monkeypatch.setattr(peers, "PEERS", stand_ins)
    monkeypatch.setattr(peers, "CALM_SECONDS", 0.5)
    monkeypatch.setenv("PATH", "/bin")

    figures = list(peers.measure(Extent(runs=1, smoke=True, folder=tmp_path)))

    complaints = capsys.readouterr().err.splitlines()
    assert complaints == [
        "broken 1: no 'essage' on this screen.",
        f"{missing.package}: there is no uv to run.",
    ]
    rows = len(figures) // 2
    assert rows == 6
    assert figures[0].name.startswith("copilot-tui")
    assert figures[rows].name.startswith("stock 1")
    assert all(sample > 0 for figure in figures for sample in figure.samples)


def test_the_reason_why_a_peer_cannot_be_installed_is_told_and_it_is_tried_again(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "bin/uv", "echo there is no such version >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/bin")

    for _ in range(2):
        with pytest.raises(PeerUnusable, match="uv venv failed: there is no such version"):
            PEERS[0].installed()


def test_an_installed_peer_is_used_again(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer, count = PEERS[0], tmp_path / "count"
    made = cache / "copilot-tui-benchmarks" / "peers" / f"{peer.package}-{peer.version}"
    script(tmp_path / "bin/uv", f'echo "$1" >> {count}; mkdir -p {made}')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/bin")

    assert peer.installed() == peer.installed() == made / "bin" / peer.command
    assert count.read_text().split() == ["venv", "pip"]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [(["echo"], ["echo"]), (["echo", "--peers"], ["echo", "peers"])],
)
def test_peers_are_measured_last_and_only_when_asked_for(
    flags: list[str], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[str] = []

    def measure(name: str, extent: Extent) -> list[Figure]:
        measured.append(name)
        return []

    monkeypatch.setattr(benchmarks, "measure", measure)
    monkeypatch.setattr(sys, "argv", ["benchmarks", *flags])

    assert benchmarks.main() == 0
    assert measured == expected
