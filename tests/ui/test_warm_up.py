"""What the first paint does without is loaded behind it, in fresh interpreters."""

from __future__ import annotations

import json
import subprocess
import sys

LOADED = """
import gc, json, sys
if sys.argv[1] == "held":
    gc.disable()
from copilot_tui.ui.warm_up import load_rest
before = "httpx" in sys.modules or "sqlite3" in sys.modules
load_rest()
assert "PIL" not in sys.modules and "copilot_tui.ui.app" not in sys.modules
import copilot_tui.ui.app
assert "PIL" not in sys.modules and "copilot_tui.chat.picture_references" not in sys.modules
after = "httpx" in sys.modules and "sqlite3" in sys.modules
print(json.dumps([before, after, gc.isenabled(), gc.get_freeze_count() > 0]))
"""


def loaded(how: str) -> list[bool]:
    run = subprocess.run(
        [sys.executable, "-c", LOADED, how], check=True, capture_output=True, text=True
    )
    answers: list[bool] = json.loads(run.stdout)
    return answers


def test_the_collector_that_was_held_back_is_let_go_when_all_is_loaded() -> None:
    assert loaded("held") == [False, True, True, True]


def test_a_collector_that_runs_is_left_alone() -> None:
    assert loaded("running") == [False, True, True, False]
