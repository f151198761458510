"""What waits in outboxes, counted and in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.doctor.outboxes import look_at_outboxes
from copilot_tui.store.outbox.waiting import Waiting, all_waiting, in_words
from tests.store.outbox.cut_off import Machine, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.store import Store
    from tests.store.outbox.cut_off import RunningCopy


def counts(machine: Machine) -> list[tuple[int, int]]:
    return [(each.messages, each.texts) for each in all_waiting(machine.folder)]


def begin(conversation: int, question: int) -> Callable[[Store], Message]:
    """Has a reply begin."""
    return lambda store: store.journal.begin(
        conversation, question, profile="", provider="", model=""
    )


def end(reply: Message) -> Callable[[Store], Message]:
    """Has it end."""
    return lambda store: store.journal.finish(
        reply.id, content="To Oslo.", reasoning="", status=Status.COMPLETE, handle="a thread"
    )


def begun(machine: Machine) -> tuple[RunningCopy, int]:
    """A copy that has lost the server, and the conversation in which a reply runs there."""
    copy = machine.copy()
    trip = copy.do(lambda store: store.conversations.create(title="Trip")).id
    copy.do(say(trip, None, "Where to?"))
    copy.do(lambda store: store.drafts.set(None, "Known to the server"))
    copy.learn(trip)
    leaf = copy.known[0].conversations[0].active_leaf
    machine.go_away()
    second = copy.do(say(trip, leaf, "To Oslo."))
    copy.do(begin(trip, second.id))
    return copy, trip


def test_a_copy_that_was_killed_leaves_what_was_to_follow_a_reply_as_messages(
    machine: Machine,
) -> None:
    copy, trip = begun(machine)
    copy.do(lambda store: store.queue.add(trip, "By train"))
    copy.do(lambda store: store.queue.add(trip, "At night"))
    copy.die()

    assert counts(machine) == [(3, 0)]


def test_what_is_released_from_the_queue_at_quitting_is_an_unsent_text(machine: Machine) -> None:
    copy, trip = begun(machine)
    copy.do(lambda store: store.queue.add(trip, "By train"))
    copy.do(lambda store: store.queue.release())
    copy.thread.close()

    assert counts(machine) == [(1, 1)]
    (finding,) = look_at_outboxes(machine.folder)
    assert finding.what.startswith("1 message and 1 unsent text wait for the server, in ")
    machine.start().close()
    assert counts(machine) == [(1, 1)]


def test_a_text_is_counted_once_while_there_is_something_in_it(machine: Machine) -> None:
    copy, trip = begun(machine)
    copy.do(lambda store: store.drafts.set(trip, "Half"))
    copy.do(lambda store: store.drafts.set(trip, "Half a thought"))
    copy.do(lambda store: store.drafts.set(None, ""))
    assert counts(machine) == [(1, 1)]
    copy.do(lambda store: store.drafts.set(None, "Another one"))
    assert counts(machine) == [(1, 2)]
    copy.do(lambda store: store.drafts.set(trip, ""))
    assert counts(machine) == [(1, 1)]
    copy.thread.close()


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([(1, 0)], "1 message waits"),
        ([(1, 0), (1, 0)], "2 messages wait"),
        ([(0, 1)], "1 unsent text waits"),
        ([(0, 1), (1, 0)], "1 message and 1 unsent text wait"),
        ([(2, 1)], "2 messages and 1 unsent text wait"),
        ([(1000, 200), (500, 1)], "1,500 messages and 201 unsent texts wait"),
        ([(0, 0)], "What you changed waits"),
        ([(0, 0, 1), (0, 0, 0)], "1 reply waits"),
        ([(0, 0, 1), (0, 0, 1)], "2 replies wait"),
        ([(0, 1, 1), (1, 0, 1)], "1 message and 1 unsent text wait"),
    ],
)
def test_all_kinds_are_said(numbers: list[tuple[int, ...]], words: str) -> None:
    def waiting(messages: int, texts: int, replies: int = 0) -> Waiting:
        return Waiting(Path("outbox"), messages, texts, False, replies)

    assert in_words([waiting(*each) for each in numbers]) == words


def test_a_reply_is_counted_that_came_to_its_end_here_and_none_that_was_only_read(
    machine: Machine,
) -> None:
    copy = machine.copy()
    trip = copy.do(lambda store: store.conversations.create(title="Trip")).id
    asked = copy.do(say(trip, None, "Where to?"))
    read = copy.do(begin(trip, asked.id))
    copy.do(end(read))
    second = copy.do(say(trip, read.id, "How?"))
    running = copy.do(begin(trip, second.id))
    copy.do(lambda store: store.tree.path(running.id))
    machine.go_away()
    copy.do(end(running))
    # For which the handles of all replies are spent.
    copy.do(lambda store: store.conversations.set_system_prompt(trip, "Be brief."))
    copy.thread.close()

    (left,) = all_waiting(machine.folder)
    assert (left.messages, left.texts, left.replies) == (0, 0, 1)
