"""The conversations, for the time of one command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.command_line.output import tell
from copilot_tui.errors import StoreError, Unwritable
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from copilot_tui.paths import Paths
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.store import Store


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
def read_store(paths: Paths) -> Iterator[Store]:
    """The same for a command that only reads: where there are none yet, none are made.

    Where they cannot be written, as on a read-only or a full disk, a copy is read.

    Raises:
        StoreError: see `opened_store`.
    """
    from copilot_tui.store.files import is_there
    from copilot_tui.store.opening import open_kept_store

    with ExitStack() as cleanup:
        if is_there(paths.database):
            told: list[StoreNotice] = []
            try:
                store = cleanup.enter_context(open_kept_store(paths, told.append))
            except Unwritable as hindrance:
                # What could not be mended is of no matter for who only reads.
                _tell_all(notice for notice in told if not notice.is_error)
                store = cleanup.enter_context(_copied_store(paths, hindrance))
            else:
                _tell_all(told)
        else:
            store = cleanup.enter_context(_empty_store())
        yield store


def _tell_all(notices: Iterable[StoreNotice]) -> None:
    for notice in notices:
        tell(one_line(notice.text))


@contextmanager
def _copied_store(paths: Paths, hindrance: Unwritable) -> Iterator[Store]:
    """A copy of the conversations that is gone afterwards.

    Args:
        paths: where they are.
        hindrance: why they cannot be opened themselves.

    Raises:
        StoreError: they cannot be read, either.
    """
    from copilot_tui.store.passing_copy import passing_copy
    from copilot_tui.store.store import Store

    with ExitStack() as cleanup:
        try:
            copy = cleanup.enter_context(passing_copy(paths.database))
        except PermissionError as error:
            raise StoreError(
                f"You are not permitted to read {paths.database}.", "Give yourself access to it."
            ) from error
        except OSError as error:
            raise hindrance from error
        try:
            store = cleanup.enter_context(Store(copy, instance_id=str(uuid4())))
            # Who could still write replies into the file is not here.
            store.recover(lambda _: False)
        except StoreError as error:
            what = error.what.replace(str(copy), str(paths.database))
            raise StoreError(what, error.todo, detail=error.detail) from error
        yield store


@contextmanager
def _empty_store() -> Iterator[Store]:
    from copilot_tui.store.database import IN_MEMORY
    from copilot_tui.store.store import Store

    with Store(IN_MEMORY, instance_id=str(uuid4())) as empty:
        yield empty
