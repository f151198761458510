"""The password of the database: read when the server asks for one, and shown nowhere."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from copilot_tui.config.database_setting import DATABASE_PASSWORD_VARIABLE
from copilot_tui.config.secret import DATABASE_PASSWORD
from copilot_tui.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.config.database_setting import DatabaseSetting


class DatabasePassword:
    """Where the password comes from, and the password once it was had.

    What stands in the address comes first, then `COPILOT_TUI_DATABASE_PASSWORD`, then the
    command or the keyring. Where none of them is there, libpq looks into `PGPASSWORD`,
    `PGPASSFILE` and `~/.pgpass` by itself.

    To be used by one thread at a time, which waits for a command or the keyring.

    Args:
        database: whose password it is.
        environ: of the process, and of the command.
    """

    def __init__(self, database: DatabaseSetting, environ: Mapping[str, str]) -> None:
        self._database = database
        self._environ = environ
        self._asked = ""

    @property
    def at_hand(self) -> str:
        """The password, as far as nobody has to be asked for it; empty for none."""
        address = self._database.address
        of_address = "" if address is None else address.password
        return of_address or self._environ.get(DATABASE_PASSWORD_VARIABLE, "") or self._asked

    @property
    def can_be_asked_for(self) -> bool:
        """Whether a command or the keyring is still to be asked for it."""
        named = self._database.password_cmd or self._database.password_keyring
        return bool(named) and not self.at_hand

    def ask(self) -> str:
        """Run the command or ask the keyring, and remember what they say.

        Raises:
            ConfigError: it cannot be had; no part of it is in the message.
        """
        self._asked = _checked(asyncio.run(self._from_its_place()))
        return self._asked

    def forget(self) -> None:
        """Ask anew the next time: what was had is not right, or is no longer."""
        self._asked = ""

    def __repr__(self) -> str:
        return "DatabasePassword()"

    async def _from_its_place(self) -> str:
        if self._database.password_cmd:
            from copilot_tui.config.key_command import line_of_command

            return await line_of_command(
                self._database.password_cmd, DATABASE_PASSWORD, self._environ
            )
        from copilot_tui.config.key_ring import held_by_keyring

        return await held_by_keyring(self._database.password_keyring, DATABASE_PASSWORD)


def _checked(password: str) -> str:
    if "\0" not in password:
        return password
    raise ConfigError(
        "The password of the database holds characters that no password can hold.",
        f"Correct {DATABASE_PASSWORD.command} or {DATABASE_PASSWORD.keyring}.",
    )
