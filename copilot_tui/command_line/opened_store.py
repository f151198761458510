"""The conversations, for the time of one command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from copilot_tui.command_line.output import tell
from copilot_tui.errors import StoreDamaged, StoreError, Unwritable
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.paths import Paths
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.store import Store

_OF_DAMAGED: Final = (
    "What can be read of it is recovered when the program is started with it and may write it."
)


@contextmanager
def opened_store(paths: Paths) -> Iterator[Store]:
    """Open the conversations, also while the app runs; made where there are none.

    What the opening has to tell, such as that a damaged file was mended, is told on standard
    error.

    Raises:
        StoreError: they cannot be used; nothing is done in memory in their place.
    """
    from copilot_tui.store.opening import open_kept_store

    with open_kept_store(paths, lambda notice: _tell_all([notice])) as store:
        yield store


@contextmanager
def read_store(paths: Paths, copy: Path | None = None) -> Iterator[Store]:
    """The same for a command that only reads: where there are none yet, none are made.

    Where they cannot be written, as on a read-only or a full disk, a copy of them is read.
    Where nothing could be read of them it is an error this once, so that no script takes that
    for having none.

    Args:
        paths: where they are.
        copy: what the user wants to be read instead, and to stay as it is.

    Raises:
        CopyRefused: it is no copy of conversations.
        StoreError: see `opened_store`; or nothing is left of them, or they cannot be there.
    """
    from copilot_tui.store.files import check_folder_can_be, is_there
    from copilot_tui.store.opening import open_kept_store

    with ExitStack() as cleanup:
        if copy is not None:
            from copilot_tui.store.restorable import check_copy

            check_copy(copy)
            store = cleanup.enter_context(_copied_store(copy))
        elif is_there(paths.database):
            told: list[StoreNotice] = []
            try:
                store = cleanup.enter_context(open_kept_store(paths, told.append))
            except Unwritable as hindrance:
                # What could not be mended is of no matter for who only reads.
                _tell_all(notice for notice in told if not notice.is_error)
                store = cleanup.enter_context(_copied_store(paths.database, hindrance))
            else:
                _refuse_loss(told)
                _tell_all(told)
        else:
            check_folder_can_be(paths.data)
            store = cleanup.enter_context(_empty_store())
        yield store


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
def _copied_store(path: Path, hindrance: StoreError | None = None) -> Iterator[Store]:
    """A copy of the conversations in a file that is gone afterwards.

    Args:
        path: the file.
        hindrance: why it cannot be opened itself, where that was tried.

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
            store = cleanup.enter_context(Store(copy, instance_id=str(uuid4())))
            # Who could still write replies into the file is not here.
            store.recover(lambda _: False)
            yield store
        except StoreError as error:
            if str(copy) not in error.what:
                raise
            todo = _OF_DAMAGED if isinstance(error, StoreDamaged) else error.todo
            what = error.what.replace(str(copy), str(path))
            raise StoreError(what, todo, detail=error.detail) from error


@contextmanager
def _empty_store() -> Iterator[Store]:
    from copilot_tui.store.database import IN_MEMORY
    from copilot_tui.store.store import Store

    with Store(IN_MEMORY, instance_id=str(uuid4())) as empty:
        yield empty
