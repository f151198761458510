"""A running copy from which its server is taken, and to which it comes back."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.library.only_there import check_here
from copilot_tui.store.pieces import Piece
from tests.store.outbox.cut_off import (
    Machine,
    RunningCopy,
    all_messages,
    break_off_after,
    say,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.store import Store


def talk(copy: RunningCopy) -> tuple[int, Message]:
    """A conversation with one message, of which the copy knows."""
    conversation = copy.do(lambda store: store.conversations.create(title="Trip"))
    message = copy.do(say(conversation.id, None, "Where to?"))
    copy.learn(conversation.id)
    return conversation.id, message


def test_what_is_written_while_the_server_is_away_is_there_when_it_is_back(
    machine: Machine, elsewhere: Machine
) -> None:
    copy = machine.copy()
    trip, first = talk(copy)
    machine.go_away()

    second = copy.do(say(trip, first.id, "To Oslo."))
    new = copy.do(lambda store: store.conversations.create(title="New")).id
    copy.do(say(new, None, "Something else"))
    copy.do(lambda store: store.drafts.set(new, "half a thought"))
    assert copy.do(lambda store: texts(store, trip)) == ["Where to?", "To Oslo."]
    (notice,) = machine.told
    assert "kept on this machine" in notice.text
    (file,) = machine.folder.glob("outbox-*.db")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    copy.go_back()
    assert len(machine.told) == 1

    machine.is_away = False
    copy.go_back()
    assert machine.told[-1].is_settled
    assert machine.outboxes == []
    third = copy.do(say(trip, second.id, "By train."))
    assert third.id > second.id
    copy.thread.close()
    with elsewhere.start() as store:
        assert texts(store, trip) == ["Where to?", "To Oslo.", "By train."]
        assert texts(store, new) == ["Something else"]
        assert store.drafts.get(new) == "half a thought"
        assert len(store.search.messages("oslo", limit=5)) == 1
        assert store.prompts.page(limit=3) == ["By train.", "Something else", "To Oslo."]


def test_a_conversation_that_moved_on_meanwhile_gets_a_branch_and_shows_the_newer_one(
    machine: Machine, elsewhere: Machine
) -> None:
    copy = machine.copy()
    trip, first = talk(copy)
    other, root = talk(copy)
    copy.learn(trip, other)
    machine.go_away()
    copy.do(say(trip, first.id, "Written here, first"))
    with elsewhere.start() as there:
        say(trip, first.id, "Written there, last")(there)
        say(other, root.id, "Written there, first")(there)
    copy.do(say(other, root.id, "Written here, last"))

    machine.is_away = False
    copy.go_back()
    copy.thread.close()
    with elsewhere.start() as store:
        assert texts(store, trip) == ["Where to?", "Written there, last"]
        assert texts(store, other) == ["Where to?", "Written here, last"]
        for parent, both in ((first, ("here, first", "there, last")), (root, ("", ""))):
            contents = [child.content for child in store.tree.children(parent.id)]
            assert len(contents) == 2
            assert all(any(part in content for content in contents) for part in both)


def test_what_was_shown_once_can_be_read_on_and_of_the_rest_the_title_is_shown(
    machine: Machine, elsewhere: Machine
) -> None:
    with elsewhere.start() as there:
        trip, unread = (there.conversations.create(title=title).id for title in "ab")
        first = say(trip, None, "Where to?")(there)
        say(unread, None, "Not read here")(there)
        gone = say(trip, first.id, "Taken out")(there)
    copy = machine.copy()
    copy.do(lambda store: store.conversations.page(limit=9))
    assert copy.do(lambda store: texts(store, trip)) == ["Where to?", "Taken out"]
    copy.do(lambda store: store.messages.delete(gone.id))
    assert copy.do(lambda store: texts(store, trip)) == ["Where to?"]
    reply = copy.do(
        lambda store: store.journal.begin(trip, first.id, profile="", provider="", model="")
    )
    copy.do(
        lambda store: store.journal.finish(
            reply.id, content="To Oslo.", reasoning="", status=Status.COMPLETE
        )
    )
    machine.go_away()
    assert {each.id for each in copy.do(lambda store: store.conversations.page(limit=9))} == {
        trip,
        unread,
    }
    with pytest.raises(StoreError, match="only on the server"):
        copy.do(lambda store: check_here(store, unread))
    copy.do(lambda store: check_here(store, trip))
    copy.do(lambda store: store.conversations.rename(unread, "Named here"))
    assert copy.do(lambda store: texts(store, trip)) == ["Where to?", "To Oslo."]
    (below,) = copy.do(lambda store: store.tree.children(first.id))
    assert below.id == reply.id
    copy.do(say(trip, reply.id, "By train"))
    machine.is_away = False
    copy.go_back()
    assert copy.do(lambda store: texts(store, trip)) == ["Where to?", "To Oslo.", "By train"]
    assert len(copy.do(lambda store: store.conversations.page(limit=9))) == 2
    copy.do(lambda store: check_here(store, unread))
    assert copy.do(lambda store: texts(store, unread)) == ["Not read here"]
    assert copy.do(lambda store: store.conversations.get(unread)).title == "Named here"
    copy.thread.close()


@pytest.mark.parametrize("stays_away", [True, False])
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_message_whose_keeping_nobody_heard_of_is_there_once(
    machine: Machine, is_kept: bool, stays_away: bool
) -> None:
    copy = machine.copy()
    trip, first = talk(copy)

    def break_off(commit: Callable[[], None]) -> None:
        if is_kept:
            commit()
        machine.at_commit = lambda commit: commit()
        machine.go_away()
        machine.is_away = stays_away
        raise StoreUnreachable("The connection broke.", "Wait.")

    machine.at_commit = break_off
    message = copy.do(say(trip, first.id, "Once"))
    machine.is_away = False
    copy.go_back()
    assert copy.do(lambda store: store.tree.get(message.id)).content == "Once"
    assert copy.do(lambda store: texts(store, trip)) == ["Where to?", "Once"]
    assert copy.do(all_messages) == ["Where to?", "Once"]
    copy.thread.close()


def test_a_delivery_of_whose_end_nobody_heard_is_not_done_again_and_what_came_since_goes(
    machine: Machine,
) -> None:
    copy = machine.copy()
    trip, first = talk(copy)
    machine.go_away()
    second = copy.do(say(trip, first.id, "Second"))
    copy.do(lambda store: store.queue.add(trip, "Waits"))

    machine.is_away = False
    break_off_after(machine)
    copy.go_back()
    assert machine.outboxes
    third = copy.do(say(trip, second.id, "Third"))
    (waiting,) = copy.do(lambda store: store.queue.waiting(trip))
    assert copy.do(lambda store: store.queue.take(waiting.id)) == "Waits"
    machine.is_away = False
    copy.go_back()
    assert machine.outboxes == []
    assert copy.do(lambda store: store.queue.waiting(trip)) == []
    assert copy.do(all_messages) == ["Where to?", "Second", "Third"]
    assert copy.do(lambda store: store.tree.get(third.id)).parent == second.id
    copy.thread.close()


def test_a_reply_that_runs_when_the_server_goes_ends_there(machine: Machine) -> None:
    copy = machine.copy()
    trip, first = talk(copy)
    reply = copy.do(
        lambda store: store.journal.begin(trip, first.id, profile="", provider="", model="")
    )
    copy.do(lambda store: store.journal.write(reply.id, "Half ", ""))
    copy.learn(trip)
    machine.go_away()
    copy.do(lambda store: store.journal.replace_all([Piece(reply.id, "Half and more ", "")]))
    machine.is_away = False
    copy.go_back()
    running = copy.do(lambda store: store.tree.get(reply.id))
    assert (running.status, running.content) == (Status.STREAMING, "Half and more ")

    machine.go_away()
    copy.learn(trip)
    copy.do(
        lambda store: store.journal.finish(
            reply.id, content="Half and more and the rest.", reasoning="", status=Status.COMPLETE
        )
    )
    machine.is_away = False
    copy.go_back()
    ended = copy.do(lambda store: store.tree.get(reply.id))
    assert (ended.status, ended.content) == (Status.COMPLETE, "Half and more and the rest.")
    assert copy.do(lambda store: texts(store, trip)) == ["Where to?", ended.content]
    copy.thread.close()


def test_a_reply_that_runs_elsewhere_stays_as_far_as_it_was_seen_and_is_gone_on_from(
    machine: Machine, elsewhere: Machine
) -> None:
    copy = machine.copy()
    trip, first = talk(copy)
    with elsewhere.start() as there:
        reply = there.journal.begin(trip, first.id, profile="", provider="", model="").id
        there.journal.write(reply, "Half ", "thought")
        copy.do(lambda store: store.conversations.page(limit=9))
        copy.do(lambda store: store.tree.path(reply))
        there.journal.write(reply, "of it ", " over")
        copy.do(lambda store: store.tree.growth(reply, len("Half "), len("thought")))
        machine.go_away()
        *_, seen = copy.do(lambda store: store.tree.path(reply))
        assert (seen.content, seen.reasoning) == ("Half of it ", "thought over")
        assert seen.status is Status.INTERRUPTED
        assert "another machine" in seen.error
        copy.do(say(trip, reply, "And then?"))
        there.journal.finish(reply, content="All of it.", reasoning="", status=Status.COMPLETE)
    machine.is_away = False
    copy.go_back()
    assert copy.do(lambda store: texts(store, trip)) == ["Where to?", "All of it.", "And then?"]
    assert copy.do(lambda store: store.tree.get(reply)).status is Status.COMPLETE
    copy.thread.close()


def test_a_connection_that_was_only_idle_for_too_long_is_made_again(machine: Machine) -> None:
    copy = machine.copy()
    trip, first = talk(copy)
    machine.drop_connections()
    copy.do(say(trip, first.id, "Still here"))
    assert machine.told == []
    assert not copy.do(lambda store: store.stands_in)
    assert copy.do(all_messages) == ["Where to?", "Still here"]
    copy.thread.close()


@pytest.mark.parametrize("theirs", ["", "Theirs"])
def test_a_draft_that_was_written_on_takes_the_place_of_its_beginning_and_of_nothing_else(
    machine: Machine, elsewhere: Machine, theirs: str
) -> None:
    copy = machine.copy()
    trip, _ = talk(copy)
    copy.do(lambda store: store.drafts.set(trip, "Hello wor"))
    machine.go_away()
    if theirs:
        with elsewhere.start() as there:
            assert there.drafts.get(trip) == "Hello wor"
            there.drafts.set(trip, theirs)
    copy.do(lambda store: store.drafts.set(trip, "Hello world"))
    machine.is_away = False
    copy.go_back()
    copy.thread.close()
    with elsewhere.start() as store:
        assert store.drafts.get(trip) == "Hello world"
        others = [each for each in store.conversations.page(limit=9) if each.id != trip]
        assert [store.drafts.get(each.id) for each in others] == ([theirs] if theirs else [])


def test_a_draft_that_was_sent_meanwhile_does_not_come_back(machine: Machine) -> None:
    copy = machine.copy()
    trip, first = talk(copy)
    copy.do(lambda store: store.drafts.set(trip, "Hello"))
    machine.go_away()
    copy.do(say(trip, first.id, "Hello"))
    machine.is_away = False
    copy.go_back()
    assert copy.do(lambda store: store.drafts.get(trip)) == ""
    copy.thread.close()


def test_where_no_outbox_can_be_made_it_goes_on_in_memory_and_says_so(machine: Machine) -> None:
    copy = machine.copy()
    trip, first = talk(copy)
    machine.go_away()
    machine.folder.rename(machine.folder.with_name("moved"))
    machine.folder.write_text("in the way")
    copy.do(say(trip, first.id, "In memory"))
    assert "in memory only" in machine.told[-1].text
    assert not copy.do(lambda store: store.is_kept)
    (written,) = copy.do(lambda store: store.only_in_memory())
    assert [message.content for message in written.messages] == ["In memory"]

    machine.is_away = False
    copy.go_back()
    assert copy.do(all_messages) == ["Where to?", "In memory"]
    copy.thread.close()


def test_an_outbox_that_can_no_longer_be_written_is_gone_on_with_in_memory(
    machine: Machine,
) -> None:
    copy = machine.copy()
    trip, first = talk(copy)
    machine.go_away()
    second = copy.do(say(trip, first.id, "In the file"))
    make_full(copy)
    copy.do(say(trip, second.id, "x" * 100_000))
    assert "in memory only" in machine.told[-1].text
    machine.is_away = False
    copy.go_back()
    assert copy.do(all_messages) == ["Where to?", "In the file", "x" * 100_000]
    assert machine.outboxes == []
    copy.thread.close()


def test_a_command_needs_the_server(machine: Machine) -> None:
    machine.is_away = True
    with pytest.raises(StoreUnreachable):
        machine.start(may_be_away=False)
    assert machine.outboxes == []


def test_an_outbox_in_which_nothing_was_written_is_not_kept(machine: Machine) -> None:
    machine.is_away = True
    with machine.start() as store:
        assert store.conversations.page(limit=9) == []
        assert machine.outboxes
    assert machine.outboxes == []


def make_full(copy: RunningCopy) -> None:
    """Have SQLite find no room in the outbox."""

    def fill(store: Store) -> None:
        connection = store._file._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    copy.do(fill)


def test_what_came_where_a_draft_was_emptied_is_not_taken_for_seen(
    machine: Machine, elsewhere: Machine
) -> None:
    copy = machine.copy()
    trip, _ = talk(copy)
    copy.do(lambda store: store.drafts.set(trip, "Hello wor"))
    machine.go_away()
    with elsewhere.start() as there:
        assert there.drafts.get(trip) == "Hello wor"
        there.drafts.set(trip, "Theirs")
    copy.do(lambda store: store.drafts.set(trip, ""))
    machine.is_away = False
    copy.go_back()
    copy.do(lambda store: store.drafts.set(trip, "Mine"))
    copy.thread.close()
    with elsewhere.start() as store:
        assert store.drafts.get(trip) == "Mine"
        others = [each for each in store.conversations.page(limit=9) if each.id != trip]
        assert [store.drafts.get(each.id) for each in others] == ["Theirs"]


def test_who_types_on_where_his_text_had_to_leave_takes_nothing_away(
    machine: Machine, elsewhere: Machine
) -> None:
    copy = machine.copy()
    trip, _ = talk(copy)
    machine.go_away()
    copy.do(lambda store: store.drafts.set(trip, "Mine"))
    with elsewhere.start() as there:
        there.drafts.set(trip, "Theirs")
        machine.is_away = False
        copy.go_back()
        there.drafts.set(trip, "Theirs, and on")
        copy.do(lambda store: store.drafts.set(trip, "Mine, and on"))
        copy.thread.close()
        texts = {there.drafts.get(each.id) for each in there.conversations.page(limit=9)}
    assert texts == {"Theirs", "Mine", "Theirs, and on", "Mine, and on"}
