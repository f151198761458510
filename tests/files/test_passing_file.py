"""Files for another program, which are gone when the app is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
from copilot_tui.files.passing_file import passing_file
paths = [passing_file(b"data", ".png") for _ in range(2)]
for path in paths:
    modes = [oct(each.stat().st_mode) for each in (path, path.parent)]
    print(path, path.read_bytes().decode(), *modes)
"""


def test_it_is_for_its_owner_alone_and_goes_with_the_program(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=True,
        capture_output=True,
        text=True,
        env={"TMPDIR": str(tmp_path)},
    )
    paths = set()
    for line in told.stdout.splitlines():
        path, text, mode, folder_mode = line.split()
        assert (text, mode, folder_mode) == ("data", "0o100600", "0o40700")
        assert path.endswith(".png")
        paths.add(path)
    assert len(paths) == 2
    assert list(tmp_path.iterdir()) == []
