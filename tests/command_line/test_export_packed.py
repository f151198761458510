"""A name of a packed file leads to the words that make one."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from tests.command_line.running import said
from tests.transfer.support import fill

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")

PLAIN = "copilot-tui export"
END = "--output -"


@pytest.fixture(autouse=True)
def filled(work_folder: Path) -> Path:
    """The folder one is in, where there are conversations."""
    path = Paths.default().database
    with Store(path, instance_id="this") as store:
        fill(store, path)
    return work_folder


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("--all -o x.jsonl.gz", f"{PLAIN} --all --format jsonl {END} | gzip > x.jsonl.gz"),
        ("--all -o x.zst", f"{PLAIN} --all --format jsonl {END} | zstd > x.jsonl.zst"),
        ("--all -o x.md.XZ", f"{PLAIN} --all --format markdown {END} | xz > x.md.XZ"),
        ("1 -o x.html.bz2", f"{PLAIN} 1 --format html {END} | bzip2 > x.html.bz2"),
        ("1 2 -o x.html.gz", f"{PLAIN} 1 2 --format jsonl {END} | gzip > x.jsonl.gz"),
        ("1 -o x.zip", f"{PLAIN} 1 --format markdown {END} | gzip > x.md.gz"),
        (
            "Plain --branches --deleted -o x.gz",
            f"{PLAIN} Plain --branches --deleted --format markdown {END} | gzip > x.md.gz",
        ),
    ],
)
def test_the_words_that_pack_it_are_told(
    filled: Path, capsys: pytest.CaptureFixture[str], words: str, hint: str
) -> None:
    assert main(["export", *words.split()]) == 2

    told = capsys.readouterr()
    assert told.err.startswith("copilot-tui: No format has names that end with .")
    assert hint in " ".join(told.err.split())
    assert told.out == ""
    assert list(filled.iterdir()) == []


def test_they_do_what_they_say(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["export", "--all", "-o", "my chats.jsonl.gz"])
    words, _, packer = capsys.readouterr().err.partition("pack it: copilot-tui ")[2].partition("|")

    exported = said(capsys, *words.split())
    subprocess.run(packer, shell=True, input=exported.encode(), check=True)

    assert [path.name for path in filled.iterdir()] == ["my chats.jsonl.gz"]
    assert "3 conversations already there" in said(capsys, "import", "my chats.jsonl.gz")


def test_a_format_that_is_named_counts_more(filled: Path) -> None:
    assert main(["export", "1", "--format", "jsonl", "-o", "x.gz"]) == 0
    assert [path.name for path in filled.iterdir()] == ["x.gz"]
