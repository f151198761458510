"""The server of each profile: whether it answers, what it is, and whether there is a key."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from copilot_tui.api.catalog import Probe, probe
from copilot_tui.api.client import ChatClient
from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.http_clients import is_loopback
from copilot_tui.config import API_KEY_VARIABLE, Settings, api_key
from copilot_tui.doctor.finding import Finding, Verdict, fault, hint, ok
from copilot_tui.errors import ConfigError, CopilotError
from copilot_tui.profile import G4F, OFFLINE, Dialect, Profile, Start
from copilot_tui.servers.any_key import INSTALL, would_take_any_key
from copilot_tui.servers.launches import asks_for_key, find_program
from copilot_tui.servers.weights import available

_CERTIFICATES = "SSL_CERT_FILE"


def look_at_servers(load: Callable[[], Settings], environ: Mapping[str, str]) -> Sequence[Finding]:
    """Ask the server of every profile who it is, all at once.

    Args:
        load: reads the configuration.
        environ: where keys are.
    """
    try:
        settings = load()
    except ConfigError:
        todo = "Correct the configuration first."
        return (hint("servers", "None was asked, as the configuration is wrong.", todo),)
    asked = [profile for profile in settings.profiles.values() if profile.name != OFFLINE.name]
    found = asyncio.run(_ask_all(asked, settings, environ))
    return (*certificates(environ), *found)


def certificates(environ: Mapping[str, str]) -> Sequence[Finding]:
    """Whether the certificates that the environment names can be used."""
    path = environ.get(_CERTIFICATES)
    if not path:
        return ()
    todo = f"Correct {_CERTIFICATES}, or unset it to trust the usual certificates."
    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it holds no certificate"
        return (fault(_CERTIFICATES, f"{path} cannot be used: {reason}.", todo),)
    return (ok(_CERTIFICATES, f"{path} can be read."),)


async def _ask_all(
    profiles: Sequence[Profile], settings: Settings, environ: Mapping[str, str]
) -> list[Finding]:
    client = ChatClient()
    try:
        found = await asyncio.gather(
            *(_ask(client, profile, environ, settings.selected) for profile in profiles)
        )
    finally:
        await client.aclose()
    return [finding for findings in found for finding in findings]


async def _ask(
    client: ChatClient, profile: Profile, environ: Mapping[str, str], selected: Profile
) -> list[Finding]:
    """What is found of one profile; only what concerns the selected one is a fault."""
    findings = []
    key: str | None = None
    try:
        key = await api_key(profile, environ, is_selected=profile.name == selected.name)
        findings.append(_key(profile, has_key=bool(key)))
    except CopilotError as error:
        findings.append(fault(f"{profile.name}: key", error.what, error.todo))
    if _is_readable_on_the_way(profile):
        findings.append(_open_way(profile, has_key=bool(key)))
        key = None
    endpoint = Endpoint(profile.url, api_key=key or "", timeouts=profile.timeouts)
    findings.insert(0, _server(profile, endpoint, await probe(client, endpoint)))
    findings += await asyncio.to_thread(_refusal_of_keys, profile, environ)
    if profile.name == selected.name:
        return findings
    return [
        hint(each.check, each.what, each.todo) if each.verdict is Verdict.FAULT else each
        for each in findings
    ]


def _server(profile: Profile, endpoint: Endpoint, result: Probe) -> Finding:
    url = endpoint.shown_url()
    if result.is_chat_server:
        is_g4f = result.is_g4f and profile.dialect is Dialect.G4F
        kind = "g4f" if is_g4f else "A chat server"
        count = len(result.models)
        models = f" and lists {count} models" if count > 1 else ""
        if result.error and not result.models:
            return hint(profile.name, f"{kind} answers at {url}, but: {result.error}")
        return ok(profile.name, f"{kind} answers at {url}{models}.")
    if result.reachable:
        what = f"What answers at {url} is no chat server."
        return fault(profile.name, what, "Correct the url of the profile; it ends in /v1.")
    what = f"No server answers at {url}."
    if profile.url == G4F.url and available():
        todo = "SmolLM2 answers in its place. For Copilot choose “Start g4f” in ctrl+p."
        return hint(profile.name, what, todo)
    return fault(profile.name, what, "Start the server, or correct the url of the profile.")


def _key(profile: Profile, *, has_key: bool) -> Finding:
    name = f"{profile.name}: key"
    if not has_key:
        return ok(name, "None is set, and none is sent.")
    return ok(name, f"Found by {_source(profile)}; not shown.")


def _refusal_of_keys(profile: Profile, environ: Mapping[str, str]) -> Sequence[Finding]:
    """Whether the g4f that the app can start would let in only who has its key."""
    if not asks_for_key(profile) or profile.start is Start.NEVER:
        return ()
    program = find_program(profile.start_command[0], environ)
    if program is None or not would_take_any_key(program):
        return ()
    what = "Once started, it would take any key, also from web pages in your browser."
    return (hint(f"{profile.name}: start", what, INSTALL),)


def _source(profile: Profile) -> str:
    """Where the key was found, without what is set there: people set the key itself there."""
    settings = {
        "api_key_cmd": profile.api_key_cmd,
        "api_key_keyring": profile.api_key_keyring,
        "api_key_env": profile.api_key_env,
    }
    return next((name for name, value in settings.items() if value), API_KEY_VARIABLE)


def _is_readable_on_the_way(profile: Profile) -> bool:
    parts = urlsplit(profile.url)
    return parts.scheme == "http" and not is_loopback(parts.hostname or "")


def _open_way(profile: Profile, *, has_key: bool) -> Finding:
    name = f"{profile.name}: way"
    todo = "Use https, or an SSH tunnel to that machine."
    if has_key:
        what = "The key and all texts cross the network for everybody to read (http)."
        return fault(name, f"{what} It was asked without the key.", todo)
    return hint(name, "All texts cross the network for everybody to read (http).", todo)
