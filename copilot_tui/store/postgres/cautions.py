"""What is not well about a connection that works, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from copilot_tui.store.notice import StoreNotice
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.config.database_setting import DatabaseSetting
    from copilot_tui.store.postgres.connecting import Connected

CLOCK_SECONDS: Final = 180.0
"""How far two clocks may be apart before the times of conversations look wrong."""

USE_TLS: Final = "Add sslmode=verify-full to the address, or go through an SSH tunnel."
SET_CLOCK: Final = "Set the wrong one, such as by: timedatectl set-ntp true"
TAKE_OUT: Final = (
    "Take it out: set COPILOT_TUI_DATABASE_PASSWORD, add a line to ~/.pgpass, or name "
    "database_password_cmd or database_password_keyring."
)


def cautions(database: DatabaseSetting, connected: Connected) -> Iterator[StoreNotice]:
    """What the user is to know of the database, once it is connected to."""
    if database.shows_password:
        yield StoreNotice(f"{password_shown(database)} {TAKE_OUT}", is_error=True)
    for unused in connected.unused:
        yield StoreNotice(f"{unused.what} {unused.todo}", is_error=True)
    if is_exposed(connected):
        yield StoreNotice(
            f"{exposed(connected)} {USE_TLS}",
            brief=f"not encrypted on the way to {one_line(connected.host)}",
            is_lasting=True,
            is_error=True,
        )
    if abs(connected.clock_ahead) > CLOCK_SECONDS:
        yield StoreNotice(f"{clocks_apart(connected.clock_ahead)} {SET_CLOCK}", is_error=True)


def is_exposed(connected: Connected) -> bool:
    """Whether what is said can be read on the way."""
    return not (connected.is_encrypted or connected.is_local)


def exposed(connected: Connected) -> str:
    """That it can."""
    host = one_line(connected.host)
    return f"All texts cross the network to {host} for everybody to read (no TLS)."


def password_shown(database: DatabaseSetting) -> str:
    """That the configuration has the password in it, and where."""
    return f"The password of the database stands in {one_line(database.source)}."


def clocks_apart(ahead: float) -> str:
    """By how much the clock here is ahead of, or behind, that of the database.

    Args:
        ahead: seconds; see `Connected`.
    """
    minutes = round(abs(ahead) / 60)
    apart = f"{minutes:,} minutes" if minutes < 120 else f"{round(minutes / 60):,} hours"
    side = "ahead of" if ahead > 0 else "behind"
    return (
        f"The clock here is {apart} {side} that of the database, so the times of conversations "
        "from other machines look wrong."
    )
