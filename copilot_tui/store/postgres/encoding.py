"""Whether the encoding of a database can hold all texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from copilot_tui.errors import StoreError
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from psycopg import Connection

MAKE_ANOTHER: Final = (
    "Make another database: createdb --encoding=UTF8 --template=template0 NAME. What is in this "
    "one already, its administrator brings there: pg_dump THIS | psql NAME"
)

UTF8: Final = "UTF8"
BYTES: Final = "SQL_ASCII"
"""It takes bytes as they come, and knows of no character beyond ASCII (multibyte.html)."""


def check_encoding(connection: Connection[Any], place: str) -> None:
    """Refuse a database that could not take all texts; the server has said it by itself.

    Args:
        connection: to it.
        place: which database it is, in words without a password.

    Raises:
        StoreError: it lacks characters.
    """
    # A server of another kind may not say it.
    encoding = connection.info.parameter_status("server_encoding") or UTF8
    if lacks_characters(encoding):
        what = f"The texts of the database {place} are in {lacking(encoding)}"
        raise StoreError(what, MAKE_ANOTHER)


def lacks_characters(encoding: str) -> bool:
    """Whether there are texts that cannot be written in it."""
    return encoding not in (UTF8, BYTES)


def lacking(encoding: str) -> str:
    """The end of a sentence that says what texts are in."""
    return f"{one_line(encoding)}, which lacks most characters."
