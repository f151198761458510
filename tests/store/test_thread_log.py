"""What a log is told of the store's failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreError
from copilot_tui.log import Log
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread

if TYPE_CHECKING:
    from pathlib import Path


class FailureLog(Log):
    """A log that keeps the errors themselves."""

    def __init__(self) -> None:
        self.failures: list[BaseException] = []

    def store_failed(self, error: BaseException) -> None:
        self.failures.append(error)


def fail(store: Store) -> None:
    raise StoreError("It failed.")


async def test_every_failure_is_told_seen_by_a_caller_or_not(database_path: Path) -> None:
    log = FailureLog()
    thread = StoreThread(
        lambda: Store(database_path, instance_id="this"), on_error=lambda _: None, log=log
    )
    thread.submit(fail)
    with pytest.raises(StoreError):
        await thread.run(fail)
    await thread.run(lambda store: store.conversations.create(title="kept"))
    thread.close()

    assert [str(error) for error in log.failures] == ["It failed.", "It failed."]
