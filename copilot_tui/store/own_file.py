"""Conversations read out of another conversation file, such as a copy, which stays as it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.errors import StoreError
from copilot_tui.store.failures import store_error
from copilot_tui.store.passing_copy import passing_copy
from copilot_tui.store.store import Store
from copilot_tui.store.version_1 import APPLICATION_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord

_HEADER = b"SQLite format 3\x00"
_APPLICATION_ID = slice(68, 72)
"""Where it stands in the file (sqlite.org/fileformat2.html, 1.3)."""


def is_own_file(path: Path) -> bool:
    """Whether a file begins as one of ours does.

    Raises:
        OSError: it cannot be read.
    """
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(_APPLICATION_ID.stop)
    return head.startswith(_HEADER) and head[_APPLICATION_ID] == APPLICATION_ID.to_bytes(4)


def own_records(path: Path, failed: Callable[[int, str], None]) -> Iterator[ConversationRecord]:
    """All conversations of a file with all that belongs to them, also those in the trash.

    Each may be asked for on another thread, though SQLite is used on one.

    Args:
        path: the file; a copy of it is read.
        failed: is told of a conversation that cannot be read: its number and why.

    Raises:
        StoreError: nothing of it can be read.
        OSError: the same.
    """
    with ExitStack() as cleanup:
        copy = cleanup.enter_context(passing_copy(path))
        thread = cleanup.enter_context(ThreadPoolExecutor(1, "own-file"))
        try:
            store = thread.submit(_open, copy).result()
            cleanup.callback(lambda: thread.submit(store.close).result())
            entries = thread.submit(store.exports.entries, deleted=True).result()
        except StoreError as error:
            what = error.what.replace(str(copy), str(path))
            raise StoreError(what, error.todo, detail=error.detail) from error
        except UnicodeDecodeError as error:
            raise store_error(error, path) from error
        for entry in entries:
            try:
                record = thread.submit(store.exports.record, entry.id, deleted=True).result()
            except StoreError as error:
                failed(entry.id, error.detail)
                continue
            yield record


def _open(copy: Path) -> Store:
    store = Store(copy, instance_id=str(uuid4()))
    # Who could still write replies into the file is not here.
    store.recover(lambda _: False)
    return store
