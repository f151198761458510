"""Folders that only their owner can look into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.crash import keep_report
from copilot_tui.private_folders import make_private_folders
from copilot_tui.servers.log_file import fresh_log
from copilot_tui.store.instance import Instance
from tests.umasks import usual_umask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def report(logs: Path) -> None:
    keep_report(ValueError(), logs)


def server_log(logs: Path) -> None:
    fresh_log(logs / "g4f.log")


def instance(folder: Path) -> None:
    Instance.start(folder).close()


@pytest.mark.parametrize("make", [make_private_folders, report, server_log, instance])
def test_whoever_is_first_makes_the_folders_above_private_as_well(
    make: Callable[[Path], object], tmp_path: Path
) -> None:
    folder = tmp_path / "share" / "copilot-tui" / "within"
    with usual_umask():
        make(folder)
    modes = [each.stat().st_mode & 0o777 for each in (folder, *folder.parents[:2])]
    assert modes == [0o700] * 3


def test_what_was_there_stays_as_it_is(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    there.chmod(0o755)
    make_private_folders(there / "within")
    make_private_folders(there)
    assert there.stat().st_mode & 0o777 == 0o755


def test_a_file_in_the_way_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "within"):
        with pytest.raises(OSError, match="file"):
            make_private_folders(folder)
