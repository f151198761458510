"""elia's and oterm's databases of which a part is missing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import ImportRefused
from tests.transfer.foreign_files import assert_sound, copied, read

if TYPE_CHECKING:
    from pathlib import Path

BOTH = pytest.mark.parametrize("name", ["elia", "oterm"])
PAGE = 4096
ROWS = 400


def long(name: str, to: Path) -> tuple[Path, int]:
    """A database whose first chat is long, and how many messages it has."""
    path = copied(name, to)
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = [str(row[1]) for row in connection.execute("PRAGMA table_info(message)")]
        names = ", ".join(column for column in columns if column != "id")
        for _ in range(ROWS):
            connection.execute(
                f"INSERT INTO message ({names}) SELECT {names} FROM message WHERE id = 1"
            )
    records, skipped = read(path)
    assert skipped == []
    return path, sum(len(record.messages) for record in records)


@BOTH
@pytest.mark.parametrize("cut", [1, 100, PAGE, PAGE + 100])
def test_what_is_whole_comes_in_and_the_rest_is_told(name: str, cut: int, tmp_path: Path) -> None:
    path, whole = long(name, tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[:-cut])

    records, skipped = read(path)

    assert_sound(records)
    number = sum(len(record.messages) for record in records)
    assert whole - ROWS // 2 < number < whole
    assert skipped[0].place == "the database"
    assert "cut off" in skipped[0].why
    assert "Messages may be missing" in skipped[1].why
    assert all(message.content for record in records for message in record.messages)


@BOTH
@pytest.mark.parametrize("left", [40, 2_000, PAGE])
def test_a_database_without_a_whole_page_of_chats_is_called_damaged(
    name: str, left: int, tmp_path: Path
) -> None:
    path = copied(name, tmp_path)
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(ImportRefused, match="is a damaged database") as refused:
        read(path)
    assert ".recover" in refused.value.todo
