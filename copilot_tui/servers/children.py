"""The servers that this app has started, each at most once."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copilot_tui.errors import ServerStartError
from copilot_tui.log import Log
from copilot_tui.profile import OFFLINE, Profile
from copilot_tui.servers.launches import (
    G4F_KEY_VARIABLE,
    asks_for_key,
    embedded,
    guarded,
    inherited,
    is_movable,
)
from copilot_tui.servers.ports import find_place
from copilot_tui.servers.process import Launch, ManagedServer, ServerState

if TYPE_CHECKING:
    from collections.abc import Mapping, Set
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Running:
    """A server that was started, or was there already.

    Attributes:
        url: its base URL.
        key: the key that it was told to ask for; empty when it was not told one.
    """

    url: str
    key: str = field(default="", repr=False)


class Children:
    """Starts servers by profile and ends them all together.

    Args:
        logs: folder for what they print.
        environ: what they inherit.
        keys: names of the variables in it that hold keys. None of them is inherited, but
            for the one that a profile's own server is asked with.
        log: told when they start and end.
    """

    def __init__(
        self,
        logs: Path,
        environ: Mapping[str, str],
        keys: Set[str],
        log: Log | None = None,
    ) -> None:
        self._log = log or Log()
        self._logs = logs
        self._environ = environ
        self._keys = keys
        self._tokens: dict[str, str] = {}
        self._servers: dict[str, ManagedServer] = {}
        self._closed = False

    def running(self, name: str) -> Running | None:
        """The profile's server that we started, if it runs."""
        server = self._servers.get(name)
        if server is None or server.state is not ServerState.READY:
            return None
        return Running(server.url, self._tokens.get(name, ""))

    async def start(
        self, profile: Profile, *, has_key: bool = False, elsewhere: bool = False
    ) -> Running:
        """Start the profile's server unless it runs, or one is there.

        A server that can be told to ask for a key is told a random one, unless it has one:
        any web page in the user's browser can reach a port of this machine.

        Args:
            profile: says how to start it.
            has_key: whether a key for it is configured.
            elsewhere: whether another kind of server holds its port.

        Raises:
            ServerStartError: it cannot be started.
        """
        if running := self.running(profile.name):
            return running
        place = await find_place(profile.url, movable=is_movable(profile), elsewhere=elsewhere)
        if place.occupied:
            return Running(place.url)
        environ = inherited(self._environ, self._keys - {profile.api_key_env})
        token = ""
        if asks_for_key(profile) and not has_key:
            token = environ.get(G4F_KEY_VARIABLE) or secrets.token_urlsafe(32)
        launch = guarded(profile, place, self._logs, environ, token)
        self._tokens[profile.name] = token
        return Running(await self._run(profile.name, launch), token)

    async def embedded_model(self) -> Running:
        """Start the embedded model unless it runs.

        Raises:
            ServerStartError: it cannot be started.
        """
        if running := self.running(OFFLINE.name):
            return running
        model = embedded(self._logs, inherited(self._environ, self._keys))
        self._tokens[OFFLINE.name] = model.token
        return Running(await self._run(OFFLINE.name, model.launch), model.token)

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
            if self.running(name):
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
