"""What is said and kept of a fault."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from copilot_tui.crash import MOST_KEPT, keep_faults_off_the_terminal, keep_report, report

SECRET = "sk-secret"


def fault() -> BaseException:
    """A fault with a secret in every place that a traceback shows."""
    local = SECRET
    try:
        try:
            raise KeyError(local)
        except KeyError as cause:
            within = [ValueError(local), TypeError(local)]
            cause.add_note(local)
            raise ExceptionGroup(local, within) from cause
    except ExceptionGroup as error:
        return error


def test_the_place_is_kept_and_no_value(tmp_path: Path) -> None:
    kept = keep_report(fault(), tmp_path / "logs")
    assert kept is not None
    text = kept.read_text()
    for name in ("ExceptionGroup", "KeyError", "ValueError", "TypeError", "test_crash.py"):
        assert name in text
    assert SECRET not in text
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_only_the_class_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(fault(), tmp_path)
    told = capsys.readouterr().err
    assert "(ExceptionGroup)" in told
    assert str(tmp_path) in told
    assert SECRET not in told
    assert len(told.splitlines()) == 4


def test_it_is_told_where_nothing_can_be_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").touch()
    report(fault(), tmp_path / "logs")
    assert "could not be written" in capsys.readouterr().err


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    for number in range(MOST_KEPT + 5):
        (tmp_path / f"crash-2000010{number:02}.txt").touch()
    kept = keep_report(fault(), tmp_path)
    files = sorted(tmp_path.glob("crash-*"))
    assert len(files) == MOST_KEPT
    assert files[-1] == kept


def test_faults_that_end_nothing_are_kept_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    keep_faults_off_the_terminal(tmp_path)
    told = SimpleNamespace(exc_value=fault())
    threading.excepthook(cast("threading.ExceptHookArgs", told))
    sys.unraisablehook(cast("sys.UnraisableHookArgs", told))
    assert capsys.readouterr().err == ""
    assert list(tmp_path.glob("crash-*"))


WARNED = """
import sys, warnings
from copilot_tui.cli import main
sys.argv = ["copilot-tui", "--version"]
main()
warnings.warn("for programmers", RuntimeWarning)
"""


@pytest.mark.parametrize(("flags", "is_told"), [((), False), (("-W", "default"), True)])
def test_warnings_for_programmers_are_told_to_those_only_who_ask_for_them(
    flags: tuple[str, ...], is_told: bool
) -> None:
    done = subprocess.run(
        [sys.executable, *flags, "-c", WARNED], capture_output=True, text=True, check=True
    )
    assert ("for programmers" in done.stderr) is is_told
