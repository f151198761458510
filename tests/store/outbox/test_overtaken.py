"""Two that write the same at once: who was overtaken does all of it again, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import Overtaken
from copilot_tui.store.pieces import Piece
from copilot_tui.store.postgres import transactions
from copilot_tui.store.repeating import PAUSES
from copilot_tui.store.store import Store
from tests.postgres_database import database_at
from tests.postgres_server import SUPERUSER
from tests.store.outbox.cut_off import Machine, all_messages, say, texts
from tests.store.outbox.server_faults import Refusals
from tests.store.postgres.live_copies import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from tests.postgres_server import Place
    from tests.store.outbox.cut_off import RunningCopy

CODES = ["40001", "40P01"]
_RENAME = "UPDATE copilot_tui.conversations SET title = 'Theirs' WHERE id = %s"
_WAITS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
def copy(store_copy: Place, tmp_path: Path) -> Iterator[RunningCopy]:
    """A running copy with a database of its own."""
    copy = Machine(store_copy, tmp_path / "here").copy()
    copy.do(lambda store: store.conversations.create(title="Trip"))
    yield copy
    copy.thread.close()


@pytest.mark.parametrize("at_commit", [False, True])
@pytest.mark.parametrize("code", CODES)
def test_what_was_overtaken_is_done_again_as_a_whole_and_is_there_once(
    copy: RunningCopy, store_copy: Place, code: str, at_commit: bool
) -> None:
    refusals = Refusals(store_copy, "messages", at_commit=at_commit)
    refusals.next(code, 2)

    message = copy.do(say(1, None, "Where to?"))

    assert refusals.tries == 3
    assert copy.do(lambda store: texts(store, 1)) == [message.content]
    assert copy.do(lambda store: store.prompts.page(limit=3)) == ["Where to?"]
    assert not copy.do(lambda store: store.stands_in)


def test_it_is_tried_only_so_often_and_then_said(copy: RunningCopy, store_copy: Place) -> None:
    refusals = Refusals(store_copy, "messages")
    refusals.next("40001", 1000)

    with pytest.raises(Overtaken, match="has written the same in the database") as said:
        copy.do(say(1, None, "Where to?"))

    assert said.value.todo == "Try again."
    assert refusals.tries == len(PAUSES) + 1
    refusals.next("40001", 0)
    copy.do(say(1, None, "Where to?"))
    assert copy.do(all_messages) == ["Where to?"]


def test_what_was_kept_before_is_not_done_again(copy: RunningCopy, store_copy: Place) -> None:
    refusals = Refusals(store_copy, "messages")
    refusals.next("40001", 1)

    def write_twice(store: Store) -> None:
        store.queue.add(1, "Kept")
        say(1, None, "Where to?")(store)

    with pytest.raises(Overtaken):
        copy.do(write_twice)
    (waiting,) = copy.do(lambda store: store.queue.waiting(1))
    assert waiting.content == "Kept"


def test_a_server_that_does_not_know_whether_it_has_kept_something_has_it_once(
    copy: RunningCopy, store_copy: Place
) -> None:
    """As CockroachDB says of a commit on whose way a node was lost."""
    refusals = Refusals(store_copy, "messages", at_commit=True)
    copy.learn(1)
    refusals.next("40003", 1)

    copy.do(say(1, None, "Where to?"))

    assert copy.do(lambda store: store.stands_in)
    copy.go_back()
    assert not copy.do(lambda store: store.stands_in)
    assert copy.do(all_messages) == ["Where to?"]


def test_copies_that_write_at_once_lose_and_double_nothing_where_all_is_serializable(
    store_copy: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on CockroachDB, which refuses whatever could not have happened one after the other."""
    monkeypatch.setattr(transactions, "WRITE", b"BEGIN ISOLATION LEVEL SERIALIZABLE")
    copy = Machine(store_copy, tmp_path / "here").copy()
    trip = copy.do(lambda store: store.conversations.create(title="Trip")).id
    reply = copy.do(_begun_reply)
    with (
        Store(database_at(store_copy.url), instance_id="other") as other,
        ThreadPoolExecutor() as pool,
    ):
        with other.together():
            other.messages.add_user_message(trip, None, "Theirs")
            writing = pool.submit(copy.do, say(trip, None, "Ours"))
            wait_until(lambda: _waiting(store_copy))
        writing.result(30)
    copy.do(lambda store: store.journal.write_all([Piece(reply, "All", "")]))
    copy.do(
        lambda store: store.journal.finish(
            reply, content="All", reasoning="", status=Status.COMPLETE
        )
    )
    assert copy.do(all_messages) == ["Hello", "All", "Theirs", "Ours"]
    copy.thread.close()


def test_of_two_that_wait_for_each_other_one_does_it_again(
    store_copy: Place, tmp_path: Path
) -> None:
    url = store_copy.as_role(SUPERUSER).url
    with psycopg.connect(url, autocommit=True) as superuser:
        superuser.execute(f"ALTER DATABASE {store_copy.name} SET deadlock_timeout = 20".encode())
    copy = Machine(store_copy, tmp_path / "here").copy()
    one, two = (copy.do(lambda store: store.conversations.create()).id for _ in range(2))
    tries: list[Future[None]] = []

    def rename_both(store: Store) -> None:
        with store.together():
            store.conversations.rename(one, "Ours")
            store.conversations.get(one)  # So that it has happened.
            if not tries:
                tries.append(pool.submit(rename_one))
                wait_until(lambda: _waiting(store_copy))
            else:
                tries.append(tries[0])
            store.conversations.rename(two, "Ours")

    def rename_one() -> None:
        theirs.execute(_RENAME, [one])
        theirs.commit()

    with psycopg.connect(url) as theirs, ThreadPoolExecutor() as pool:
        # It looks for nobody who waits for it, so that it is the copy that is overtaken.
        theirs.execute("SET deadlock_timeout = '1h'")
        theirs.execute(_RENAME, [two])
        copy.do(rename_both)
        tries[0].result(30)
    assert len(tries) == 2
    assert [copy.do(partial(_title, conversation=each)) for each in (one, two)] == ["Ours", "Ours"]
    copy.thread.close()


def _title(store: Store, *, conversation: int) -> str:
    return store.conversations.get(conversation).title


def _begun_reply(store: Store) -> int:
    question = store.messages.add_user_message(
        store.conversations.create(title="Other").id, None, "Hello"
    )
    return store.journal.begin(
        question.conversation, question.id, profile="", provider="", model=""
    ).id


def _waiting(place: Place) -> bool:
    with psycopg.connect(place.as_role(SUPERUSER).url) as connection:
        return connection.execute(_WAITS).fetchone() != (0,)
