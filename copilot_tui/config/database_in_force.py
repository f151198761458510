"""The database of a run as `copilot-tui config` prints it; never a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.config.database_setting import DATABASE_PASSWORD_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.config.database_setting import DatabaseSetting

_PASSWORD_VARIABLES = (DATABASE_PASSWORD_VARIABLE, "PGPASSWORD", "PGPASSFILE")
_IN_ADDRESS = "from the address"
_FROM_VARIABLE = "from a variable"


def shown_database(database: DatabaseSetting) -> str | None:
    """Where the conversations are; None for the file of the data folder."""
    if database.address is not None:
        return database.address.shown
    return None if database.file is None else str(database.file)


def password_in_force(
    database: DatabaseSetting, environ: Mapping[str, str]
) -> tuple[str | None, str]:
    """Where the password comes from, in words, and what says so; None for nowhere.

    The two variables of libpq come last, as it looks into them by itself.
    """
    if database.address is None:
        return None, ""
    if database.address.password:
        return _IN_ADDRESS, database.source
    if environ.get(DATABASE_PASSWORD_VARIABLE):
        return _FROM_VARIABLE, DATABASE_PASSWORD_VARIABLE
    if database.password_cmd:
        return "from a command", "database_password_cmd"
    if database.password_keyring:
        return "from the keyring", "database_password_keyring"
    named = next((name for name in _PASSWORD_VARIABLES if environ.get(name)), "")
    return (_FROM_VARIABLE, named) if named else (None, "")
