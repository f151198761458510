"""Carrying what was written in memory into a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreError
from copilot_tui.store.living import Known
from copilot_tui.store.store import Store
from tests.store.support import nobody_is_alive, unsent_in_new
from tests.store.support_damage import fill, is_sound, messages


@pytest.fixture
def memory() -> Store:
    return Store.in_memory("in-memory")


def say(store: Store, text: str, answer: str, conversation: int | None = None) -> int:
    """Keep a question and its answer, in a new conversation if none is given."""
    if conversation is None:
        conversation = store.conversations.create(title=text).id
    leaf = store.conversations.get(conversation).active_leaf
    question = store.messages.add_user_message(conversation, leaf, text).id
    reply = begin(store, conversation, question)
    store.journal.finish(reply, content=answer, reasoning="", status=Status.COMPLETE)
    return conversation


def begin(store: Store, conversation: int, question: int) -> int:
    """Begin a reply."""
    return store.journal.begin(conversation, question, profile="p", provider="", model="").id


def path_of(store: Store, conversation: int) -> list[str]:
    """The texts of a conversation."""
    leaf = store.conversations.get(conversation).active_leaf
    assert leaf is not None
    return [message.content for message in store.tree.path(leaf)]


def test_everything_is_there_beside_what_was_and_is_found(
    memory: Store, database_path: Path
) -> None:
    fill(database_path, conversations=2, exchanges=2)
    before = messages(database_path)
    conversation = say(memory, "A question on heather", "An answer on gorse")
    say(memory, "More", "And more", conversation)
    memory.queue.add(conversation, "Waits")
    memory.drafts.set(conversation, "Half a")
    memory.facts.learn("http://here", "Copilot", "threads", "yes")
    with Store(database_path, instance_id="on-disk") as store:
        store.take_over(memory)
        assert path_of(store, conversation) == [
            *("A question on heather", "An answer on gorse", "More", "And more"),
        ]
        assert next(entry.title for entry in store.conversations.page(limit=9)) == (
            "A question on heather"
        )
        assert len(store.conversations.page(limit=9)) == 3
        for word in ("heather", "gorse", "because"):
            assert store.search.messages(word, limit=1)
        assert store.prompts.page(limit=2) == ["More", "A question on heather"]
        assert store.drafts.get(conversation) == "Half a"
        assert store.facts.get("http://here", "Copilot") == {"threads": "yes"}
        waiting = store.queue.first(conversation)
        assert waiting is not None
        assert waiting.content == "Waits"
        say(store, "Further", "on", conversation)
    after = messages(database_path)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 6
    assert is_sound(database_path)


def test_a_running_reply_goes_on_as_one_of_this_copy_of_the_program(
    memory: Store, database_path: Path
) -> None:
    conversation = memory.conversations.create(title="Runs").id
    question = memory.messages.add_user_message(conversation, None, "Go").id
    reply = begin(memory, conversation, question)
    memory.journal.write(reply, "One, ", "Hm, ")
    memory.journal.write(reply, "two, ", "well. ")
    with Store(database_path, instance_id="on-disk") as store:
        store.take_over(memory)
        # It is nobody's who has died.
        assert store.recover(lambda _: False) == 0
        store.journal.write(reply, "three", "")
        running = store.tree.get(reply)
        assert (running.status, running.content) == (Status.STREAMING, "One, two, three")
        assert running.reasoning == "Hm, well. "
        store.journal.finish(reply, content="All", reasoning="", status=Status.COMPLETE)
        assert store.search.messages("all", limit=1)


def test_nothing_is_carried_if_all_of_it_cannot_be(memory: Store, database_path: Path) -> None:
    say(memory, "First", "one")
    second = say(memory, "Second", "two")
    with Store(database_path, instance_id="on-disk") as store:
        with store.together():
            store._database.execute(
                "INSERT INTO conversations (id, conversation_id, title, profile, provider, model,"
                " created, updated, parameters, system_prompt)"
                " VALUES (?, 'x', 'In the way', '', '', '', 1, 1, '{}', '')",
                second,
            )
        with pytest.raises(StoreError, match="place in the file is taken"):
            store.take_over(memory)
        assert [entry.title for entry in store.conversations.page(limit=9)] == ["In the way"]
    assert messages(database_path) == {}


def test_it_can_be_done_again(memory: Store, database_path: Path) -> None:
    conversation = say(memory, "Once", "only")
    with Store(database_path, instance_id="on-disk") as store:
        store.take_over(memory)
        store.take_over(memory)
        assert path_of(store, conversation) == ["Once", "only"]
    assert is_sound(database_path)


def test_two_that_wrote_in_memory_meet_in_one_file(database_path: Path) -> None:
    both = [Store.in_memory(name) for name in ("a", "b")]
    own = [say(store, f"From {number}", "yes") for number, store in enumerate(both)]
    with Store(database_path, instance_id="on-disk") as store:
        for memory in both:
            store.take_over(memory)
        assert [path_of(store, conversation)[0] for conversation in own] == ["From 0", "From 1"]
    assert is_sound(database_path)


@pytest.mark.parametrize(("typed", "first"), [("new text", "new text"), ("", "old text")])
def test_an_unsent_text_never_takes_the_place_of_another(
    memory: Store, database_path: Path, typed: str, first: str
) -> None:
    memory.drafts.set(None, "for a moment")
    memory.drafts.set(None, typed)
    with Store(database_path, instance_id="on-disk") as store:
        store.drafts.set(None, "old text")
        store.take_over(memory)
        assert store.drafts.get(None) == first
        drafts = {store.drafts.get(entry.id) for entry in store.conversations.page(limit=9)}
        assert drafts == ({"old text"} if typed else set())


def test_every_message_is_known_by_the_name_that_it_had(memory: Store, database_path: Path) -> None:
    fill(database_path, conversations=1, exchanges=2)
    say(memory, "A question", "An answer")
    with Store(database_path, instance_id="on-disk") as store:
        before = names(store)
        store.take_over(memory)
        assert names(store) == before | names(memory)
        assert len(names(store)) == len(messages(database_path))


def names(store: Store) -> set[tuple[int, bytes]]:
    """Every message with its uid."""
    with store._database.reading():
        return {
            (row["message"], row["uid"])
            for row in store._database.execute("SELECT message, uid FROM message_uids")
        }


def gone_on_in_memory(path: Path) -> Store:
    """A store in memory after a damaged file, in which this copy and another had typed."""
    with Store(path, instance_id="other") as other:
        other.drafts.set(None, "typed elsewhere")
    damaged = Store(path, instance_id="this")
    damaged.drafts.set(None, "typed here")
    living = damaged.living(Known())
    memory = Store.in_memory("in-memory", living)
    living.let_go()
    return memory


def test_what_was_typed_in_a_new_conversation_stays_this_copys_own(database_path: Path) -> None:
    memory = gone_on_in_memory(database_path)
    assert memory.drafts.adopt(memory.is_alive) == "typed here"
    assert memory.only_in_memory() == []
    with Store(database_path, instance_id="on-disk") as store:
        store.take_over(memory)
        assert store.drafts.get(None) == "typed here"
        assert unsent_in_new(store) == ["typed elsewhere", "typed here"]


def test_what_was_sent_in_memory_is_no_more_unsent_in_the_file(database_path: Path) -> None:
    memory = gone_on_in_memory(database_path)
    begun = memory.conversations.create(take_draft=True).id
    memory.messages.add_user_message(begun, None, "typed here")
    with Store(database_path, instance_id="on-disk") as store:
        store.take_over(memory)
        assert path_of(store, begun) == ["typed here"]
        assert store.drafts.get(begun) == ""
        assert unsent_in_new(store) == ["typed elsewhere"]


def test_a_draft_that_a_new_conversation_has_taken_is_carried_with_it(
    memory: Store, database_path: Path
) -> None:
    memory.drafts.set(None, "left over")
    begun = memory.conversations.create(take_draft=True).id
    memory.messages.add_user_message(begun, None, "sent", draft=None)
    with Store(database_path, instance_id="on-disk") as store:
        store.take_over(memory)
        assert store.drafts.get(begun) == "left over"
        assert unsent_in_new(store) == []


def test_what_a_dead_copy_left_in_the_file_is_found_after_what_was_typed_in_memory(
    memory: Store, database_path: Path
) -> None:
    memory.drafts.set(None, "typed in memory")
    with Store(database_path, instance_id="dead") as dead:
        dead.drafts.set(None, "left")
    with Store(database_path, instance_id="on-disk") as store:
        store.take_over(memory)
        assert store.drafts.adopt(nobody_is_alive) == "typed in memory"
        assert store.conversations.page(limit=9) == []
        store.drafts.set(None, "")
        assert store.drafts.adopt(nobody_is_alive) == "left"
