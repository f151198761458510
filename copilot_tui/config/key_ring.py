"""The key or password that the system's keyring keeps, asked by the package `keyring`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from copilot_tui.aside import aside
from copilot_tui.errors import ConfigError
from copilot_tui.extras import how_to_add

if TYPE_CHECKING:
    from copilot_tui.config.secret import Secret

KEYRING_SECONDS = 30.0
"""The keyring may ask for its own password in a window of its own."""


async def held_by_keyring(
    place: str, secret: Secret, *, time_limit: float = KEYRING_SECONDS
) -> str:
    """What the keyring holds, as it stands there.

    Args:
        place: "service/user".
        secret: what it is.
        time_limit: seconds that the keyring may take.

    Raises:
        ConfigError: the keyring cannot be asked or does not hold it.
    """
    service, _, user = place.rpartition("/")
    try:
        async with asyncio.timeout(time_limit):
            held = await aside(lambda: _ask(secret, service, user))
    except TimeoutError:
        raise _problem(
            secret,
            f"the keyring did not answer within {time_limit:g} seconds",
            f"Unlock it and try again, {_instead(secret)}",
        ) from None
    if not held:
        raise _problem(
            secret,
            f"the keyring holds none for the service and user of {secret.keyring}",
            "Store it with: keyring set SERVICE USER",
        )
    return held


def _ask(secret: Secret, service: str, user: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        todo = f"Install it with: {how_to_add('keyring', 'keyring')}, {_instead(secret)}"
        raise _problem(secret, "the package keyring is not installed", todo) from None
    try:
        return keyring.get_password(service, user)
    except NoKeyringError:
        raise _problem(
            secret,
            "this system has no keyring that the package keyring can use",
            f"Start one, such as GNOME Keyring or KWallet, {_instead(secret)}",
        ) from None
    except KeyringError:
        raise _problem(
            secret, "the keyring did not give it", f"Unlock it and try again, {_instead(secret)}"
        ) from None
    except Exception as error:
        # Back ends raise what their system raises, and none of it may show the key.
        raise _problem(
            secret,
            f"the keyring failed ({type(error).__name__})",
            f"Try `keyring get` in a shell, {_instead(secret)}",
        ) from None


def _instead(secret: Secret) -> str:
    return f"or use {secret.instead} instead."


def _problem(secret: Secret, problem: str, todo: str) -> ConfigError:
    return ConfigError(f"The {secret.name} is missing: {problem}.", todo)
