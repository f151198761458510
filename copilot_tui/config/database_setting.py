"""Which database a run works with: the flag before the environment before the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.config.database_address import DatabaseAddress

DATABASE_FLAG: Final = "--database"
DATABASE_VARIABLE: Final = "COPILOT_TUI_DATABASE"
DATABASE_PASSWORD_VARIABLE: Final = "COPILOT_TUI_DATABASE_PASSWORD"
"""The password for the database of this run, wherever that is named."""

DATABASE_KEYS: Final = ("database", "database_password_cmd", "database_password_keyring")
"""The settings of the file that are about the database."""

_ENDINGS: Final = (".db", ".sqlite", ".sqlite3")


@dataclass(frozen=True, slots=True)
class DatabaseSetting:
    """Where the conversations are kept.

    Attributes:
        address: of a PostgreSQL database; None where they are in a file.
        file: the file, where it is another one than that of the data folder.
        source: the flag, the variable, or path and line in the file; empty where nothing
            is said.
        password_cmd: a command that prints the password.
        password_keyring: "service/user", the place of the password in the keyring.
    """

    address: DatabaseAddress | None = None
    file: Path | None = None
    source: str = ""
    password_cmd: str = field(default="", repr=False)
    password_keyring: str = field(default="", repr=False)

    @property
    def is_built_in(self) -> bool:
        """Whether the conversations are in the file of the data folder."""
        return self.address is None and self.file is None

    @property
    def shows_password(self) -> bool:
        """Whether the configuration, which is no place for it, has a password in the address."""
        named = self.source not in (DATABASE_FLAG, DATABASE_VARIABLE)
        return named and self.address is not None and bool(self.address.secrets)


def chosen_database(
    of_file: DatabaseSetting,
    environ: Mapping[str, str],
    flag: str | None,
    problems: list[str],
    option: str = DATABASE_FLAG,
) -> DatabaseSetting:
    """The database of this run.

    Where a password comes from that the file names belongs to the server that it names:
    another one is only sent `COPILOT_TUI_DATABASE_PASSWORD`, and what libpq finds.

    Args:
        of_file: what the file says.
        environ: of the process; an empty variable counts as unset.
        flag: what the command line says; None where it says nothing.
        problems: is told what is wrong.
        option: by which the command line says so.
    """
    text, source = flag, option
    if text is None:
        text, source = environ.get(DATABASE_VARIABLE) or None, DATABASE_VARIABLE
    if text is None:
        return of_file
    try:
        named = read_database(text, source)
        if flag is not None and named.address is not None and named.address.secrets:
            raise ValueError(
                "a password there can be read by everybody on this machine (ps); "
                f"set {DATABASE_PASSWORD_VARIABLE} instead"
            )
    except ValueError as error:
        problems.append(f"{source}: {error}")
        return of_file
    return _with_password_of(of_file, named)


def read_database(text: str, source: str, *, is_rooted: bool = False) -> DatabaseSetting:
    """What is meant by an address, or by the path of a file.

    Args:
        text: the address or path.
        source: see `DatabaseSetting`.
        is_rooted: whether a path must not depend on the folder one is in.

    Raises:
        ValueError: it is neither; the message completes "database: …" and shows nothing
            that may be secret.
    """
    from copilot_tui.config.database_address import database_address, scheme_of

    if scheme_of(text):
        return DatabaseSetting(database_address(text), source=source)
    return DatabaseSetting(file=_file(text, is_rooted=is_rooted), source=source)


def _file(text: str, *, is_rooted: bool) -> Path:
    from copilot_tui.config.database_address import EXAMPLE

    looks_so = text.endswith(_ENDINGS) or any(sign in text for sign in "/\\")
    if not looks_so or "://" in text or "@" in text or one_line(text) != text:
        raise ValueError(f"expected {EXAMPLE}, or the path of a file such as ~/conversations.db")
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise ValueError("names a home folder that does not exist") from None
    if is_rooted and not path.is_absolute():
        raise ValueError("expected a whole path, from / or ~ on")
    return path.absolute()


def _with_password_of(of_file: DatabaseSetting, named: DatabaseSetting) -> DatabaseSetting:
    """What was named, with the file's way to the password if that belongs to it."""
    if named.address is None:
        return named
    if of_file.address is not None and not named.address.same_server(of_file.address):
        return named
    return DatabaseSetting(
        named.address,
        source=named.source,
        password_cmd=of_file.password_cmd,
        password_keyring=of_file.password_keyring,
    )
