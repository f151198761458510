"""What copies of one person's tell each other, and what nobody else hears of it."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.store.changes import Changes
from copilot_tui.store.pieces import Growth, Piece
from copilot_tui.store.postgres import told
from tests.postgres_database import connection_at
from tests.postgres_proxy import proxy_to
from tests.store.postgres.live_copies import PATIENCE, Copy, copy_at, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection
    from psycopg.rows import DictRow

    from tests.postgres_server import Place


@pytest.fixture
def desk(store_database: Place) -> Iterator[Copy]:
    with copy_at(store_database.url, "desk") as copy:
        yield copy


@pytest.fixture
def lap(store_database: Place, desk: Copy) -> Iterator[Copy]:
    """Another copy, which hears already."""
    with copy_at(store_database.url, "lap") as copy:
        wait_until_both_hear(desk, copy)
        yield copy


def wait_until_both_hear(one: Copy, other: Copy) -> None:
    """Until a connection listens, nothing that is told reaches it."""
    for speaker, listener in ((one, other), (other, one)):
        wait_until(partial(_is_listening, listener))
        speaker.store.facts.learn("url", "", "heard", "yes")
        listener.hear(lambda changes: changes.is_any)


def _is_listening(copy: Copy) -> bool:
    return copy.live.is_listening


def test_what_one_copy_writes_is_told_to_the_others_at_once(desk: Copy, lap: Copy) -> None:
    conversation = desk.store.conversations.create(title="New").id

    assert lap.hear(lambda changes: changes.is_any)
    assert lap.store.conversations.get(conversation).title == "New"


def test_a_reply_that_grows_is_told_by_its_number_and_read_from_where_it_is_known(
    desk: Copy, lap: Copy
) -> None:
    reply = desk.begin_reply()
    lap.hear(lambda changes: changes.is_any)

    desk.store.journal.write_all([Piece(reply, "First ", "Well. ")])
    assert lap.hear(lambda changes: reply in changes.grown).grown == {reply}
    assert lap.store.tree.growth(reply, 0, 0) == Growth(0, "First ", 0, "Well. ")

    desk.store.journal.replace_all([Piece(reply, "First and ", "Well. ")])
    desk.store.journal.write_all([Piece(reply, "second", "")])
    lap.hear(lambda changes: reply in changes.grown)
    assert lap.store.tree.get(reply).content == "First and second"
    growth = lap.store.tree.growth(reply, 10, 6)
    assert growth == Growth(10, "second", 6, "")
    assert lap.store.tree.growth(reply, 16, 6) is None


def test_the_end_of_a_reply_is_told(desk: Copy, lap: Copy) -> None:
    reply = desk.begin_reply()
    lap.hear(lambda changes: changes.is_any)
    lap.store.changed_elsewhere()

    desk.store.journal.finish(reply, content="All", reasoning="", status=Status.COMPLETE)

    assert lap.hear(lambda changes: changes.is_any)
    assert lap.store.tree.get(reply).status is Status.COMPLETE


def test_a_copy_does_not_hear_itself(desk: Copy, lap: Copy) -> None:
    mine, theirs = desk.begin_reply(), lap.begin_reply()
    lap.store.journal.write_all([Piece(theirs, "their ", "")])
    desk.hear(lambda changes: changes.is_any and theirs in changes.grown)

    desk.store.conversations.create()
    desk.store.journal.write_all([Piece(mine, "mine", "")])
    lap.hear(lambda changes: mine in changes.grown)
    lap.store.journal.write_all([Piece(theirs, "own", "")])

    assert desk.hear(lambda changes: bool(changes.grown)) == Changes(grown=frozenset({theirs}))


def test_what_grows_often_is_told_together_while_the_connection_is_away(
    store_database: Place, desk: Copy
) -> None:
    with proxy_to(store_database.port) as proxy:
        url = replace(store_database, port=proxy.port).url
        with copy_at(url, "far") as far:
            wait_until_both_hear(desk, far)
            replies = [far.begin_reply() for _ in range(3)]
            desk.hear(lambda changes: changes.is_any)
            proxy.cut()
            for _ in range(5):
                far.live.grew(frozenset(replies))
            assert desk.hear(lambda changes: len(changes.grown) == 3).grown == set(replies)


def test_what_is_told_often_is_taken_in_together(
    desk: Copy, lap: Copy, store_database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    resting, ended = threading.Event(), threading.Event()

    def rest(_: threading.Event) -> None:
        resting.set()
        ended.wait(PATIENCE)

    heard: list[Changes] = []
    lap.live.when_told(lambda: heard.append(lap.live.take()))
    monkeypatch.setattr("copilot_tui.store.postgres.live.rest", rest)
    with connection_at(store_database.url) as beside:
        beside.execute("SET search_path = copilot_tui")
        told.listen(beside)
        reply = desk.begin_reply()
        assert resting.wait(PATIENCE)
        before = len(heard)
        for _ in range(3):
            desk.store.journal.write_all([Piece(reply, "word", "")])
            _wait_for_growth(beside, reply)
    assert len(heard) == before

    ended.set()
    wait_until(lambda: any(reply in changes.grown for changes in heard))


def _wait_for_growth(listener: Connection[DictRow], reply: int) -> None:
    for notice in listener.notifies(timeout=PATIENCE):
        if notice.payload.endswith(f" {reply}"):
            return
    raise AssertionError("nothing was told")


def test_after_a_lost_connection_anything_may_have_changed_and_is_heard_again(
    store_database: Place, desk: Copy
) -> None:
    with proxy_to(store_database.port) as proxy:
        url = replace(store_database, port=proxy.port).url
        with copy_at(url, "far") as far:
            wait_until_both_hear(desk, far)
            reply = desk.begin_reply()
            desk.store.journal.write_all([Piece(reply, "some", "")])
            far.hear(lambda changes: changes.is_any and bool(changes.grown))
            proxy.cut()
            assert far.hear(lambda changes: changes.is_any)

            desk.store.journal.write_all([Piece(reply, "more", "")])
            assert far.hear(lambda changes: bool(changes.grown)).grown == {reply}


def test_nothing_of_what_was_written_is_told(store_database: Place, desk: Copy) -> None:
    with connection_at(store_database.url) as listening:
        listening.execute("SET search_path = copilot_tui")
        channel = told.listen(listening)
        reply = desk.begin_reply()
        desk.store.journal.write_all([Piece(reply, "Whisper", "thought")])
        words = [
            notice.payload
            for notice in listening.notifies(timeout=PATIENCE, stop_after=4)
            if notice.channel == channel
        ]
    assert words[-1].endswith(f" {reply}")
    assert all(re.fullmatch(r"[0-9a-f]{8} (\*|[0-9,]+)", each) for each in words)


def test_nobody_hears_or_names_what_copies_of_somebody_else_tell(
    desk: Copy, by_hand: Connection
) -> None:
    """Whoever knows a channel's name could listen on it; so nobody else knows it."""
    desk.begin_reply()
    hers = str(_rows(desk, "SELECT channel FROM people")[0][0])
    by_hand.execute("INSERT INTO people DEFAULT VALUES ON CONFLICT DO NOTHING")
    found = by_hand.execute("SELECT channel FROM people").fetchall()
    assert len(found) == 1
    assert found[0][0] != hers
    assert len(hers) > 32
    seen = by_hand.execute(
        "SELECT query FROM pg_stat_activity WHERE usename = 'ann' AND query IS NOT NULL"
    ).fetchall()
    assert seen
    assert not any(hers in query for (query,) in seen)
    assert by_hand.execute("SELECT * FROM leases").fetchall() == []

    his = found[0][0]
    by_hand.execute(f'LISTEN "{his}"'.encode())
    reply = desk.begin_reply()
    desk.store.journal.write_all([Piece(reply, "Whisper", "")])
    by_hand.execute("SELECT pg_notify(%s, 'the end')", (his,))
    heard = [notice.payload for notice in by_hand.notifies(timeout=PATIENCE, stop_after=1)]
    assert heard == ["the end"]


def test_words_of_a_newer_program_mean_anything() -> None:
    assert told.changes_from("abcd ?", "mine") == told.changes_from("abcd *", "mine")
    assert told.changes_from("mine *", "mine") is None


def test_more_replies_than_one_notice_holds_are_told_in_several() -> None:
    notices = list(told.of_growth("sender", range(10**9, 10**9 + 1000)))
    assert all(len(words) < 8000 for words in notices)
    heard = [told.changes_from(words, "") for words in notices]
    assert len({reply for changes in heard if changes for reply in changes.grown}) == 1000


def _rows(copy: Copy, statement: str) -> list[tuple[object, ...]]:
    with copy.store._database.reading():
        return list(copy.store._database.tuples(statement))
