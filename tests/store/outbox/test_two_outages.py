"""A server that goes away again: what this copy has read and written in its run stays known."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreUnreachable
from copilot_tui.library.only_there import check_here
from copilot_tui.library.opened import read_opened
from tests.store.outbox.cut_off import RunningCopy, all_messages, break_off_after, say, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.removal import Removed
    from copilot_tui.store.store import Store
    from tests.store.outbox.cut_off import Machine


def talk(copy: RunningCopy, title: str) -> tuple[int, Message]:
    """A conversation with one message, which nothing but the copy's store remembers."""
    conversation = copy.do(lambda store: store.conversations.create(title=title)).id
    return conversation, copy.do(say(conversation, None, f"About {title}"))


def cut_off(machine: Machine, copy: RunningCopy) -> None:
    """Take the server away, and have the copy find that out."""
    machine.go_away()
    assert copy.do(lambda store: store.stands_in or store.conversations.page(limit=9))
    assert copy.do(lambda store: store.stands_in)


def come_back(machine: Machine, copy: RunningCopy) -> None:
    machine.is_away = False
    copy.go_back()
    assert not copy.do(lambda store: store.stands_in)


def titles(store: Store) -> set[str]:
    return {each.title for each in store.conversations.page(limit=99)}


def draft(conversation: int) -> Callable[[Store], str]:
    return lambda store: read_opened(store, conversation).draft


def test_what_was_read_and_typed_before_the_first_outage_is_there_in_the_second(
    machine: Machine, elsewhere: Machine
) -> None:
    with elsewhere.start() as there:
        ids = [there.conversations.create(title=title).id for title in ("A", "B", "C")]
        for each in ids:
            say(each, None, f"Said in {each}")(there)
    copy = machine.copy()
    for each in ids:
        copy.do(partial(read_opened, conversation=each))
    first, *_ = ids
    copy.do(lambda store: store.drafts.set(first, "half a thought"))
    for _ in range(3):
        cut_off(machine, copy)
        for each in ids:
            copy.do(partial(check_here, conversation=each))
            assert copy.do(partial(texts, conversation=each)) == [f"Said in {each}"]
        assert copy.do(draft(first)) == "half a thought"
        come_back(machine, copy)
    cut_off(machine, copy)
    copy.do(lambda store: store.drafts.set(first, "half a thought more"))
    come_back(machine, copy)
    assert copy.do(draft(first)) == "half a thought more"
    assert copy.do(titles) == {"A", "B", "C"}
    copy.thread.close()


def test_what_was_written_in_the_first_outage_is_there_in_the_second(machine: Machine) -> None:
    copy = machine.copy()
    trip, first = talk(copy, "Trip")
    cut_off(machine, copy)
    second = copy.do(say(trip, first.id, "Written away"))
    new, _ = talk(copy, "New")
    copy.do(lambda store: store.drafts.set(new, "half"))
    copy.do(lambda store: store.drafts.set(trip, "a thought"))
    come_back(machine, copy)
    cut_off(machine, copy)
    assert copy.do(lambda store: texts(store, trip)) == ["About Trip", "Written away"]
    assert copy.do(lambda store: texts(store, new)) == ["About New"]
    assert (copy.do(draft(new)), copy.do(draft(trip))) == ("half", "a thought")
    copy.do(say(trip, second.id, "And again"))
    copy.do(lambda store: store.drafts.set(new, "half and half"))
    come_back(machine, copy)
    assert copy.do(lambda store: texts(store, trip))[1:] == ["Written away", "And again"]
    assert copy.do(draft(new)) == "half and half"
    assert copy.do(titles) == {"Trip", "New"}
    copy.thread.close()


def test_what_an_earlier_copy_left_is_known_in_the_next_outage_too(machine: Machine) -> None:
    copy = machine.copy()
    trip, first = talk(copy, "Trip")
    copy.do(lambda store: store.drafts.set(trip, "typed before"))
    cut_off(machine, copy)
    copy.do(
        lambda store: store.messages.add_user_message(trip, first.id, "Written away", draft=None)
    )
    copy.die()
    again = machine.copy()
    assert again.do(lambda store: texts(store, trip)) == ["About Trip", "Written away"]
    come_back(machine, again)
    cut_off(machine, again)
    assert again.do(lambda store: texts(store, trip)) == ["About Trip", "Written away"]
    assert again.do(draft(trip)) == "typed before"
    again.thread.close()


def test_what_was_taken_out_in_an_outage_is_not_back_in_the_next(machine: Machine) -> None:
    copy = machine.copy()
    trip, first = talk(copy, "Trip")
    gone, _ = talk(copy, "Gone")
    second = copy.do(say(trip, first.id, "Taken out"))
    third = copy.do(say(trip, second.id, "Stays"))
    cut_off(machine, copy)
    copy.do(lambda store: store.messages.remove(second.id))
    copy.do(lambda store: store.conversations.delete(gone))
    for _ in range(2):
        come_back(machine, copy)
        cut_off(machine, copy)
        assert copy.do(lambda store: texts(store, trip)) == ["About Trip", "Stays"]
        assert copy.do(titles) == {"Trip"}
        assert copy.do(lambda store: store.tree.get(third.id)).parent == first.id
    come_back(machine, copy)
    copy.thread.close()


def test_what_is_taken_out_away_right_after_it_was_sent_is_not_shown_on_the_server(
    machine: Machine, elsewhere: Machine
) -> None:
    copy = machine.copy()
    trip, first = talk(copy, "Trip")
    cut_off(machine, copy)
    copy.do(lambda store: store.messages.remove(first.id))
    come_back(machine, copy)
    copy.thread.close()
    with elsewhere.start() as store:
        assert texts(store, trip) == []


def test_a_text_of_whose_delivery_nobody_heard_is_there_in_the_next_outage(
    machine: Machine,
) -> None:
    copy = machine.copy()
    trip, _ = talk(copy, "Trip")
    cut_off(machine, copy)
    copy.do(lambda store: store.drafts.set(trip, "half a thought"))
    machine.is_away = False
    break_off_after(machine)
    copy.go_back()
    assert copy.do(lambda store: store.stands_in)
    come_back(machine, copy)
    cut_off(machine, copy)
    assert copy.do(draft(trip)) == "half a thought"
    copy.thread.close()


def test_what_was_taken_out_before_an_outage_leaves_the_rest_readable(machine: Machine) -> None:
    copy = machine.copy()
    trip, first = talk(copy, "Trip")
    gone, _ = talk(copy, "Gone")
    second = copy.do(say(trip, first.id, "Taken out"))
    third = copy.do(say(trip, second.id, "Stays"))
    fourth = copy.do(say(trip, third.id, "Taken out with the rest"))
    copy.do(say(trip, fourth.id, "The rest"))

    def take_out(store: Store) -> list[Removed]:
        store.conversations.delete(gone)
        return [store.messages.remove(second.id), store.messages.delete(fourth.id)]

    copy.do(take_out)
    cut_off(machine, copy)
    assert copy.do(lambda store: texts(store, trip)) == ["About Trip", "Stays"]
    assert copy.do(titles) == {"Trip"}
    copy.thread.close()


def test_a_conversation_that_moved_on_unseen_is_shown_as_far_as_it_was_seen(
    machine: Machine, elsewhere: Machine
) -> None:
    copy = machine.copy()
    trip, first = talk(copy, "Trip")
    with elsewhere.start() as there:
        say(trip, first.id, "Written there, unseen")(there)
    copy.do(lambda store: store.conversations.page(limit=9))
    cut_off(machine, copy)
    copy.do(lambda store: check_here(store, trip))
    assert copy.do(lambda store: texts(store, trip)) == ["About Trip"]
    come_back(machine, copy)
    copy.thread.close()


def send(conversation: int, text: str) -> Callable[[Store], Message]:
    """Sends as the app does, in one transaction around all."""

    def send(store: Store) -> Message:
        with store.together():
            leaf = store.conversations.get(conversation).active_leaf
            sent = store.messages.add_user_message(conversation, leaf, text)
            store.conversations.get(conversation)
            return sent

    return send


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_is_sent_as_the_connection_breaks_is_there_once_and_its_draft_is_not(
    machine: Machine, is_kept: bool
) -> None:
    copy = machine.copy()
    trip, _ = talk(copy, "Trip")
    copy.do(lambda store: store.drafts.set(trip, "Once"))

    def break_off(commit: Callable[[], None]) -> None:
        if is_kept:
            commit()
        machine.at_commit = lambda commit: commit()
        machine.go_away()
        raise StoreUnreachable("The connection broke.", "Wait.")

    machine.at_commit = break_off
    copy.do(send(trip, "Once"))
    for _ in range(2):
        assert copy.do(lambda store: store.stands_in)
        assert copy.do(lambda store: texts(store, trip)) == ["About Trip", "Once"]
        assert copy.do(all_messages) == ["About Trip", "Once"]
        assert copy.do(draft(trip)) == ""
        come_back(machine, copy)
        assert copy.do(all_messages) == ["About Trip", "Once"]
        assert copy.do(draft(trip)) == ""
        cut_off(machine, copy)
    copy.thread.close()


def test_another_text_in_the_same_place_is_told_of_once_with_where_it_is(
    machine: Machine, elsewhere: Machine
) -> None:
    copy = machine.copy()
    trip, _ = talk(copy, "Trip")
    copy.do(lambda store: store.drafts.set(trip, "Mine"))
    cut_off(machine, copy)
    copy.do(lambda store: store.drafts.set(trip, "Mine, longer"))
    with elsewhere.start() as there:
        assert there.drafts.get(trip) == "Mine"
        there.drafts.set(trip, "Theirs, as it is")
    break_off_after(machine)
    machine.is_away = False
    copy.go_back()
    assert copy.do(lambda store: store.stands_in)
    machine.told.clear()
    come_back(machine, copy)
    _back, notice = machine.told
    assert notice.text == (
        "An unsent text was changed on another machine, too. Both are kept: yours in “Trip”, "
        "the other in a conversation of its own, “Theirs, as it is”."
    )
    assert not notice.is_error
    assert copy.do(draft(trip)) == "Mine, longer"
    assert copy.do(titles) == {"Trip", "Theirs, as it is"}
    copy.thread.close()


def test_another_text_is_told_of_where_an_outbox_was_left(
    machine: Machine, elsewhere: Machine
) -> None:
    copy = machine.copy()
    trip, _ = talk(copy, "Trip")
    cut_off(machine, copy)
    copy.do(lambda store: store.drafts.set(trip, "Mine"))
    copy.die()
    with elsewhere.start() as there:
        there.drafts.set(trip, "Theirs")
    machine.is_away = False
    machine.told.clear()
    with machine.start() as store:
        assert draft(trip)(store) == "Mine"
    (notice,) = machine.told
    assert "yours in “Trip”, the other in a conversation of its own, “Theirs”" in notice.text


def test_what_this_copy_has_seen_of_a_message_that_ended_elsewhere_is_shown(
    machine: Machine, elsewhere: Machine
) -> None:
    copy = machine.copy()
    trip, first = talk(copy, "Trip")
    with elsewhere.start() as there:
        reply = there.journal.begin(trip, first.id, profile="", provider="", model="")
        copy.do(lambda store: read_opened(store, trip))
        there.journal.finish(reply.id, content="All of it.", reasoning="", status=Status.COMPLETE)
    copy.do(lambda store: store.tree.get(reply.id))
    cut_off(machine, copy)
    assert copy.do(lambda store: texts(store, trip)) == ["About Trip", "All of it."]
    assert copy.do(lambda store: store.tree.get(reply.id)).error == ""
    copy.thread.close()
