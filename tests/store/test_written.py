"""What was written in memory, for the file of last resort."""

from __future__ import annotations

from pathlib import Path

from copilot_tui.store.store import Store
from tests.store.test_carrying import begin, gone_on_in_memory, say


def test_it_is_all_that_was_written_and_not_taken_out_again(database_path: Path) -> None:
    memory = Store.in_memory("in-memory")
    conversation = say(memory, "First", "one")
    question = memory.messages.add_user_message(conversation, None, "Runs").id
    memory.journal.write(begin(memory, conversation, question), "Half", "")
    memory.queue.add(conversation, "Waits")
    memory.drafts.set(conversation, "Draft")
    memory.drafts.set(None, "Of none")
    gone = say(memory, "Gone", "away")
    memory.conversations.delete(gone)
    first, none = memory.only_in_memory()
    assert first.title == "First"
    assert [it.content for it in first.messages] == ["First", "one", "Runs", "Half"]
    assert list(first.unsent) == ["Waits", "Draft"]
    assert (list(none.messages), list(none.unsent)) == ([], ["Of none"])
    with Store(database_path, instance_id="on-disk") as store:
        say(store, "On disk", "yes")
        assert store.only_in_memory() == []


def test_what_is_typed_in_another_copy_is_not_among_it(database_path: Path) -> None:
    memory = gone_on_in_memory(database_path)
    memory.drafts.set(None, "typed here, and on")
    (none,) = memory.only_in_memory()
    assert list(none.unsent) == ["typed here, and on"]
