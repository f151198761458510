"""Why no connection to PostgreSQL came about, in words for whoever reads the screen.

libpq hands on only the text of what the server said before it let somebody in, without its
code (SQLSTATE). What is not known here, such as the words of a server that speaks another
language, is shown as it came; neither libpq nor a server repeats a password.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.extras import how_to_add
from copilot_tui.store.postgres.known_refusals import KNOWN, TRY_LATER, KnownRefusal
from copilot_tui.store.postgres.tried import NAME_HOST, NAME_USER, leaves_host_open, place_tried
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.store.postgres.unused_files import UnusedFile

_LONGEST_DETAIL: Final = 300
_USER: Final = re.compile(r'\b(?:role|user) "([^"]*)"')
_ATTRIBUTES: Final = "target_session_attrs"
_LONGEST_NAME: Final = 63
"""Of a role (sql-syntax-lexical.html)."""

_PACKAGE: Final = "'psycopg[binary]'"

_GIVE_PASSWORD: Final = (
    "Set COPILOT_TUI_DATABASE_PASSWORD, add a line to ~/.pgpass, or name database_password_cmd "
    "in config.toml."
)

_OTHER: Final = KnownRefusal(
    "", "The database at {place} could not be connected to.", TRY_LATER, needs_detail=True
)
_NO_PASSWORD: Final = KnownRefusal(
    "", "The database at {place} asks for a password, and there is none.", _GIVE_PASSWORD
)


def refusal(
    error: Exception, address: DatabaseAddress, unused: Sequence[UnusedFile] = ()
) -> StoreError:
    """Say in plain words why there is no connection.

    Args:
        error: what psycopg has raised before the connection could be used.
        address: of the database.
        unused: files of which one may have the password.
    """
    words = str(error)
    known = _NO_PASSWORD if _asks_in_vain(error) else _known(words)
    names = _names(address, words)
    if known is _NO_PASSWORD and unused:
        what, (first, *_) = known.what.format(**names), unused
        return StoreError(what, first.todo, detail=first.what)
    kind = StoreUnreachable if known.passes else StoreError
    detail = _said(words) if known.needs_detail else ""
    return kind(known.what.format(**names), known.todo.format(**names), detail=detail)


def _names(address: DatabaseAddress, words: str) -> Mapping[str, str]:
    """What stands in the sentences of `KNOWN`."""
    asked = address.parameters.get(_ATTRIBUTES)
    said = _USER.search(words)
    return {
        "place": place_tried(address, words),
        "database": one_line(address.database) or address.user,
        "correction": NAME_HOST if leaves_host_open(address) else "correct the address",
        "user": elide(one_line(said[1] if said else address.user), _LONGEST_NAME),
        "unnamed": "" if address.user else ", whose name is not from the address",
        "user_correction": "correct the user in the address" if address.user else NAME_USER,
        "attributes": f"{_ATTRIBUTES}={asked}" if asked else _ATTRIBUTES,
    }


def wants_password(error: Exception) -> bool:
    """Whether the server asked for a password and had none, or a wrong one from libpq."""
    connection = getattr(error, "pgconn", None)
    is_told = connection is not None and (connection.needs_password or connection.used_password)
    return is_told or _asks_in_vain(error)


def not_installed(error: ImportError) -> StoreError:
    """What is missing for PostgreSQL, and how to add it."""
    if (error.name or "").partition(".")[0] == "psycopg":
        what = "Conversations on PostgreSQL need the package psycopg, which is not installed."
    else:
        what = "The package psycopg is installed without the libpq that it needs."
    return StoreError(
        what,
        f"Add it with: {how_to_add(_PACKAGE, 'postgres')}",
    )


def _known(words: str) -> KnownRefusal:
    for each in KNOWN:
        if re.search(each.words, words, re.DOTALL):
            return each
    return _OTHER


def _asks_in_vain(error: Exception) -> bool:
    """Whether it asked for a password and had none; of two attempts, one without TLS, in either."""
    connection = getattr(error, "pgconn", None)
    is_told = connection is not None and connection.needs_password
    return bool(is_told) or "no password supplied" in str(error)


def _said(words: str) -> str:
    """The last that was said, without where; libpq says it for every attempt."""
    last = words.strip().rpartition("\n")[2]
    said = re.sub(r"^(?:.*(?:connection failed|connection is bad|\bfailed): )?", "", last)
    return elide(one_line(said), _LONGEST_DETAIL)
