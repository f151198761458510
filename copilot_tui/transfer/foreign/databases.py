"""What the sources that read databases have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.errors import ImportRefused
from copilot_tui.store.foreign.foreign_file import (
    DamagedFile,
    ForeignFile,
    ForeignRow,
    Tables,
    foreign_file,
    is_sqlite_file,
)
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.paths import recognised
from copilot_tui.transfer.source import Report, Skipped

if TYPE_CHECKING:
    from pathlib import Path

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
    chats: Callable[[ForeignFile, Tables], list[ForeignRow]]
    messages: Callable[[ForeignFile, Tables, int], list[ForeignRow]]


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
    with foreign_file(path) as file:
        try:
            tables = file.tables()
            rows = layout.chats(file, tables) if layout.are_right(tables) else None
        except DamagedFile as error:
            raise ImportRefused(f"{path.name} is damaged.", detail=one_line(str(error))) from error
        if rows is None:
            raise ImportRefused(
                f"{path.name} has other tables than are known.",
                "It may come from a version that is too old or too new.",
            )
        for row in rows:
            place = f"chat {one_line(str(row['id']))[:40]}"
            if not isinstance(row["id"], int):
                report(Skipped(place, "It has no number."))
                continue
            try:
                found = layout.messages(file, tables, row["id"])
            except DamagedFile as error:
                report(Skipped(place, f"It is damaged: {one_line(str(error))}."))
                continue
            yield Chat(place, row, found)


def database(path: Path, layout: Layout) -> Path:
    """A file itself, or the one of the usual name in a folder."""
    return path / layout.file if path.is_dir() else path
