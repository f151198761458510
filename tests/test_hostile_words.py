"""What is quoted of the command line, or of a file's name, sends the terminal nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOSTILE = "a\x1b]0;PWN\x07b\x9b31m\u202ec\u2028"
SEEN = "a␛]0;PWN␇b\ufffd31mc"
WRITTEN_OUT = repr(HOSTILE)[1:-1]
"""How click quotes the name of a flag."""

FORBIDDEN = ("\x1b", "\x07", "\x9b", "\u202e", "\u2028")


def printed(home: Path, *arguments: str) -> str:
    """All that the program prints for some words: its output and its errors, as they are."""
    environ = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "COPILOT_TUI_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "copilot_tui", *arguments],
        env={**environ, "HOME": str(home), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=50,
        check=False,
    )
    return (done.stdout + done.stderr).decode()


def copies_of(home: Path) -> Path:
    """The folder of the daily copies; made here."""
    folder = home / ".local" / "share" / "copilot-tui" / "backups"
    folder.mkdir(parents=True, mode=0o700)
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        (f"--{HOSTILE}",),
        ("--profile", HOSTILE),
        ("--log", f"/{HOSTILE}/log"),
        ("keys", HOSTILE),
        ("doctor", HOSTILE),
        ("restore", HOSTILE),
        ("restore", "x", HOSTILE),
    ],
    ids=["flag", "profile", "log", "keys", "doctor", "restore", "restore two"],
)
def test_a_hostile_word_is_quoted_without_its_escapes(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    seen = printed(tmp_path, *arguments)

    assert SEEN in seen or WRITTEN_OUT in seen
    assert not [code for code in FORBIDDEN if code in seen]


def test_a_copy_that_is_in_the_way_is_named_without_its_escapes(tmp_path: Path) -> None:
    data = copies_of(tmp_path).parent
    (data / "conversations.db").touch()
    (tmp_path / HOSTILE).touch()

    seen = printed(tmp_path, "backup", str(tmp_path / HOSTILE))

    assert SEEN in seen
    assert not [code for code in FORBIDDEN if code in seen]


def test_copies_are_listed_without_the_escapes_in_their_names(tmp_path: Path) -> None:
    (copies_of(tmp_path) / f"conversations-{HOSTILE}.db").touch()

    seen = printed(tmp_path, "restore")

    assert SEEN in seen
    assert not [code for code in FORBIDDEN if code in seen]
