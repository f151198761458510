"""Who keeps conversations in a file pays nothing for PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.command_line.running import data, environ
from tests.test_import_hygiene import RUN
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("words", [("list",), ("--plain",)], ids=" ".join)
def test_nothing_of_it_is_loaded_for_a_file(tmp_path: Path, words: tuple[str, ...]) -> None:
    add_conversation(data(tmp_path), "Title", [("question", "answer")])
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words],
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=50,
        env=environ(tmp_path),
    )
    _, *loaded = json.loads(done.stdout.splitlines()[-1])

    assert "copilot_tui.store.chosen" in loaded
    assert "copilot_tui.config.database_address" not in loaded
    assert [name for name in loaded if "postgres" in name or "psycopg" in name] == []
