"""Commands whose standard streams are closed or full, and names that lead nowhere."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from tests.command_line.running import PROGRAM, environ, shell, stored

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_line_by_line_needs_both_streams_and_says_so(home: Path, closed: str) -> None:
    done = shell(home, f'"$@" --plain {closed}')

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "copilot-tui: Standard input or output is closed.",
        "Let each lead to a terminal, file or pipe.",
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has it")
def test_no_space_for_what_is_said_changes_neither_data_nor_status(home: Path) -> None:
    with stored(home) as store:
        store.conversations.create(title="Birds")

    missing = shell(home, '"$@" show 99 2> /dev/full')
    assert (missing.returncode, missing.stdout) == (5, "")
    exported = shell(home, 'cd; "$@" export 1 2> /dev/full')
    assert (exported.returncode, (home / "birds.md").is_file()) == (0, True)
    imported = shell(home, 'mkdir ~/in && mv ~/birds.md ~/in; "$@" import ~/in 2> /dev/full')
    assert imported.returncode == 0
    assert "1 conversation already there" in imported.stdout


def test_of_standard_input_nothing_stays_behind_when_the_system_ends_it(home: Path) -> None:
    kept = home / "kept"
    kept.mkdir()
    with subprocess.Popen(
        [*PROGRAM, "import", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environ(home, TMPDIR=str(kept)),
    ) as importing:
        assert importing.stdin is not None
        # More than its buffers hold; once it is all gone, some of it is in the file.
        importing.stdin.write(b"private " * 300_000)
        importing.stdin.flush()
        assert [path.stat().st_size > 0 for path in kept.iterdir()] == [True]
        importing.terminate()
        assert importing.wait(timeout=50) == 143

    assert list(kept.iterdir()) == []


@pytest.mark.parametrize("limit", [0, 64])
def test_no_room_to_keep_standard_input_is_told_in_a_line(home: Path, limit: int) -> None:
    (home / "kept").mkdir()
    script = f'ulimit -f {limit}; head -c 2000000 /dev/zero | TMPDIR=~/kept "$@" import -'
    done = shell(home, script)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("copilot-tui: Standard input could not be kept in a temporary")
    assert list((home / "kept").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["backup", "-"], "A copy cannot go to standard output."),
        (["import", "--from", "elia", "empty"], "empty holds nothing that is elia's database."),
        (["import", "--from", "chatgpt", "empty"], "holds nothing that is ChatGPT's data export."),
    ],
)
def test_a_name_that_leads_nowhere_is_told(
    work_folder: Path, capsys: pytest.CaptureFixture[str], words: Sequence[str], told: str
) -> None:
    (work_folder / "empty").mkdir()

    assert main(words) == 2

    said = capsys.readouterr()
    assert told in said.err
    assert said.out == ""
    assert [path.name for path in work_folder.iterdir()] == ["empty"]
