"""The key or password that a command prints."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from typing import TYPE_CHECKING

from copilot_tui.errors import ConfigError

if TYPE_CHECKING:
    from copilot_tui.config.secret import Secret

COMMAND_SECONDS = 10.0

_LONGEST_KEY = 8 * 1024
_REAPED_SECONDS = 1.0


async def line_of_command(
    command: str,
    secret: Secret,
    environ: Mapping[str, str],
    *,
    time_limit: float = COMMAND_SECONDS,
) -> str:
    """The first line that a command prints, as it stands there.

    Whatever the command has started ends with it, when it takes too long or nobody waits
    any more.

    Args:
        command: for a shell.
        secret: what it prints.
        environ: of the command.
        time_limit: seconds that it may take.

    Raises:
        ConfigError: it brings none. Neither the command nor what it prints is in it.
    """
    process = await _started(command, secret, environ)
    try:
        async with asyncio.timeout(time_limit):
            line = await _first_line(process)
            code = await process.wait()
    except TimeoutError:
        raise _problem(secret, f"took longer than {time_limit:g} seconds") from None
    finally:
        await _end(process)
    if code:
        raise _problem(secret, f"ended with code {code}")
    if not line.strip():
        raise _problem(secret, f"printed no {secret.kind} on its first line")
    return line


async def _started(command: str, secret: Secret, environ: Mapping[str, str]) -> Process:
    """The running command.

    Raises:
        ConfigError: it cannot be run.
    """
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_shell(
            command,
            env=dict(environ),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=DEVNULL,
            start_new_session=True,
            limit=_LONGEST_KEY,
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        # asyncio would kill the shell alone, which may have started something already.
        await _end(await starting)
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else ""
        raise _problem(secret, f"could not be run: {reason or 'unknown reason'}") from None


async def _first_line(process: Process) -> str:
    """The first line of the output; empty when it cannot be a key. The rest is let go."""
    output = process.stdout
    assert output is not None
    try:
        line = await output.readline()
    except ValueError:
        line = b""  # Longer than any key.
    while await output.read(_LONGEST_KEY):
        continue
    return line.decode("utf-8", "replace").rstrip("\r\n")


async def _end(process: Process) -> None:
    """Kill what still runs of it, the children of the shell as well."""
    if process.returncode is not None:
        return
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # Gone already; macOS says "not permitted" of a group of zombies.
    try:
        async with asyncio.timeout(_REAPED_SECONDS):
            await process.wait()
            # asyncio lets go of a child only at the end of its output.
            while process.stdout is not None and await process.stdout.read(_LONGEST_KEY):
                continue
    except TimeoutError:
        return  # Somebody who left the group still holds its output.


def _problem(secret: Secret, problem: str) -> ConfigError:
    return ConfigError(
        f"The {secret.command} {problem}.",
        "Run the command that stands there in a shell to see why.",
    )
