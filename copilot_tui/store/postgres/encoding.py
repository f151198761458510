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
_BYTES: Final = "SQL_ASCII"


def check_encoding(connection: Connection[Any], place: str) -> None:
    """Refuse a database that could not take all texts; the server has said it by itself.

    Args:
        connection: to it.
        place: which database it is, in words without a password.

    Raises:
        StoreError: it is one.
    """
    # A server of another kind may not say it.
    encoding = connection.info.parameter_status("server_encoding") or UTF8
    if encoding != UTF8:
        raise StoreError(f"The database {place} {unfit_for_texts(encoding)}", MAKE_ANOTHER)


def unfit_for_texts(encoding: str) -> str:
    """The end of a sentence that says why a database cannot be used.

    Args:
        encoding: another one than UTF-8, as the server names it.
    """
    if encoding == _BYTES:
        # It knows of no character beyond ASCII (multibyte.html): `substr` cuts them, and what
        # is cut is not handed out.
        return f"has its texts in {_BYTES}, which cuts characters beyond ASCII apart."
    return f"has its texts in {one_line(encoding)}, which lacks most characters."
