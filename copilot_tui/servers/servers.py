"""Which server answers: the selected one, or the embedded model when that cannot be had."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeAlias
from urllib.parse import urlsplit

from copilot_tui.config import Settings, api_key, key_variables
from copilot_tui.config.origin import is_exposed
from copilot_tui.errors import ConfigError, CopilotError, ServerStartError
from copilot_tui.later import Later
from copilot_tui.profile import G4F, OFFLINE, Profile, Start
from copilot_tui.servers.choice import Choice, Offer

if TYPE_CHECKING:
    from copilot_tui.log import Log
    from copilot_tui.paths import Paths
    from copilot_tui.servers.children import Children


class ProbeResult(Protocol):
    """What has to be known of a server."""

    @property
    def reachable(self) -> bool:
        """Whether anything answered in HTTP."""

    @property
    def is_chat_server(self) -> bool:
        """Whether what answered can be a chat server, rather than some other program."""

    @property
    def is_g4f(self) -> bool:
        """Whether it speaks the g4f dialect."""

    @property
    def obstacle(self) -> str:
        """Why it could not be asked, when that is not the server's doing; else empty."""


Probe: TypeAlias = Callable[[str, str | None], Awaitable[ProbeResult]]
"""Asks the server at a base URL, with a key or None; it does not raise."""


class Servers:
    """Finds, starts and stops servers for the interface.

    No server of the user's is started unasked, unless the profile says `start = "auto"`.
    Calls at the same time wait for each other. `close` has to be awaited at the end; if
    the app dies before that, its children end by themselves.

    Args:
        settings: whose selected profile is wanted.
        paths: where logs go.
        environ: for keys, and passed on to the children.
        probe: see `Probe`.
        on_state: told in a sentence what is being done.
        on_notice: told what the user should know of a server before it is asked.
        log: told when a server of ours starts and ends, and whom nobody can be asked for.
    """

    def __init__(
        self,
        settings: Settings,
        paths: Paths,
        environ: Mapping[str, str],
        probe: Probe,
        on_state: Callable[[str], None] = lambda _: None,
        on_notice: Callable[[str], object] = lambda _: None,
        log: Log | None = None,
    ) -> None:
        self._settings = settings
        self._environ = environ
        self._probe = probe
        self._on_state = on_state
        self._on_notice = on_notice
        self._exposed: set[str] = set()
        self._log = log
        keys = key_variables(settings.profiles.values())
        self._children = Later(lambda: _children(paths, environ, keys, log))
        self._lock = asyncio.Lock()
        self._of_profiles: dict[str, Choice] = {}

    async def choose(self) -> Choice:
        """Use the selected server if it answers, else the embedded model. Never raises."""
        async with self._lock:
            profile = self._settings.selected
            if profile.name == OFFLINE.name:
                return await self._offline("", ())
            try:
                return await self._selected(profile)
            except ConfigError as error:
                self._note(profile.name, error)
                # What was meant for the server whose key is missing is for nobody else.
                return Choice(None, "", reason=_sentences(error), offers=(Offer.RETRY,))
            except ServerStartError as error:
                return await self._offline(_sentences(error), self._offers(profile))

    async def retry(self) -> Choice:
        """Look again, as when the app started."""
        self._of_profiles.clear()
        return await self.choose()

    async def of_profile(self, name: str) -> Choice:
        """Use the server of one profile and no other. Never raises.

        A server that answered is not looked for again until it is `forgotten`.
        """
        async with self._lock:
            known = self._of_profiles.get(name)
            if known is not None:
                return known
            profile = self._settings.profiles.get(name)
            if profile is None:
                gone = f"The configuration has no profile “{name}” any more."
                return Choice(None, "", reason=f"{gone} Choose another one.")
            if name == OFFLINE.name:
                choice = await self._offline("", ())
            else:
                try:
                    choice = await self._selected(profile)
                except (ConfigError, ServerStartError) as error:
                    self._note(name, error)
                    return Choice(None, "", reason=_sentences(error), offers=(Offer.RETRY,))
            if choice.profile is not None:
                self._of_profiles[name] = choice
            return choice

    def _note(self, profile: str, error: CopilotError) -> None:
        if self._log is not None:
            self._log.profile_failed(profile, error)

    def forget(self, name: str) -> None:
        """Look for this profile's server again when it is next wanted."""
        self._of_profiles.pop(name, None)

    async def start_server(self) -> Choice:
        """Start the selected profile's server, or g4f if that has no command.

        Raises:
            ServerStartError: it is not installed, may not be started, or did not come up.
            ConfigError: its key cannot be had.
        """
        async with self._lock:
            profile = self._settings.selected
            if not profile.start_command:
                profile = self._settings.profiles[G4F.name]
            if not profile.start_command or profile.start is Start.NEVER:
                raise ServerStartError(
                    f"The app may not start a server for the profile {profile.name}.",
                    "Give the profile a start_command, or start the server yourself.",
                )
            return await self._start(profile, await self._key(profile))

    async def lost(self, choice: Choice) -> Choice:
        """Go on when the chosen server has stopped answering. Never raises.

        The embedded model is started again. Another server may come back by itself, so
        it stays chosen, with what the user can do about it.
        """
        async with self._lock:
            if choice.profile is None:
                return choice
            if choice.profile.name == OFFLINE.name:
                await self._children().drop(choice.url)
                return await self._embedded(choice, choice.profile)
            return replace(
                choice,
                answers=False,
                reason=f"The server at {choice.url} has stopped answering.",
                offers=self._offers(self._settings.selected),
            )

    async def close(self) -> None:
        """Stop every server that was started here; none starts after this."""
        await self._children().close()

    def kill(self) -> None:
        """The same without waiting, for when there is no time or no event loop."""
        if self._children.made is not None:
            self._children.made.kill()

    async def _selected(self, profile: Profile) -> Choice:
        key = await self._key(profile)
        started = self._children.made
        running = started.running(profile.name) if started else None
        url = running.url if running else profile.url
        key = (running.key if running else "") or key
        self._on_state(f"Looking for {profile.name} at {urlsplit(url).netloc} …")
        result = await self._probe(url, self._shown(profile, url, key))
        if result.reachable and result.is_chat_server:
            return Choice(replace(profile, url=url), url, key, result.is_g4f)
        if result.obstacle:
            raise ServerStartError(result.obstacle)
        if profile.start is Start.AUTO and profile.start_command:
            return await self._start(profile, key)
        if result.reachable:
            raise ServerStartError(f"What answers at {url} is no chat server.")
        raise ServerStartError(f"No server answers at {url}.")

    async def _start(self, profile: Profile, key: str | None) -> Choice:
        self._on_state(f"Starting {profile.name} …")
        there = await self._probe(profile.url, self._shown(profile, profile.url, key))
        taken = there.reachable and not there.is_chat_server
        running = await self._children().start(profile, has_key=key is not None, elsewhere=taken)
        url, key = running.url, running.key or key
        result = await self._probe(url, key)
        if running.key and result.is_g4f:
            from copilot_tui.servers.any_key import NOTICE, takes_any_key

            if await takes_any_key(url):
                self._on_notice(NOTICE)
        return Choice(replace(profile, url=url), url, key, result.is_g4f)

    async def _key(self, profile: Profile) -> str | None:
        is_selected = profile.name == self._settings.profile
        return await api_key(profile, self._environ, is_selected=is_selected)

    def _shown(self, profile: Profile, url: str, key: str | None) -> str | None:
        """The key as far as it may be sent without the user's doing.

        One that can be read on the way is told of, once for each server, and is sent with
        the first message only.
        """
        if not key or not profile.warn_plain_http or not is_exposed(url):
            return key
        server = f"http://{urlsplit(url).netloc}"
        if server not in self._exposed:
            self._exposed.add(server)
            self._on_notice(
                f"The key of the profile {profile.name} goes to {server} without encryption as "
                "soon as you send something, so others on the network can read it. Use an https "
                "address, or set warn_plain_http = false in the profile."
            )
        return None

    def _offers(self, profile: Profile) -> tuple[Offer, ...]:
        if not profile.start_command or profile.start is Start.NEVER:
            return (Offer.RETRY,)
        from copilot_tui.servers.launches import find_program

        program = profile.start_command[0]
        if find_program(program, self._environ):
            return (Offer.START_SERVER, Offer.RETRY)
        if program == G4F.start_command[0]:
            return (Offer.INSTALL_G4F, Offer.RETRY)
        return (Offer.RETRY,)

    async def _offline(self, problem: str, offers: tuple[Offer, ...]) -> Choice:
        from copilot_tui.servers.weights import HOW_TO_INSTALL, available

        profile = self._settings.profiles[OFFLINE.name]
        if not available():
            missing = f"The model for offline use is not installed. {HOW_TO_INSTALL}"
            return Choice(None, "", reason=f"{problem} {missing}".lstrip(), offers=offers)
        reason = _instead(problem) if problem else ""
        return await self._embedded(Choice(profile, "", reason=reason, offers=offers), profile)

    async def _embedded(self, choice: Choice, profile: Profile) -> Choice:
        """The choice with the embedded model behind it, started if it does not run."""
        self._on_state("Starting SmolLM2 …")
        try:
            running = await self._children().embedded_model()
        except ServerStartError as error:
            reason = f"{choice.reason} {_sentences(error)}".lstrip()
            return Choice(None, "", reason=reason, offers=choice.offers)
        url = running.url
        return replace(choice, profile=replace(profile, url=url), url=url, api_key=running.key)


def _children(
    paths: Paths, environ: Mapping[str, str], keys: Set[str], log: Log | None
) -> Children:
    from copilot_tui.servers.children import Children

    return Children(paths.logs, environ, keys, log)


def _sentences(error: CopilotError) -> str:
    """What happened and what to do; the other side's own words would be too long here."""
    return f"{error.what} {error.todo}".rstrip()


def _instead(problem: str) -> str:
    """Say what is wrong and who answers, in one sentence where the problem is only one."""
    answers = "SmolLM2 (135M), a very small model on this machine, answers"
    if ". " in problem:
        return f"{problem} For now, {answers}."
    return f"{problem.removesuffix('.')}, so {answers}."
