"""Finding out whether g4f would refuse a wrong key."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from copilot_tui.servers.any_key import takes_any_key, would_take_any_key
from copilot_tui.servers.ports import free_port


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A g4f that a Python with `cryptography` beside it runs, or one without."""
    return tmp_path / "g4f"


@pytest.mark.parametrize("has_it", [True, False])
def test_the_python_of_an_installed_g4f_is_asked(
    program: Path, tmp_path: Path, has_it: bool
) -> None:
    python = tmp_path / "python3"
    folder = tmp_path / "packages"
    (folder / "cryptography").mkdir(parents=True)
    (folder / "cryptography" / "__init__.py").touch()
    packages = f"PYTHONPATH={shlex.quote(str(folder))} " if has_it else ""
    # -S: none but these packages.
    python.write_text(f'#!/bin/sh\n{packages}exec {shlex.quote(sys.executable)} -S "$@"\n')
    python.chmod(0o755)
    program.write_text(f"#!{python}\nimport g4f\n")

    assert would_take_any_key(str(program)) is not has_it


@pytest.mark.parametrize("text", ["", "\x7fELF", "#!/bin/sh\n", "#!/nowhere/python3\n", "#!python"])
def test_nothing_is_claimed_of_a_program_whose_python_is_not_known(
    program: Path, text: str
) -> None:
    program.write_text(text)

    assert not would_take_any_key(str(program))
    assert not would_take_any_key(str(program.parent / "missing"))


async def test_nothing_is_claimed_of_a_server_that_does_not_answer() -> None:
    assert not await takes_any_key(f"http://127.0.0.1:{free_port()}/v1")
