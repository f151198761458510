"""A server in a child process: ready when it answers, dead when we are."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.errors import ServerStartError
from copilot_tui.servers.guard import GRACE_SECONDS
from copilot_tui.servers.log_file import fresh_log, log_tail

if TYPE_CHECKING:
    from pathlib import Path

Readiness: TypeAlias = Callable[[Process], Awaitable[str]]
"""Waits until the child serves and returns its base URL, or "" when the child has ended.

It raises ServerStartError when the child says that it cannot serve.
"""


_DRAIN_SECONDS = 0.5
_DRAIN_BYTES = 65_536


class ServerState(StrEnum):
    """How far a server got."""

    NEW = "new"
    STARTING = "starting"
    READY = "ready"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start a server and how to know that it is up.

    Attributes:
        name: of the server, as a sentence starts with it.
        command: the child, which must end when its standard input does.
        environment: of the child; it may hold a key, and stays out of the repr.
        log: where everything it prints goes.
        ready: see `Readiness`.
        time_limit: seconds until it must be ready.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    ready: Readiness
    time_limit: float = 60.0


class ManagedServer:
    """One run of a server that belongs to this process.

    The child's standard input is a pipe of which only we hold the other end. Closing it,
    or dying, ends the child: see `guard` and `offline`. The descriptor is close-on-exec
    (PEP 446), so no other child keeps it open. The child has a session of its own, and
    neither ctrl+c nor a closing terminal reaches it before we had our say.
    """

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self._state = ServerState.NEW
        self._process: Process | None = None
        self._lifeline: int | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """The base URL; empty until the server was ready."""
        return self._url

    @property
    def state(self) -> ServerState:
        """How far it got; a child that ended by itself once it was ready is `FAILED`."""
        ended = self._process is not None and self._process.returncode is not None
        if self._state is ServerState.READY and ended:
            return ServerState.FAILED
        return self._state

    async def start(self) -> str:
        """Start the child, wait until it serves, and return its base URL.

        Raises:
            ServerStartError: it ended, said that it cannot, or was not ready in time;
                `detail` holds the last lines of its log.
        """
        self._state = ServerState.STARTING
        try:
            process = await self._spawn()
            self._url = await self._until_ready(process)
        except ServerStartError:
            await self._end()
            self._state = ServerState.FAILED
            raise
        except asyncio.CancelledError:
            self.kill()
            raise
        self._state = ServerState.READY
        return self._url

    async def stop(self) -> None:
        """End the child, waiting as long as the grace that its guard gives it, then kill."""
        self._state = ServerState.STOPPED
        await self._end()

    def kill(self) -> None:
        """Let go of the child without waiting; it ends by itself."""
        self._state = ServerState.STOPPED
        self._cut_lifeline()

    async def _spawn(self) -> Process:
        fresh_log(self.launch.log)
        theirs, self._lifeline = os.pipe()
        log = os.open(self.launch.log, os.O_WRONLY | os.O_APPEND)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.launch.command,
                env=dict(self.launch.environment),
                stdin=theirs,
                stdout=PIPE,
                stderr=log,
                start_new_session=True,
            )
        except OSError as error:
            raise self._failure("could not be started", error.strerror or "") from error
        finally:
            os.close(theirs)
            os.close(log)
        return self._process

    async def _until_ready(self, process: Process) -> str:
        ready = asyncio.ensure_future(self.launch.ready(process))
        ended = asyncio.ensure_future(process.wait())
        try:
            await asyncio.wait(
                {ready, ended},
                timeout=self.launch.time_limit,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if ready.done() and (url := ready.result()):
                return url
            if ready.done() or ended.done():
                raise self._failure(f"ended with code {await ended} before it was ready")
            raise self._failure(f"was not ready within {self.launch.time_limit:g} seconds")
        finally:
            ready.cancel()
            ended.cancel()
            await asyncio.gather(ready, ended, return_exceptions=True)

    def _failure(self, what: str, detail: str = "") -> ServerStartError:
        return ServerStartError(
            f"{self.launch.name} {what}.",
            f"Its log is {self.launch.log}.",
            detail=detail or log_tail(self.launch.log),
        )

    async def _end(self) -> None:
        self._cut_lifeline()
        if self._process is None:
            return
        try:
            # The guard kills what it runs after its grace, and needs a moment to report.
            async with asyncio.timeout(GRACE_SECONDS + 1.0):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._drain(self._process)

    async def _drain(self, process: Process) -> None:
        """Read the rest of the child's output: asyncio lets go of a child only at its end."""
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                while process.stdout is not None and await process.stdout.read(_DRAIN_BYTES):
                    continue
        except TimeoutError:
            return  # Somebody the child has started still holds the other end.

    def _cut_lifeline(self) -> None:
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
