"""Opening the page in the browser of this machine."""

from __future__ import annotations

import stat
import webbrowser
from html import unescape
from pathlib import Path

import pytest

from copilot_tui.serving.opening import open_page

URL = "http://127.0.0.1:8000/?token=secret&x"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the browser was started with."""
    started: list[str] = []

    def start(url: str) -> bool:
        started.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", start)
    return started


def test_nobody_else_can_see_the_token_when_the_browser_is_started(
    tmp_path: Path, opened: list[str]
) -> None:
    folder = tmp_path / "data"
    file = open_page(URL, folder)

    assert file is not None
    assert opened == [file.as_uri()]
    assert "secret" not in opened[0]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert f'content="0; url={URL}"' in unescape(file.read_text(encoding="utf-8"))


def test_a_file_that_was_there_before_keeps_nothing_open(tmp_path: Path, opened: list[str]) -> None:
    first = open_page(URL, tmp_path)
    assert first is not None
    first.chmod(0o644)

    second = open_page(URL, tmp_path)

    assert second == first
    assert stat.S_IMODE(second.stat().st_mode) == 0o600


@pytest.mark.parametrize("answer", [False, webbrowser.Error("none")])
def test_without_a_browser_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bool | webbrowser.Error
) -> None:
    def start(url: str) -> bool:
        if isinstance(answer, webbrowser.Error):
            raise answer
        return answer

    monkeypatch.setattr(webbrowser, "open", start)

    assert open_page(URL, tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_nothing_is_opened(tmp_path: Path, opened: list[str]) -> None:
    (tmp_path / "file").touch()

    assert open_page(URL, tmp_path / "file" / "folder") is None
    assert opened == []
