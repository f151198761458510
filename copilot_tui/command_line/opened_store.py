"""The conversations, for the time of one command."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from copilot_tui.command_line.output import tell
from copilot_tui.config.database_setting import DATABASE_FLAG
from copilot_tui.errors import CopilotError, StoreDamaged, StoreError, Unwritable
from copilot_tui.slow import said_when_slow
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from copilot_tui.config.database_setting import DatabaseSetting
    from copilot_tui.paths import Paths
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.store import Store

_OF_DAMAGED: Final = (
    "What can be read of it is recovered when the program is started with it and may write it."
)


@contextmanager
def opened_store(paths: Paths, database: str | None = None) -> Iterator[Store]:
    """Open the conversations, also while the app runs; made where there are none.

    What the opening has to tell, such as that a damaged file was mended, is told on standard
    error.

    Args:
        paths: where everything is.
        database: what `--database` says; None where it says nothing.

    Raises:
        ConfigError: that, the environment or the file names no database.
        StoreError: they cannot be used; nothing is done in memory in their place.
    """
    setting, paths = chosen_by(paths, database)
    with open_store(setting, paths) as store:
        yield store


@contextmanager
def read_store(
    paths: Paths, database: str | None = None, *, may_be_away: bool = False
) -> Iterator[Store]:
    """The same for a command that only reads: where there are none yet, none are made.

    A file that the command line names, such as a backup, stays as it is. Where nothing can be
    written, as on a read-only or a full disk, a copy is read. Where nothing could be read of the
    conversations it is an error this once, so that no script takes that for having none.

    Args:
        paths: see `opened_store`.
        database: see `opened_store`.
        may_be_away: see `open_chosen_store`; for a command that opens them once more, and says
            then what there is to say.

    Raises:
        ConfigError: see `opened_store`.
        CopyRefused: the command line names a file that has no conversations.
        StoreError: see `opened_store`; or the settings name a file that is not there; or nothing
            is left of the conversations, or they cannot be there.
    """
    from copilot_tui.store.files import check_folder_can_be, is_there

    setting, paths = chosen_by(paths, database)
    opened: AbstractContextManager[Store]
    with ExitStack() as cleanup:
        if setting.address is not None and may_be_away:
            opened = _store_or_outbox(setting, paths)
        elif setting.address is not None:
            opened = open_store(setting, paths)
        elif database is not None:
            from copilot_tui.store.restorable import check_copy

            check_copy(paths.database)
            opened = copied_store(paths.database)
        elif is_there(paths.database):
            opened = _written_or_copied_store(setting, paths)
        elif setting.file is not None:
            raise StoreError(
                f"There is no file {one_line(str(setting.file))}.", "Correct its path."
            )
        else:
            check_folder_can_be(paths.data)
            opened = _empty_store()
        yield cleanup.enter_context(opened)


def chosen_by(
    paths: Paths, database: str | None, option: str = DATABASE_FLAG
) -> tuple[DatabaseSetting, Paths]:
    """Which database a command works with, and the paths with its file.

    Args:
        paths: see `opened_store`.
        database: see `opened_store`.
        option: by which it is named.

    Raises:
        ConfigError: see `opened_store`.
    """
    from copilot_tui.config.database_loading import load_database

    setting = load_database(paths, os.environ, database, option)
    return setting, replace(paths, database_file=setting.file)


def open_store(setting: DatabaseSetting, paths: Paths) -> Store:
    """Open the conversations of a database as `opened_store` does.

    Args:
        setting: the database.
        paths: with its file.

    Raises:
        StoreError: see `opened_store`.
    """
    return _opened(setting, paths, lambda notice: _tell_all([notice]))


@contextmanager
def _store_or_outbox(setting: DatabaseSetting, paths: Paths) -> Iterator[Store]:
    """The conversations on a server, or what stands in for them where it is away."""
    from copilot_tui.store.chosen import open_chosen_store

    told: list[StoreNotice] = []
    with said_when_slow(setting):
        opened = open_chosen_store(
            setting, paths, os.environ, told.append, is_kept=True, may_be_away=True
        )
    with opened as store:
        try:
            yield store
        except CopilotError:
            # What is missing may be on the server.
            _tell_all(told)
            raise


def _opened(setting: DatabaseSetting, paths: Paths, tell: Callable[[StoreNotice], object]) -> Store:
    from copilot_tui.store.chosen import open_chosen_store

    with said_when_slow(setting):
        return open_chosen_store(setting, paths, os.environ, tell, is_kept=True)


def _refuse_loss(notices: Iterable[StoreNotice]) -> None:
    """Raise where all was lost.

    Raises:
        StoreError: that is so.
    """
    for notice in notices:
        if notice.lost_all:
            raise StoreError(notice.text)


def _tell_all(notices: Iterable[StoreNotice]) -> None:
    for notice in notices:
        tell(one_line(notice.text))


@contextmanager
def _written_or_copied_store(setting: DatabaseSetting, paths: Paths) -> Iterator[Store]:
    """The conversations in their file, or of one that cannot be written those in a copy."""
    told: list[StoreNotice] = []
    with ExitStack() as cleanup:
        try:
            store = cleanup.enter_context(_opened(setting, paths, told.append))
        except Unwritable as hindrance:
            # What could not be mended is of no matter for who only reads.
            _tell_all(notice for notice in told if not notice.is_error)
            store = cleanup.enter_context(copied_store(paths.database, hindrance))
        else:
            _refuse_loss(told)
            _tell_all(told)
        yield store


@contextmanager
def copied_store(
    path: Path,
    hindrance: StoreError | None = None,
    *,
    is_alive: Callable[[str], bool] = lambda _: False,
    clock: Callable[[], float] = time.time,
) -> Iterator[Store]:
    """A copy of the conversations in a file that is gone afterwards.

    Args:
        path: the file.
        hindrance: why it cannot be opened itself, where that was tried.
        is_alive: tells whether a running copy of the program still writes replies into the
            file; in the copy of it nobody does.
        clock: tells the Unix time in seconds.

    Raises:
        StoreError: they cannot be read, either.
    """
    from copilot_tui.store.failures import store_error
    from copilot_tui.store.passing_copy import passing_copy
    from copilot_tui.store.store import Store

    with ExitStack() as cleanup:
        try:
            copy = cleanup.enter_context(passing_copy(path))
        except PermissionError as error:
            raise StoreError(
                f"You are not permitted to read {path}.", "Give yourself access to it."
            ) from error
        except OSError as error:
            raise hindrance or store_error(error, path) from error
        try:
            store = cleanup.enter_context(Store(copy, instance_id=str(uuid4()), clock=clock))
            store.recover(is_alive)
            store.is_passing = True
            yield store
        except StoreError as error:
            if str(copy) not in error.what:
                raise
            todo = _OF_DAMAGED if isinstance(error, StoreDamaged) else error.todo
            what = error.what.replace(str(copy), str(path))
            raise StoreError(what, todo, detail=error.detail) from error


@contextmanager
def _empty_store() -> Iterator[Store]:
    from copilot_tui.store.sqlite_database import IN_MEMORY
    from copilot_tui.store.store import Store

    with Store(IN_MEMORY, instance_id=str(uuid4())) as empty:
        yield empty
