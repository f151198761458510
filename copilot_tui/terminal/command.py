"""Running a small tool of the system without waiting for it in the event loop."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIME_LIMIT = 2.0
"""Seconds that a tool may take; one that waits for a dead display server takes for ever."""


async def run(
    command: Sequence[str],
    environ: Mapping[str, str],
    given: bytes = b"",
    *,
    wants_output: bool = False,
    time_limit: float = TIME_LIMIT,
) -> bytes | None:
    """Run a tool to its end.

    It gets a session of its own: what it leaves in the background, as xclip and wl-copy
    do, outlives a closed terminal, and is not waited for.

    Args:
        command: the program and its arguments.
        environ: its environment.
        given: its standard input.
        wants_output: whether its standard output is of interest.
        time_limit: in seconds; the tool is killed after it.

    Returns:
        Its output, empty unless wanted; None when it was not there, failed or took too long.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=dict(environ),
            stdin=PIPE,
            stdout=PIPE if wants_output else DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(time_limit):
            output, _ = await process.communicate(given)
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    return (output or b"") if process.returncode == 0 else None
