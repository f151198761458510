"""Outboxes of copies that have ended before the server was back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreError
from copilot_tui.store.living import Known
from copilot_tui.store.outbox.database import Outbox
from tests.store.outbox.cut_off import Machine, all_messages, break_off_after, say, texts

if TYPE_CHECKING:
    from copilot_tui.store.store import Store

UNSENT = "half a thought"


def write_and_die(machine: Machine) -> int:
    """Begin while the server is there, go on without it, and die."""
    copy = machine.copy()
    trip = copy.do(lambda store: store.conversations.create(title="Trip")).id
    first = copy.do(say(trip, None, "Where to?"))
    copy.learn(trip)
    machine.go_away()
    second = copy.do(say(trip, first.id, "To Oslo."))
    copy.do(lambda store: store.journal.begin(trip, second.id, profile="", provider="", model=""))
    copy.do(lambda store: store.queue.add(trip, "By train"))
    copy.do(lambda store: store.drafts.set(None, UNSENT))
    copy.die()
    return trip


def look(store: Store, trip: int) -> tuple[list[str], str, str]:
    return texts(store, trip), store.drafts.get(trip), store.drafts.adopt(store.is_alive)


def test_they_are_seen_while_it_is_still_away_and_delivered_once(
    machine: Machine, elsewhere: Machine
) -> None:
    trip = write_and_die(machine)
    expected = ["Where to?", "To Oslo.", ""], "By train", UNSENT
    with machine.start() as store:
        assert store.stands_in
        assert look(store, trip) == expected
        leaf = store.conversations.get(trip).active_leaf
        assert leaf is not None
        assert store.tree.get(leaf).status is Status.INTERRUPTED
    machine.is_away = False
    for _ in range(2):
        with machine.start() as store:
            assert not store.stands_in
            assert machine.outboxes == []
            assert look(store, trip) == expected
            assert all_messages(store) == expected[0]
    with elsewhere.start() as store:
        assert texts(store, trip) == expected[0]


def test_they_are_written_on_by_the_next_copy(machine: Machine) -> None:
    trip = write_and_die(machine)
    copy = machine.copy()
    leaf = copy.do(lambda store: store.conversations.get(trip).active_leaf)
    copy.do(say(trip, leaf, "And back"))
    machine.is_away = False
    copy.go_back()
    assert copy.do(all_messages) == ["Where to?", "To Oslo.", "", "And back"]
    assert machine.outboxes == []
    copy.thread.close()


def test_of_two_each_is_delivered_and_one_in_use_is_left_alone(machine: Machine) -> None:
    write_and_die(machine)
    with machine.start() as first, machine.start() as second:
        new = second.conversations.create(title="Other").id
        say(new, None, "In the other one")(second)
        machine.is_away = False
        with machine.start() as third:
            assert all_messages(third) == ["Where to?"]
        assert first.stands_in
    with machine.start() as store:
        found = sorted(all_messages(store))
        assert found == sorted(["Where to?", "To Oslo.", "", "In the other one"])
    assert machine.outboxes == []


def test_a_copy_that_is_killed_after_the_delivery_neither_doubles_nor_undoes_anything(
    machine: Machine, elsewhere: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    trip = write_and_die(machine)
    machine.is_away = False

    class Killed(BaseException):
        pass

    def die(outbox: Outbox) -> None:
        outbox._connection.close()
        outbox._lock.close()
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Outbox, "remove", die)
        with pytest.raises(Killed):
            machine.start()
    assert machine.outboxes
    with elsewhere.start() as there:
        assert there.drafts.get(trip) == "By train"
        leaf = there.conversations.get(trip).active_leaf
        there.messages.set_active_leaf(trip, there.tree.path(leaf or 0)[0].id)
        say(trip, leaf, "By train")(there)
    with machine.start() as store:
        assert all_messages(store) == ["Where to?", "To Oslo.", "", "By train"]
        assert store.drafts.get(trip) == ""
        assert machine.outboxes == []


def test_a_start_that_does_not_hear_of_the_end_of_a_delivery_opens_the_outbox_again(
    machine: Machine,
) -> None:
    trip = write_and_die(machine)
    machine.is_away = False
    break_off_after(machine)
    with machine.start() as store:
        assert store.stands_in
        assert texts(store, trip) == ["Where to?", "To Oslo.", ""]
    machine.is_away = False
    with machine.start() as store:
        assert all_messages(store) == ["Where to?", "To Oslo.", ""]


def test_one_that_cannot_be_delivered_is_named_and_kept(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_and_die(machine)
    machine.is_away = False

    def refuse(outbox: Outbox, target: object) -> None:
        raise StoreError("The disk of the server is full.", "Make room there.")

    with monkeypatch.context() as patched:
        patched.setattr("copilot_tui.store.outbox.delivery.deliver", refuse)
        with machine.start() as store:
            assert all_messages(store) == ["Where to?"]
    assert "The disk of the server is full." in machine.told[-1].text
    assert ".db" in machine.told[-1].text
    with machine.start() as store:
        assert "To Oslo." in all_messages(store)


def test_a_reply_of_which_the_server_has_more_keeps_that(machine: Machine) -> None:
    copy = machine.copy()
    trip = copy.do(lambda store: store.conversations.create(title="Trip")).id
    first = copy.do(say(trip, None, "Where to?"))
    reply = copy.do(
        lambda store: store.journal.begin(trip, first.id, profile="", provider="", model="")
    )
    copy.learn(trip)  # Without a word of the reply.
    copy.do(lambda store: store.journal.write(reply.id, "Half of it", ""))
    machine.go_away()
    copy.do(lambda store: store.drafts.set(trip, UNSENT))
    copy.die()
    machine.is_away = False
    with machine.start() as store:
        ended = store.tree.get(reply.id)
        assert (ended.status, ended.content) == (Status.INTERRUPTED, "Half of it")


def test_a_reply_that_ended_when_the_server_went_is_delivered_though_nobody_wrote_it_again(
    machine: Machine,
) -> None:
    copy = machine.copy()
    trip = copy.do(lambda store: store.conversations.create(title="Trip")).id
    first = copy.do(say(trip, None, "Where to?"))
    reply = copy.do(
        lambda store: store.journal.begin(trip, first.id, profile="", provider="", model="")
    )
    copy.learn(trip)
    ended = replace(reply, status=Status.COMPLETE, content="To Oslo.", finished=reply.created)
    copy.known.append(Known(messages=(ended,), unkept=frozenset({reply.id})))
    machine.go_away()
    copy.do(lambda store: store.drafts.set(trip, UNSENT))
    copy.die()
    machine.is_away = False
    with machine.start() as store:
        there = store.tree.get(reply.id)
        assert (there.status, there.content) == (Status.COMPLETE, "To Oslo.")
