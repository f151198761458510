"""Who owns a running reply, when its machine may be gone."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.store.pieces import Piece
from copilot_tui.store.postgres.lease import TERMS, LeaseTerms
from tests.postgres_proxy import proxy_to
from tests.store.postgres.live_copies import NEVER, Copy, copy_at, wait_until
from tests.store.support import number_of, rows, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Place

SOON = LeaseTerms(length=0.3, renewal=NEVER)
"""Of a copy whose machine is gone at once; the others know then that it ends soon."""

OFTEN = LeaseTerms(length=NEVER, renewal=0.02)
OLD = "INSERT INTO leases (owner, ends) VALUES ('old', now() - interval '2 days')"
BEFORE_NOW = "UPDATE leases SET ends = now() - make_interval(secs => 1) WHERE owner = ?"


@pytest.fixture
def watcher(store_database: Place) -> Iterator[Copy]:
    """A copy that runs; the server has been up for longer than its terms."""
    terms = LeaseTerms(length=0.01, renewal=NEVER)
    with copy_at(store_database.url, "watcher", terms=terms, listens=False) as copy:
        yield copy


def test_several_renewals_have_to_fail_before_a_lease_ends() -> None:
    assert TERMS.length > 3 * TERMS.renewal


def test_a_reply_is_its_copys_from_the_first_moment_and_for_as_long_as_that_is_renewed(
    store_database: Place, watcher: Copy
) -> None:
    with copy_at(store_database.url, "desk", terms=OFTEN, listens=False) as desk:
        assert number_of(desk.store, "leases") == 0
        reply = desk.begin_reply()
        assert watcher.store.recover() == 0
        for _ in range(3):
            before = _end_of(watcher, "desk")
            wait_until(partial(_is_renewed, watcher, before))
        assert watcher.store.tree.get(reply).status is Status.STREAMING
    assert number_of(watcher.store, "leases") == 0


def test_what_a_copy_that_is_gone_left_is_mended_by_one_that_runs_when_its_lease_has_ended(
    store_database: Place, watcher: Copy
) -> None:
    with copy_at(store_database.url, "desk", terms=SOON, listens=False) as desk:
        reply = desk.begin_reply()
        desk.store.journal.write_all([Piece(reply, "As far as it came", "")])
        conversation = desk.store.tree.get(reply).conversation
        desk.store.queue.add(conversation, "waits")

        def is_mended() -> bool:
            watcher.store.recover()
            is_over = watcher.store.tree.get(reply).status is Status.INTERRUPTED
            return is_over and not watcher.store.queue.waiting(conversation)

        wait_until(is_mended)
        ended = watcher.store.tree.get(reply)
        assert (ended.status, ended.content) == (Status.INTERRUPTED, "As far as it came")
        assert watcher.store.drafts.get(conversation) == "waits"


@pytest.mark.parametrize("hours", [-1, 1])
def test_no_clock_but_the_servers_counts(store_database: Place, watcher: Copy, hours: int) -> None:
    def wrong_clock() -> float:
        return time.time() + 3600 * hours

    with (
        copy_at(store_database.url, "desk", clock=wrong_clock, listens=False) as desk,
        copy_at(store_database.url, "lap", clock=wrong_clock, listens=False) as lap,
    ):
        theirs, mine = desk.begin_reply(), lap.begin_reply()
        for copy in (watcher, lap, desk):
            assert copy.store.recover() == 0
        for reply in (theirs, mine):
            assert watcher.store.tree.get(reply).status is Status.STREAMING


def test_a_lease_that_could_not_be_renewed_as_the_server_was_down_has_not_ended(
    store_database: Place,
) -> None:
    long = LeaseTerms(length=1e8, renewal=NEVER)  # Longer than any server of a test has run.
    with (
        copy_at(store_database.url, "desk", listens=False) as desk,
        copy_at(store_database.url, "lap", terms=long, listens=False) as lap,
    ):
        desk.begin_reply()
        write(lap.store, BEFORE_NOW, "desk")
        assert lap.store.recover() == 0


def test_who_comes_back_after_his_lease_has_ended_goes_on_and_his_end_counts(
    store_database: Place, watcher: Copy
) -> None:
    terms = LeaseTerms(length=NEVER, renewal=NEVER)
    with proxy_to(store_database.port) as proxy:
        url = replace(store_database, port=proxy.port).url
        with copy_at(url, "desk", terms=terms, listens=False) as desk:
            reply = desk.begin_reply()
            journal = desk.store.journal
            journal.write_all([Piece(reply, "One night", "")])
            # Its first renewal is under way beside what it does.
            wait_until(lambda: desk.live.is_listening)
            proxy.cut()
            write(watcher.store, BEFORE_NOW, "desk")
            wait_until(watcher.store.recover)
            assert watcher.store.tree.get(reply).status is Status.INTERRUPTED
            assert len(watcher.store.search.messages("night", limit=5)) == 1

            with pytest.raises(Exception, match="cannot be reached"):
                journal.write_all([Piece(reply, " in May", "")])
            assert journal.write_all([Piece(reply, " in May", "")]) == {reply}
            assert journal.resume([Piece(reply, "One night in May", "")]) == frozenset()
            running = watcher.store.tree.get(reply)
            assert (running.status, running.error) == (Status.STREAMING, "")
            assert running.content == "One night in May"
            assert watcher.store.recover() == 0
            assert journal.write_all([Piece(reply, ", in Oslo", "")]) == frozenset()

            whole = "One night in May, in Oslo."
            journal.finish(reply, content=whole, reasoning="", status=Status.COMPLETE)
    ended = watcher.store.tree.get(reply)
    assert (ended.status, ended.content, ended.error) == (Status.COMPLETE, whole, "")
    assert number_of(watcher.store, "journal") == 0


def test_of_leases_that_ended_long_ago_nothing_is_left(
    store_database: Place, watcher: Copy
) -> None:
    write(watcher.store, OLD)
    with copy_at(store_database.url, "desk", listens=False) as desk:
        desk.begin_reply()
        wait_until(lambda: number_of(watcher.store, "leases") == 1)


def _is_renewed(copy: Copy, before: float) -> bool:
    return _end_of(copy, "desk") > before


def _end_of(copy: Copy, owner: str) -> float:
    found = {row[1]: row[2] for row in rows(copy.store, "leases", "owner")}
    end = found[owner]
    return float(end.timestamp())  # type: ignore[attr-defined]


def test_a_lease_that_is_just_being_taken_is_not_renewed_which_would_wait_for_that(
    store_database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot_tui.store.postgres.live._LOCK_TIMEOUT", NEVER)
    with (
        copy_at(store_database.url, "desk") as desk,
        copy_at(store_database.url, "lap") as lap,
    ):
        wait_until(lambda: desk.live.is_listening and lap.live.is_listening)
        write(lap.store, OLD)
        with desk.store.together():
            desk.begin_reply()
            wait_until(lambda: number_of(lap.store, "leases") == 0)
            # Whoever waits for a lock hears nothing.
            lap.live.grew(frozenset({7}))
            wait_until(lambda: 7 in desk.live.take().grown)
