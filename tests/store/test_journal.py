"""Replies while they come in: pieces, ends, handles, recovery."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Message, Role, Status, Usage
from copilot_tui.errors import StoreError
from copilot_tui.store.conversations import RUNNING_ELSEWHERE
from copilot_tui.store.journal import RUNNING_OWNERS
from copilot_tui.store.pieces import Piece
from tests.store.support import nobody_is_alive, number_of, query_plan, write

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from tests.store.support import Clock, OpenStore


def begin(store: Store, conversation: int, parent: int) -> Message:
    return store.journal.begin(
        conversation, parent, profile="g4f", provider="Copilot", model="Think"
    )


def finish_with_handle(store: Store, reply: int) -> None:
    store.journal.finish(
        reply, content="Hi", reasoning="", status=Status.COMPLETE, handle='{"id":1}'
    )


@pytest.fixture
def question(store: Store, conversation: int) -> int:
    return store.messages.add_user_message(conversation, None, "Hello").id


@pytest.fixture
def reply(store: Store, conversation: int, question: int) -> int:
    return begin(store, conversation, question).id


def test_a_begun_reply_streams_and_is_the_active_leaf(
    store: Store, conversation: int, question: int
) -> None:
    reply = begin(store, conversation, question)
    assert (reply.role, reply.status, reply.content) == (Role.ASSISTANT, Status.STREAMING, "")
    assert (reply.profile, reply.provider, reply.model) == ("g4f", "Copilot", "Think")
    assert reply.finished is None
    assert store.conversations.get(conversation).active_leaf == reply.id


def test_pieces_are_joined_in_order_wherever_a_running_reply_is_read(
    store: Store, question: int, reply: int
) -> None:
    store.journal.write(reply, "", "Let me ")
    store.journal.write(reply, "", "think.")
    store.journal.write(reply, "Hello ", "")
    store.journal.write(reply, "", "")
    store.journal.write(reply, "Heiner", "")
    for read in (
        store.tree.get(reply),
        *store.tree.path(reply)[1:],
        *store.tree.children(question),
    ):
        assert (read.id, read.content, read.reasoning) == (reply, "Hello Heiner", "Let me think.")


def test_the_pieces_of_two_replies_stay_apart(
    store: Store, conversation: int, question: int, reply: int
) -> None:
    other = begin(store, conversation, question).id
    store.journal.write(reply, "one ", "")
    store.journal.write(other, "two ", "")
    store.journal.write(reply, "one", "")
    assert store.tree.get(reply).content == "one one"
    assert store.tree.get(other).content == "two "


def test_a_finished_reply_is_whole_and_its_pieces_are_gone(
    store: Store, conversation: int, reply: int, clock: Clock
) -> None:
    store.journal.write(reply, "Hel", "Hm")
    clock.time = 3000.0
    usage = Usage(prompt_tokens=10, completion_tokens=2, exact=True)
    finished = store.journal.finish(
        reply,
        content="Hello",
        reasoning="Hm.",
        status=Status.COMPLETE,
        handle='{"id":1}',
        usage=usage,
        model="gpt-5",
    )
    assert store.tree.get(reply) == finished
    assert (finished.content, finished.reasoning) == ("Hello", "Hm.")
    assert (finished.status, finished.finished) == (Status.COMPLETE, 3000.0)
    assert (finished.handle, finished.usage) == ('{"id":1}', usage)
    assert (finished.provider, finished.model) == ("Copilot", "gpt-5")
    assert store.conversations.get(conversation).updated == 3000.0


def test_a_finished_reply_leaves_no_pieces_behind(store: Store, reply: int) -> None:
    store.journal.write(reply, "Hel", "")
    assert number_of(store, "journal") == 1
    store.journal.finish(reply, content="Hello", reasoning="", status=Status.COMPLETE)
    assert number_of(store, "journal") == 0


def test_a_failed_reply_keeps_its_text_and_the_reason(store: Store, reply: int) -> None:
    failed = store.journal.finish(
        reply, content="Hel", reasoning="", status=Status.FAILED, error="Too many requests."
    )
    assert (failed.content, failed.status) == ("Hel", Status.FAILED)
    assert (failed.error, failed.usage, failed.handle) == ("Too many requests.", None, None)


def test_a_handle_is_spent_once(store: Store, conversation: int, reply: int) -> None:
    finish_with_handle(store, reply)
    first = store.messages.add_user_message(conversation, reply, "More").id
    store.journal.begin(
        conversation, first, profile="", provider="", model="", spend_handle_of=reply
    )
    assert store.tree.get(reply).handle is None
    second = store.messages.add_user_message(conversation, reply, "Other")
    with pytest.raises(StoreError) as refused:
        store.journal.begin(
            conversation, second.id, profile="", provider="", model="", spend_handle_of=reply
        )
    assert "already been continued" in refused.value.what
    assert store.tree.children(second.id) == []
    assert store.conversations.get(conversation).active_leaf == second.id


def test_a_restored_handle_can_be_spent_again(store: Store, conversation: int, reply: int) -> None:
    finish_with_handle(store, reply)
    question = store.messages.add_user_message(conversation, reply, "More").id
    for _ in range(2):
        store.journal.begin(
            conversation, question, profile="", provider="", model="", spend_handle_of=reply
        )
        store.journal.restore_handle(reply, '{"id":1}')
        assert store.tree.get(reply).handle == '{"id":1}'


def test_a_replay_replaces_the_conversation_id_together_with_its_beginning(
    store: Store, conversation: int, question: int
) -> None:
    store.journal.begin(
        conversation, question, profile="", provider="", model="", conversation_id="fresh"
    )
    assert store.conversations.get(conversation).conversation_id == "fresh"


def test_replies_of_a_dead_program_become_interrupted_with_what_had_arrived(
    store: Store, open_store: OpenStore, conversation: int, question: int, clock: Clock
) -> None:
    dead = open_store("dead")
    empty = begin(dead, conversation, question).id
    half = begin(dead, conversation, question).id
    clock.time = 1005.0
    dead.journal.write(half, "Hello ", "Hm. ")
    dead.journal.write(half, "Hei", "")
    clock.time = 9000.0
    assert store.journal.recover(nobody_is_alive) == 2
    recovered = store.tree.get(half)
    assert (recovered.status, recovered.finished) == (Status.INTERRUPTED, 1005.0)
    assert (recovered.content, recovered.reasoning) == ("Hello Hei", "Hm. ")
    assert "ended before this reply was complete" in recovered.error
    assert store.tree.get(empty).finished == 1000.0
    assert number_of(store, "journal") == 0
    assert store.journal.recover(nobody_is_alive) == 0


def test_recovery_leaves_own_and_living_programs_replies_alone(
    store: Store, open_store: OpenStore, conversation: int, question: int, reply: int
) -> None:
    other = begin(open_store("living"), conversation, question).id
    assert store.journal.recover(lambda instance_id: instance_id == "living") == 0
    assert store.tree.get(reply).status is Status.STREAMING
    assert store.tree.get(other).status is Status.STREAMING


def test_looking_for_replies_to_recover_reads_only_running_ones(
    store: Store, database_path: Path
) -> None:
    for statement, values in ((RUNNING_OWNERS, ()), (RUNNING_ELSEWHERE, ("this",))):
        plan = query_plan(database_path, statement, *values)
        assert "INDEX messages_streaming" in plan


def test_writing_to_a_message_that_is_gone_is_an_error_in_words(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        store.journal.write(99, "text", "")
    assert "no longer exists" in refused.value.what
    with pytest.raises(StoreError):
        store.journal.finish(99, content="", reasoning="", status=Status.COMPLETE)


def test_pieces_of_several_replies_are_kept_together_and_one_that_is_gone_is_left_out(
    store: Store, conversation: int, question: int
) -> None:
    first = begin(store, conversation, question).id
    second = begin(store, conversation, question).id
    store.journal.write_all(
        [Piece(first, "one ", "hm"), Piece(99, "nobody's", ""), Piece(second, "two", "")]
    )
    store.journal.write_all([Piece(first, "more", "")])

    read = store.tree.get(first)
    assert (read.content, read.reasoning) == ("one more", "hm")
    assert store.tree.get(second).content == "two"


def test_a_late_piece_is_not_added_to_a_reply_that_has_ended(store: Store, reply: int) -> None:
    store.journal.finish(reply, content="All", reasoning="", status=Status.COMPLETE)
    store.journal.write_all([Piece(reply, "late", "")])

    assert store.tree.get(reply).content == "All"
    assert number_of(store, "journal") == 0


def test_an_end_that_is_written_twice_is_as_if_it_was_written_once(
    store: Store, reply: int
) -> None:
    for _ in range(2):
        store.journal.finish(reply, content="All of it", reasoning="", status=Status.COMPLETE)

    assert store.tree.get(reply).content == "All of it"


def test_an_end_that_is_written_twice_is_found_once(store: Store, reply: int) -> None:
    for _ in range(2):
        store.journal.finish(reply, content="All of it", reasoning="", status=Status.COMPLETE)

    assert len(store.search.messages("All of it", limit=9)) == 1


def test_a_reply_that_goes_on_from_another_one_begins_with_its_text(
    store: Store, conversation: int, question: int, reply: int
) -> None:
    store.journal.finish(reply, content="One, ", reasoning="hm", status=Status.STOPPED)
    begun = store.journal.begin(
        *(conversation, question),
        profile="g4f",
        provider="Copilot",
        model="",
        continues=store.tree.get(reply),
    )

    assert (begun.content, begun.reasoning) == ("One, ", "hm")
    assert store.tree.get(begun.id).content == "One, "


def test_where_nobody_has_died_recovery_takes_no_lock(
    store: Store, reply: int, database_path: Path
) -> None:
    with closing(sqlite3.connect(database_path, isolation_level=None)) as other:
        other.execute("UPDATE messages SET owner = 'other' WHERE id = ?", (reply,))
        other.execute("BEGIN IMMEDIATE")
        assert store.recover(lambda owner: owner == "other") == 0


@pytest.mark.parametrize("column", ["role", "status"])
def test_a_message_of_an_unknown_kind_is_an_error_in_words_and_stays_as_it_is(
    store: Store, reply: int, column: str
) -> None:
    store.journal.finish(reply, content="All", reasoning="", status=Status.COMPLETE)
    write(store, f"UPDATE messages SET {column} = 'dreaming' WHERE id = ?", reply)

    with pytest.raises(StoreError, match="does not know") as told:
        store.tree.get(reply)
    assert "dreaming" in told.value.detail
