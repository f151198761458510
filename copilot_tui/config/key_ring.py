"""The key that the system's keyring keeps, by the package `keyring` where it is installed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from copilot_tui.aside import aside
from copilot_tui.errors import ConfigError
from copilot_tui.extras import how_to_add

if TYPE_CHECKING:
    from copilot_tui.profile import Profile

KEYRING_SECONDS = 30.0
"""The keyring may ask for its own password in a window of its own."""

_INSTEAD = "or use api_key_env or api_key_cmd instead."
_INSTALL = f"Install it with: {how_to_add('keyring')}; {_INSTEAD}"


async def key_of_keyring(profile: Profile, *, time_limit: float = KEYRING_SECONDS) -> str:
    """The key at the profile's `api_key_keyring`.

    Args:
        profile: whose key is wanted.
        time_limit: seconds that the keyring may take.

    Raises:
        ConfigError: the keyring cannot be asked or does not hold it.
    """
    service, _, user = profile.api_key_keyring.rpartition("/")
    try:
        async with asyncio.timeout(time_limit):
            key = await aside(lambda: _ask(profile, service, user))
    except TimeoutError:
        raise _problem(
            profile,
            f"the keyring did not answer within {time_limit:g} seconds",
            f"Unlock it and try again, {_INSTEAD}",
        ) from None
    if not key:
        raise _problem(
            profile,
            "the keyring holds none for the service and user of its api_key_keyring",
            "Store it with: keyring set SERVICE USER",
        )
    return key.strip()


def _ask(profile: Profile, service: str, user: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        raise _problem(profile, "the package keyring is not installed", _INSTALL) from None
    try:
        return keyring.get_password(service, user)
    except NoKeyringError:
        raise _problem(
            profile,
            "this system has no keyring that the package keyring can use",
            f"Start one, such as GNOME Keyring or KWallet, {_INSTEAD}",
        ) from None
    except KeyringError:
        raise _problem(
            profile, "the keyring did not give it", f"Unlock it and try again, {_INSTEAD}"
        ) from None
    except Exception as error:
        # Back ends raise what their system raises, and none of it may show the key.
        raise _problem(
            profile,
            f"the keyring failed ({type(error).__name__})",
            f"Try `keyring get` in a shell, {_INSTEAD}",
        ) from None


def _problem(profile: Profile, problem: str, todo: str) -> ConfigError:
    return ConfigError(f"The key of the profile {profile.name} is missing: {problem}.", todo)
