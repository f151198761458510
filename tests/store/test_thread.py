"""The store's own thread: order, failures, cancelling, closing."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreError
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from copilot_tui.chat.conversation import Conversation


def fail(store: Store) -> None:
    raise StoreError("It failed.")


def fail_unexpectedly(store: Store) -> None:
    raise KeyError("fault")


def create(title: str) -> Callable[[Store], Conversation]:
    return lambda store: store.conversations.create(title=title)


def wait_for(event: threading.Event) -> Callable[[Store], bool]:
    return lambda _: event.wait()


def titles(store: Store) -> list[str]:
    return [entry.title for entry in store.conversations.page(limit=100)]


@pytest.fixture
def errors() -> list[StoreError]:
    return []


@pytest.fixture
def thread(database_path: Path, errors: list[StoreError]) -> Iterator[StoreThread]:
    opened = StoreThread(lambda: Store(database_path, instance_id="this"), on_error=errors.append)
    yield opened
    opened.close()


async def test_what_is_asked_runs_in_order_on_one_other_thread(thread: StoreThread) -> None:
    names: list[str] = []

    def note(store: Store) -> None:
        names.append(threading.current_thread().name)

    thread.submit(create("0"))
    await thread.run(create("1"))
    for number in range(2, 6):
        thread.submit(create(str(number)))
        thread.submit(note)
    assert await thread.run(titles) == ["5", "4", "3", "2", "1", "0"]
    assert len(set(names)) == 1
    assert names[0] != threading.current_thread().name


async def test_a_failure_reaches_the_caller_who_waits_and_nobody_else(
    thread: StoreThread, errors: list[StoreError]
) -> None:
    with pytest.raises(StoreError, match="It failed"):
        await thread.run(fail)
    assert await thread.run(titles) == []
    assert errors == []


async def test_a_failure_that_nobody_waits_for_is_reported(
    thread: StoreThread, errors: list[StoreError]
) -> None:
    thread.submit(fail)
    thread.submit(fail_unexpectedly)
    await thread.run(titles)
    assert [error.what for error in errors] == [
        "It failed.",
        "Something could not be kept or read, because of a fault in this program.",
    ]
    assert errors[1].detail == "KeyError('fault')"


async def test_a_write_whose_caller_is_cancelled_is_still_made(
    thread: StoreThread, errors: list[StoreError]
) -> None:
    started, go_on = threading.Event(), threading.Event()

    def write_slowly(store: Store) -> None:
        started.set()
        go_on.wait()
        store.conversations.create(title="kept")

    cancelled = [asyncio.ensure_future(thread.run(job)) for job in (write_slowly, fail)]
    await asyncio.to_thread(started.wait)
    for task in cancelled:
        task.cancel()
    await asyncio.wait(cancelled)
    assert all(task.cancelled() for task in cancelled)
    go_on.set()
    assert await thread.run(titles) == ["kept"]
    assert [error.what for error in errors] == ["It failed."]


def test_closing_finishes_everything_that_was_asked(
    thread: StoreThread, database_path: Path, errors: list[StoreError]
) -> None:
    go_on = threading.Event()
    thread.submit(wait_for(go_on))
    for number in range(20):
        thread.submit(create(str(number)))
    go_on.set()
    thread.close()
    thread.close()
    assert errors == []
    with Store(database_path, instance_id="next") as store:
        assert len(titles(store)) == 20


async def test_asking_after_the_end_is_an_error_in_words(thread: StoreThread) -> None:
    thread.close()
    with pytest.raises(StoreError, match="closed"):
        thread.submit(titles)
    with pytest.raises(StoreError, match="closed"):
        await thread.run(titles)


async def test_a_store_that_cannot_be_opened_says_so_to_everyone_who_asks(
    tmp_path: Path, errors: list[StoreError]
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam,\n" * 100)
    thread = StoreThread(lambda: Store(path, instance_id="this"), on_error=errors.append)
    for _ in range(2):
        with pytest.raises(StoreError, match="not a conversation file"):
            await thread.run(titles)
    thread.submit(titles)
    thread.close()
    assert [error.what for error in errors] == [f"{path} is not a conversation file."]


async def test_a_fault_comes_to_its_caller_in_words_too(thread: StoreThread) -> None:
    with pytest.raises(StoreError, match="fault in this program") as told:
        await thread.run(fail_unexpectedly)
    assert told.value.detail == "KeyError('fault')"
    assert isinstance(told.value.__cause__, KeyError)


async def test_a_failure_that_goes_on_is_reported_once_until_something_works(
    thread: StoreThread, errors: list[StoreError]
) -> None:
    for _ in range(5):
        thread.submit(fail)
    thread.submit(create("works"))
    thread.submit(fail)
    await thread.run(titles)
    assert [error.what for error in errors] == ["It failed.", "It failed."]


async def test_whoever_looks_for_a_failure_is_the_only_one_to_learn_of_it(
    thread: StoreThread, errors: list[StoreError]
) -> None:
    with pytest.raises(StoreError, match="It failed"):
        await asyncio.wrap_future(thread.queue(fail))
    assert errors == []
