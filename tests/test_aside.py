"""Work that blocks, beside everything else."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from copilot_tui.aside import aside

HANG = """
import asyncio, threading
from copilot_tui.aside import aside
begun = threading.Event()

def hang():
    begun.set()
    threading.Event().wait()

async def main():
    work = asyncio.ensure_future(aside(hang))
    while not begun.is_set():
        await asyncio.sleep(0)
    work.cancel()

asyncio.run(main())
"""


async def test_what_the_work_gives_is_given() -> None:
    assert await aside(lambda: 1) == 1


async def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await aside(lambda: 1 // 0)


async def test_work_that_ends_when_nobody_waits_any_more_does_no_harm() -> None:
    released, ended = threading.Event(), threading.Event()

    def work() -> None:
        released.wait(30)
        ended.set()

    waiting = asyncio.ensure_future(aside(work))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    released.set()
    await asyncio.to_thread(ended.wait, 30)


def test_work_that_never_ends_does_not_keep_the_program_from_ending() -> None:
    assert subprocess.run([sys.executable, "-c", HANG], timeout=30, check=True).returncode == 0
