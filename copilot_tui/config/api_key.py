"""The key that a server asks for. It is read when needed and kept out of every repr.

No message here repeats what the configuration says about a key: people put the key itself
where its place should be named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from copilot_tui.config.database_setting import DATABASE_PASSWORD_VARIABLE, DATABASE_VARIABLE
from copilot_tui.errors import ConfigError
from copilot_tui.profile import OFFLINE, Profile

API_KEY_VARIABLE = "COPILOT_TUI_API_KEY"
"""The key for the selected profile, when that names no place for one itself."""


async def api_key(profile: Profile, environ: Mapping[str, str], *, is_selected: bool) -> str | None:
    """Read the profile's key, which may run a command or ask the system's keyring.

    Args:
        profile: whose server asks.
        environ: where `api_key_env` is looked up, and the command's environment.
        is_selected: whether it is the profile of this run. `COPILOT_TUI_API_KEY` is meant
            for that one, and must not be sent to the servers of others.

    Returns:
        The key, or None when there is none for this profile.

    Raises:
        ConfigError: a key is named but cannot be had; no part of any key is in it.
    """
    if profile.name == OFFLINE.name:
        return None
    if profile.api_key_cmd:
        from copilot_tui.config.key_command import line_of_command
        from copilot_tui.config.secret import key_of

        line = await line_of_command(profile.api_key_cmd, key_of(profile), environ)
        return _checked(profile, line.strip(), "api_key_cmd")
    if profile.api_key_keyring:
        from copilot_tui.config.key_ring import held_by_keyring
        from copilot_tui.config.secret import key_of

        held = await held_by_keyring(profile.api_key_keyring, key_of(profile))
        return _checked(profile, held.strip(), "the key in the keyring")
    if profile.api_key_env:
        return _checked(profile, _named(profile, environ), "the variable of its api_key_env")
    common = environ.get(API_KEY_VARIABLE, "").strip() if is_selected else ""
    return _checked(profile, common, API_KEY_VARIABLE) if common else None


def key_variables(profiles: Iterable[Profile]) -> frozenset[str]:
    """Every environment variable that holds a key, or the password of the database."""
    named = (each.api_key_env for each in profiles if each.api_key_env)
    return frozenset((API_KEY_VARIABLE, DATABASE_VARIABLE, DATABASE_PASSWORD_VARIABLE, *named))


def _named(profile: Profile, environ: Mapping[str, str]) -> str:
    value = environ.get(profile.api_key_env, "").strip()
    if value:
        return value
    raise ConfigError(
        f"The key of the profile {profile.name} is missing: "
        "the variable that its api_key_env names is not set.",
        "Set it before starting, or correct api_key_env.",
    )


def _checked(profile: Profile, key: str, source: str) -> str:
    if key.isascii() and key.isprintable() and " " not in key:
        return key
    raise ConfigError(
        f"The key of the profile {profile.name} holds characters that no key can hold.",
        f"Correct {source}.",
    )
