"""Paths as they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.paths import with_shown_paths


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/me/.config/x.toml:3: no", "~/.config/x.toml:3: no"),
        ("“/home/me/a” and /home/me/b.", "“~/a” and ~/b."),
        ("/mnt/home/me/a", "/mnt/home/me/a"),
        ("/home/mean/a", "/home/mean/a"),
        ("nothing here", "nothing here"),
    ],
)
def test_paths_in_the_home_folder_are_shown_with_a_tilde(
    monkeypatch: pytest.MonkeyPatch, text: str, shown: str
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/me"))

    assert with_shown_paths(text) == shown
