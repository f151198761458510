"""What the sources that read databases have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.errors import ImportRefused
from copilot_tui.store.foreign.foreign_file import (
    DamagedFile,
    ForeignFile,
    ForeignRow,
    ReadRows,
    Tables,
    foreign_file,
    is_sqlite_file,
)
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.paths import recognised
from copilot_tui.transfer.source import Report, Skipped

if TYPE_CHECKING:
    from pathlib import Path

_MOST_NAMED = 5
"""Chats that are named where many are damaged."""

_ROLES = {
    "user": Role.USER,
    "assistant": Role.ASSISTANT,
    "system": Role.SYSTEM,
    "tool": Role.ASSISTANT,
    "function": Role.ASSISTANT,
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a program lays out its database.

    Attributes:
        file: its name.
        are_right: whether a database with these tables is one; asked before it is read.
        chats: reads the rows of all chats.
        messages: reads the rows of the messages of one.
    """

    file: str
    are_right: Callable[[Tables], bool]
    chats: Callable[[ForeignFile, Tables], ReadRows]
    messages: Callable[[ForeignFile, Tables, int], ReadRows]


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation in a database.

    Attributes:
        place: where a person finds it.
        row: of the table of chats.
        messages: its rows in the table of messages.
    """

    place: str
    row: ForeignRow
    messages: list[ForeignRow]


def role_of(name: str) -> Role | None:
    """Who speaks, by the words of the chat completions protocol; tools speak in a reply."""
    return _ROLES.get(name)


def is_database(path: Path, layout: Layout) -> bool:
    """Whether a file, or the one in a folder, is a database of such a layout."""

    def has_mark(path: Path) -> bool:
        path = database(path, layout)
        if not is_sqlite_file(path):
            return False
        try:
            with foreign_file(path) as file:
                return layout.are_right(file.tables())
        except DamagedFile:
            return False

    return recognised(path, has_mark)


def read_chats(path: Path, layout: Layout, report: Report) -> Iterator[Chat]:
    """All chats with their messages.

    Args:
        path: the file, or the folder with it.
        layout: of the database.
        report: is told of chats that cannot be read.

    Raises:
        ImportRefused: not even the chats can be read.
    """
    path = database(path, layout)
    _check_is_database(path)
    with foreign_file(path) as file:
        try:
            tables = file.tables()
        except DamagedFile as error:
            raise damaged_database(path, str(error)) from error
        if not layout.are_right(tables):
            raise ImportRefused(
                f"{path.name} has other tables than are known.",
                "It may come from a version that is too old or too new.",
            )
        chats = layout.chats(file, tables)
        if chats.fault and not chats.rows:
            raise damaged_database(path, chats.fault)
        if file.is_cut_off:
            report(Skipped("the database", "It was cut off; what is whole in it comes in."))
        incomplete: list[str] = []
        for row in chats.rows:
            place = f"chat {one_line(str(row['id']))[:40]}"
            if not isinstance(row["id"], int):
                report(Skipped(place, "It has no number."))
                continue
            found = layout.messages(file, tables, row["id"])
            if found.fault:
                incomplete.append(place)
            yield Chat(place, row, found.rows)
        _report_missing(incomplete, is_more=bool(chats.fault), report=report)


def _check_is_database(path: Path) -> None:
    with suppress(OSError):  # What cannot be read is told of by whoever copies it.
        if path.exists() and not is_sqlite_file(path):
            raise ImportRefused(
                f"{one_line(str(path))} is not an SQLite database.",
                "See whether it is the right one.",
            )


def _report_missing(incomplete: list[str], *, is_more: bool, report: Report) -> None:
    if incomplete:
        more = len(incomplete) - _MOST_NAMED
        places = ", ".join(incomplete[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        why = "Messages may be missing, as the database is damaged."
        report(Skipped(places, why))
    if is_more:
        report(Skipped("further chats", "They cannot be read, as the database is damaged."))


def damaged_database(path: Path, fault: str) -> ImportRefused:
    """That nothing can be read of a database.

    Args:
        path: the file.
        fault: SQLite's own words.
    """
    return ImportRefused(
        f"{one_line(str(path))} is a damaged database.",
        "Give a backup of it, or what this makes: sqlite3 DAMAGED .recover | sqlite3 MENDED",
        detail=one_line(fault),
    )


def database(path: Path, layout: Layout) -> Path:
    """A file itself, or the one of the usual name in a folder."""
    return path / layout.file if path.is_dir() else path
