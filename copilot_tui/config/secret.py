"""What messages call a key or a password, which itself is in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.profile import Profile


@dataclass(frozen=True, slots=True)
class Secret:
    """A key or a password that a command prints or the keyring holds.

    Attributes:
        kind: "key" or "password".
        name: the same with whose it is.
        command: the setting with the command.
        keyring: the setting with the place in the keyring.
        instead: the settings and variables that can be used in place of the keyring.
    """

    kind: str
    name: str
    command: str
    keyring: str
    instead: str


DATABASE_PASSWORD = Secret(
    kind="password",
    name="password of the database",
    command="database_password_cmd",
    keyring="database_password_keyring",
    instead="COPILOT_TUI_DATABASE_PASSWORD or database_password_cmd",
)


def key_of(profile: Profile) -> Secret:
    """The key of a profile."""
    return Secret(
        kind="key",
        name=f"key of the profile {profile.name}",
        command=f"api_key_cmd of the profile {profile.name}",
        keyring="its api_key_keyring",
        instead="api_key_env or api_key_cmd",
    )
