"""Recovering what can be read of a damaged conversation file.

The damaged file itself is never written to, not even opened: SQLite works on a copy of it.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.paths import shown_path
from copilot_tui.store.carving import PAGE, pages_of_schema
from copilot_tui.store.checking import Contents, contents
from copilot_tui.store.failures import UNREADABLE, store_error
from copilot_tui.store.files import make_private_file
from copilot_tui.store.notice import StoreNotice
from copilot_tui.store.replacing import (
    SIDE_FILES,
    beside,
    has_orphaned_log,
    replace_database,
    unused_name,
)
from copilot_tui.store.salvage_carved import add_carved, give_text_back, insert
from copilot_tui.store.salvage_rows import LOST, REST_LOST, DamagedTable, columns_of
from copilot_tui.store.salvage_tree import put_together, read_links
from copilot_tui.store.schema import MIGRATIONS, apply, version_of
from copilot_tui.store.transaction import TransactionKind, transaction

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.living import Living
    from copilot_tui.store.sqlite_database import SqliteDatabase

_OWN_TABLES = """
SELECT name FROM sqlite_master
WHERE type = 'table' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'
"""
_ENOUGH = ("conversations", "messages")
"""Without these tables the file's list of its tables is taken for unreadable."""


class Recovered(NamedTuple):
    """What came out of a damaged file.

    Attributes:
        whole: what the new file holds.
        lost: how many of its messages have lost their text.
    """

    whole: Contents
    lost: int


def salvage(path: Path, living: Living | None = None) -> StoreNotice:
    """Set a damaged conversation file aside, and put what can be read of it in its place.

    Where it is empty or gone and its log is there, that is what is read: it holds everything
    that was written since it was last put into the file, which may be all there ever was.
    Only for whoever has the file for himself.

    Args:
        path: the file.
        living: what a program that has it open still knows; let go of when all of it is had.

    Returns:
        What to tell the user.

    Raises:
        StoreError: that failed, and everything is as it was: most likely the disk is full.
    """
    aside = unused_name(path, "damaged")
    copy, new = beside(aside, ".reading"), beside(aside, ".unfinished")
    kept = beside(aside, ".kept")
    try:
        only_log = has_orphaned_log(path)
        _copy(path, copy)
        _make_readable(copy)
        if living is not None:
            _copy(path, kept)
        recovered = _recover(copy, new, living)
        if living is not None:
            living.let_go()
            _put_back(kept, path)
        replace_database(path, new, aside)
    except (OSError, *UNREADABLE) as error:
        raise store_error(error, path) from error
    finally:
        for file in (copy, new, kept):
            for suffix in ("", *SIDE_FILES):
                beside(file, suffix).unlink(missing_ok=True)
    return _told(recovered, aside, only_log=only_log)


def _told(recovered: Recovered, aside: Path, *, only_log: bool) -> StoreNotice:
    what = "The conversation file was damaged"
    if only_log:
        what = "The conversation file was empty or missing, though its log was there"
        aside = beside(aside, "-wal")
    lost = briefly_lost = ""
    if recovered.lost:
        briefly_lost = f", {recovered.lost:,} without all their text"
        lost = f" The text of {recovered.lost:,} of them could not be read, or not to its end."
    saved = (
        f"{recovered.whole} were recovered" if recovered.whole.messages else "nothing was recovered"
    )
    return StoreNotice(
        f"{what}; {saved}.{lost} "
        f"It is kept as {shown_path(aside)}. copilot-tui restore lists earlier copies.",
        brief=f"{what}; {saved}{briefly_lost}.",
        is_lasting=True,
        is_error=True,
        lost_all=not recovered.whole.messages,
    )


def _copy(path: Path, copy: Path) -> None:
    for suffix in ("", "-wal", "-journal"):
        if beside(path, suffix).exists():
            make_private_file(beside(copy, suffix))
            shutil.copyfile(beside(path, suffix), beside(copy, suffix))


def _make_readable(copy: Path) -> None:
    if has_orphaned_log(copy):
        # SQLite reads the log of a file that has a page, whatever stands on it.
        make_private_file(copy)
        copy.write_bytes(bytes(PAGE))


def recover_in_memory(target: SqliteDatabase, living: Living, owner: str) -> None:
    """Put what is still known of a damaged file into a new store in memory.

    The file itself is only read, and nothing is written beside it.

    Args:
        target: empty.
        living: the file, whose own running replies, waiting messages and draft get a new owner.
        owner: that one.
    """
    with target.bare() as connection, transaction(connection, TransactionKind.WRITE):
        living.add_rows(connection)
        living.add_known(connection)
        for table in ("messages", "queued", "drafts"):
            connection.execute(
                f"UPDATE {table} SET owner = ? WHERE owner = ?", (owner, living.owner)
            )
        put_together(connection, {})
        _drop_what_hangs_nowhere(connection)


def _put_back(kept: Path, path: Path) -> None:
    """Undo what SQLite did to a damaged file when it was closed.

    The log comes first: whatever of it stands in the file already, it may be read again.
    """
    beside(path, "-shm").unlink(missing_ok=True)
    for suffix in ("-wal", "-journal", ""):
        if beside(kept, suffix).exists():
            beside(kept, suffix).replace(beside(path, suffix))


def _recover(copy: Path, new: Path, living: Living | None) -> Recovered:
    make_private_file(new)
    with closing(sqlite3.connect(new, isolation_level=None)) as target:
        target.execute("PRAGMA synchronous = OFF")  # It is flushed before it is used.
        with closing(_open_damaged(copy)) as source:
            version = _known_version(source)
            with transaction(target, TransactionKind.WRITE):
                apply(target, 0, MIGRATIONS[:version])
                _copy_rows(source, target, copy, living)
                if version < len(MIGRATIONS):
                    apply(target, version)
                if living is not None:
                    living.add_known(target)
                put_together(target, read_links(source))
                _drop_what_hangs_nowhere(target)
        (lost,) = target.execute(
            "SELECT count(*) FROM messages WHERE content = ? OR content LIKE ?",
            (LOST, f"%{REST_LOST}"),
        ).fetchone()
        return Recovered(contents(target), lost)


def _open_damaged(copy: Path) -> sqlite3.Connection:
    connection = _connect_leniently(copy)
    if all(columns_of(connection, table) for table in _ENOUGH):
        return connection
    connection.close()
    _transplant_schema(copy)
    return _connect_leniently(copy)


def _connect_leniently(copy: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.text_factory = lambda text: text.decode(errors="replace")
    with suppress(*UNREADABLE):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    # Whatever of the schema makes sense is used (sqlite.org/pragma.html#pragma_writable_schema),
    # but nothing that a schema could have executed.
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _transplant_schema(copy: Path) -> None:
    """Give a file whose list of tables is lost that of a fresh one.

    The tables of every file that was made by this version begin on the same pages.
    """
    fresh = beside(copy, ".fresh")
    fresh.unlink(missing_ok=True)
    make_private_file(fresh)
    try:
        with (
            closing(sqlite3.connect(fresh, isolation_level=None)) as connection,
            transaction(connection, TransactionKind.WRITE),
        ):
            apply(connection, 0)
        sound = bytearray(fresh.read_bytes())
    finally:
        fresh.unlink(missing_ok=True)
    pages = max(1, copy.stat().st_size // PAGE)
    # The file format's fields (sqlite.org/fileformat2.html#the_database_header): a log is
    # used, so many pages, and none of them free.
    sound[18:20] = b"\x02\x02"
    sound[28:32] = pages.to_bytes(4)
    sound[32:40] = bytes(8)
    with copy.open("r+b") as file:
        for number in pages_of_schema(bytes(sound)):
            start = (number - 1) * PAGE
            file.seek(start)
            file.write(sound[start : start + PAGE])


def _known_version(source: sqlite3.Connection) -> int:
    try:
        version = version_of(source)
    except UNREADABLE:
        version = 0
    return version if 0 < version <= len(MIGRATIONS) else len(MIGRATIONS)


def _copy_rows(
    source: sqlite3.Connection, target: sqlite3.Connection, copy: Path, living: Living | None
) -> None:
    if not copy_tables(source, target):
        if living is not None:
            living.add_rows(target)
        add_carved(target, copy)


def copy_tables(
    source: sqlite3.Connection, target: sqlite3.Connection, *, again: bool = False
) -> bool:
    """Copy what can be read of a damaged file; within a transaction of the caller.

    Args:
        source: the file or a copy of it.
        target: of the newest version.
        again: whether some of it is there already, perhaps without its text.

    Returns:
        Whether no row was passed over.
    """
    missed = False
    for (table,) in target.execute(_OWN_TABLES).fetchall():
        wanted = columns_of(target, table)
        present = {column.name for column in columns_of(source, table)}
        columns = [column for column in wanted if column.name in present]
        damaged = DamagedTable(source, table, columns)
        for row in damaged.rows() if columns else ():
            insert(target, table, row)
            if again and table == "messages":
                give_text_back(target, row)
        missed = missed or not damaged.was_read_whole
    return not missed


def _drop_what_hangs_nowhere(target: sqlite3.Connection) -> None:
    """Take out what still refers to nothing, so that no later change stumbles over it."""
    for table, row_id, _, _ in target.execute("PRAGMA foreign_key_check").fetchall():
        if row_id is not None:
            target.execute(f"DELETE FROM {table} WHERE rowid = ?", (row_id,))
