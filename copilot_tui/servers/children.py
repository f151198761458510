"""The servers that this app has started, each at most once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from copilot_tui.errors import ServerStartError
from copilot_tui.log import Log
from copilot_tui.profile import OFFLINE, Profile
from copilot_tui.servers.launches import embedded, guarded, is_movable
from copilot_tui.servers.ports import find_place
from copilot_tui.servers.process import Launch, ManagedServer, ServerState


class Children:
    """Starts servers by profile and ends them all together.

    Args:
        logs: folder for what they print.
        environ: what they inherit.
        log: told when they start and end.
    """

    def __init__(self, logs: Path, environ: Mapping[str, str], log: Log | None = None) -> None:
        self._log = log or Log()
        self._logs = logs
        self._environ = environ
        self._servers: dict[str, ManagedServer] = {}
        self._token = ""
        self._closed = False

    def url(self, name: str) -> str:
        """Where the profile's server that we started is; empty when there is none."""
        server = self._servers.get(name)
        return server.url if server and server.state is ServerState.READY else ""

    async def start(self, profile: Profile, *, elsewhere: bool = False) -> str:
        """Start the profile's server unless it runs, or one is there; return its URL.

        Args:
            profile: says how to start it.
            elsewhere: whether another kind of server holds its port.

        Raises:
            ServerStartError: it cannot be started.
        """
        if url := self.url(profile.name):
            return url
        place = await find_place(profile.url, movable=is_movable(profile), elsewhere=elsewhere)
        if place.occupied:
            return place.url
        launch = guarded(profile, place, self._logs, self._environ)
        return await self._run(profile.name, launch)

    async def embedded_model(self) -> tuple[str, str]:
        """Start the embedded model unless it runs; return its URL and its key.

        Raises:
            ServerStartError: it cannot be started.
        """
        if url := self.url(OFFLINE.name):
            return url, self._token
        model = embedded(self._logs, self._environ)
        self._token = model.token
        return await self._run(OFFLINE.name, model.launch), model.token

    async def drop(self, url: str) -> None:
        """End the server at this URL, if it is one of ours, as it does not answer there."""
        for name, server in self._servers.items():
            if server.url == url:
                await server.stop()
                self._log.server_ended(name)

    async def close(self) -> None:
        """End them all; none starts after this."""
        self._closed = True
        self._tell_of_ends()
        await asyncio.gather(*(server.stop() for server in self._servers.values()))

    def kill(self) -> None:
        """Let go of them all without waiting; each ends by itself."""
        self._closed = True
        self._tell_of_ends()
        for server in self._servers.values():
            server.kill()

    def _tell_of_ends(self) -> None:
        for name in self._servers:
            if self.url(name):
                self._log.server_ended(name)

    async def _run(self, name: str, launch: Launch) -> str:
        if self._closed:
            raise ServerStartError(f"{launch.name} was not started, as the app is closing.")
        if previous := self._servers.get(name):
            await previous.stop()
        server = self._servers[name] = ManagedServer(launch)
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            url = await server.start()
        except ServerStartError:
            self._log.server_failed(name, loop.time() - began)
            raise
        self._log.server_started(name, loop.time() - began)
        return url
