"""What importing our modules brings along, seen in fresh interpreters, and their size."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import walk_packages

import pytest

import copilot_tui
from copilot_tui.cli import main

HEAVY = ("textual", "rich", "httpx", "sqlite3", "PIL", "markitdown")
PACKAGE = Path(copilot_tui.__file__).parent
LONGEST_MODULE = 300

IMPORT_EACH = f"""
import importlib, json, sys
brought = {{}}
for module in sys.argv[1:]:
    importlib.import_module(module)
    for heavy in {HEAVY}:
        if heavy in sys.modules:
            brought.setdefault(heavy, module)
print(json.dumps(brought))
"""
ALLOWED = {
    "api": {"httpx"},
    "asking": {"httpx", "sqlite3"},
    "doctor": {"httpx", "sqlite3"},
    "library": {"sqlite3"},
    "plain": {"httpx", "sqlite3"},
    "replies": {"httpx", "sqlite3"},
    "store": {"sqlite3"},
    "transfer": {"sqlite3"},
}
"""What each part may import, beside nothing heavy at all."""

RUN = """
import json, sys
from copilot_tui.cli import main
status = main(sys.argv[1:])
print(json.dumps([status, *sys.modules]))
"""

ALL_THAT_THE_APP_LOADS = """
import sys
from copilot_tui import assembly
from copilot_tui.ui import app, warm_up
warm_up.load_rest()
print([name for name in sys.modules if name.partition(".")[0] == "click"])
"""

AT_THE_FIRST_PAINT = """
import json, sys
from pathlib import Path
from copilot_tui.assembly import build
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.ui.warm_up import load_rest

paths = Paths(config=Path(sys.argv[1]), data=Path(sys.argv[1]))
app, store = build(load_settings(paths, {}, Flags(url="http://127.0.0.1:9/v1")), paths, {})
painted = []

async def settle_in():
    painted.extend(sys.modules)
    app.exit()

app._settle_in = settle_in
app.run(headless=True)
load_rest()
print(json.dumps([painted, [*sys.modules]]))
store.close()
"""
NEEDED_LATER = {
    "copilot_tui.api.wire",
    "copilot_tui.chat.blocks",
    "copilot_tui.chat.picture",
    "copilot_tui.replies.events",
    "copilot_tui.store.store",
    "copilot_tui.ui.completion",
    "copilot_tui.ui.log_code",
    "copilot_tui.ui.log_item",
    "copilot_tui.ui.reply_body",
    "httpx",
    "sqlite3",
}
"""By the first question, reply or key; too dear for the first paint (measured)."""

SELDOM_NEEDED = {"PIL", "click", "copilot_tui.config.file_text", "copilot_tui.config.secret"}
MOST_BEFORE_THE_FIRST_PAINT = 155
"""Modules of ours: each takes a third of a millisecond, half of it for its dataclasses."""


def part(module: str) -> str:
    """The part of the program that a module belongs to, such as "api"."""
    return module.split(".")[1]


def headless_modules() -> list[str]:
    """All modules that must do without a screen, but for the one that runs the program."""
    found = (module.name for module in walk_packages([str(PACKAGE)], "copilot_tui."))
    return [name for name in found if part(name) not in ("ui", "__main__")]


def run(program: str, *arguments: str) -> str:
    """What a program prints in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize("allowed", [set(), {"httpx"}, {"sqlite3"}, {"httpx", "sqlite3"}])
def test_a_headless_module_imports_nothing_heavy_that_is_not_its_business(
    allowed: set[str],
) -> None:
    modules = [name for name in headless_modules() if ALLOWED.get(part(name), set()) == allowed]
    assert modules
    brought: dict[str, str] = json.loads(run(IMPORT_EACH, *modules))

    assert {heavy: by for heavy, by in brought.items() if heavy not in allowed} == {}


def test_the_probe_sees_what_the_interface_brings() -> None:
    brought: dict[str, str] = json.loads(run(IMPORT_EACH, "copilot_tui.ui.app"))

    assert brought.keys() >= {"textual", "rich"}


def loaded_by(*arguments: str) -> tuple[int, list[str], set[str]]:
    """Exit status, printed lines and loaded modules of the program with these words."""
    *printed, report = run(RUN, *arguments).splitlines()
    status, *loaded = json.loads(report)
    return status, printed, set(loaded)


def test_the_version_is_told_without_loading_anything() -> None:
    status, printed, loaded = loaded_by("--version")

    assert (status, printed) == (0, [f"copilot-tui {copilot_tui.__version__}"])
    assert not {*HEAVY, "asyncio", "platformdirs", "click", "dataclasses"} & loaded
    assert {name for name in loaded if name.startswith("copilot_tui")} == {
        "copilot_tui",
        "copilot_tui.cli",
        "copilot_tui.command_line",
        "copilot_tui.command_line.complaint",
        "copilot_tui.command_line.status",
        "copilot_tui.core_file",
        "copilot_tui.errors",
    }


def test_help_loads_nothing_but_the_command_line() -> None:
    status, printed, loaded = loaded_by("--help")
    parts = {part(name) for name in loaded if name.startswith("copilot_tui.")}

    assert (status, printed[0]) == (0, "Usage: copilot-tui [FLAGS] [QUESTION]…")
    assert not {*HEAVY, "asyncio", "platformdirs"} & loaded
    assert parts == {"cli", "command_line", "core_file", "errors", "intent", "text"}


def test_without_any_word_the_library_for_command_lines_is_not_loaded() -> None:
    status, _, loaded = loaded_by()

    assert status == 2, "there is no terminal here"
    assert "textual" in loaded
    assert "click" not in loaded
    assert run(ALL_THAT_THE_APP_LOADS).strip() == "[]"


def test_with_a_flag_only_the_library_for_command_lines_is_loaded_besides() -> None:
    status, _, loaded = loaded_by("--url", "http://127.0.0.1:9/v1")

    assert status == 2, "there is no terminal here"
    assert {"textual", "click"} <= loaded
    assert not {"click.shell_completion", "sqlite3", "httpx"} & loaded


def test_the_first_paint_does_without_what_is_loaded_right_behind_it(tmp_path: Path) -> None:
    painted, warm = map(set, json.loads(run(AT_THE_FIRST_PAINT, str(tmp_path))))
    ours = [name for name in painted if name.startswith("copilot_tui.")]

    assert "copilot_tui.ui.message_log" in ours
    assert not (NEEDED_LATER | SELDOM_NEEDED) & painted
    assert warm >= NEEDED_LATER
    assert not SELDOM_NEEDED & warm
    assert len(ours) <= MOST_BEFORE_THE_FIRST_PAINT


def test_the_installed_command_and_the_package_itself_run_the_same_program() -> None:
    (command,) = entry_points(group="console_scripts", name="copilot-tui")
    printed = subprocess.run(
        [sys.executable, "-m", "copilot_tui", "--version"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert command.load() is main
    assert printed == f"copilot-tui {copilot_tui.__version__}\n"


def test_no_module_is_longer_than_it_may_be() -> None:
    lengths = {
        str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert lengths
    assert {name: count for name, count in lengths.items() if count > LONGEST_MODULE} == {}
