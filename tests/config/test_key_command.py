"""The command that prints a key."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from copilot_tui.config.key_command import line_of_command
from copilot_tui.config.secret import key_of
from copilot_tui.errors import ConfigError
from copilot_tui.profile import G4F

SECRET = "sk-very-secret"

SLEEPER = "sleep 60 & echo $! > {file}; wait"
"""A shell whose child would go on without it."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def key(command: str, time_limit: float = 30.0) -> Awaitable[str]:
    return line_of_command(command, key_of(G4F), os.environ, time_limit=time_limit)


def is_running(pid: int) -> bool:
    """Whether it runs; what is dead and only not yet waited for does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


async def ended(pid: int) -> None:
    while is_running(pid):  # noqa: ASYNC110 - nothing tells of the end of a grandchild
        await asyncio.sleep(0.01)


def written(file: Path) -> int:
    """The number in a file; 0 while it is not there whole."""
    text = file.read_text() if file.exists() else ""
    return int(text) if text.endswith("\n") else 0


async def pid_in(file: Path) -> int:
    while not (pid := written(file)):  # noqa: ASYNC110 - the shell has no other sign
        await asyncio.sleep(0.01)
    return pid


async def test_the_first_line_that_a_command_prints_is_the_key() -> None:
    assert await key(f"echo {SECRET}; echo more") == SECRET


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (f"echo {SECRET}; exit 3", "ended with code 3"),
        ("true", "printed no key"),
        (f"echo; echo {SECRET}", "printed no key"),
        (f"yes {SECRET} | head -c 100000 | tr -d '\\n'", "printed no key"),
        ("no-such-program-anywhere", "ended with code 127"),
    ],
)
async def test_a_command_that_brings_no_key_is_an_error_without_its_output(
    command: str, problem: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        await key(command)
    assert problem in caught.value.what
    assert SECRET not in str(caught.value)
    assert command not in str(caught.value)


@linux
async def test_a_command_that_takes_too_long_is_ended_with_all_that_it_started(
    tmp_path: Path,
) -> None:
    file = tmp_path / "pid"
    with pytest.raises(ConfigError, match=r"longer than 1 seconds"):
        await key(SLEEPER.format(file=file), time_limit=1)
    await ended(await pid_in(file))


@linux
async def test_a_command_that_nobody_waits_for_any_more_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    waiting = asyncio.ensure_future(key(SLEEPER.format(file=file)))
    pid = await pid_in(file)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await ended(pid)


@linux
async def test_a_command_that_is_called_off_while_it_starts_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pid"
    begun, go_on = asyncio.Event(), asyncio.Event()
    start = asyncio.create_subprocess_shell

    async def start_slowly(command: str, **options: Any) -> asyncio.subprocess.Process:
        process = await start(command, **options)
        await pid_in(file)
        begun.set()
        await go_on.wait()
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_shell", start_slowly)
    waiting = asyncio.ensure_future(key(SLEEPER.format(file=file)))
    await begun.wait()
    waiting.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await ended(await pid_in(file))
