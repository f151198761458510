"""Trees of messages, however odd."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Role
from copilot_tui.transfer.foreign import assembling
from copilot_tui.transfer.foreign.assembling import (
    ForeignConversation,
    ForeignMessage,
    sound_parents,
)
from copilot_tui.transfer.record import ConversationRecord, foreign_uid
from tests.transfer.foreign_files import assert_sound

if TYPE_CHECKING:
    from copilot_tui.transfer.source import Skipped

KEYS = [str(number) for number in range(8)]


def assembled(*messages: ForeignMessage) -> tuple[ConversationRecord | None, list[Skipped]]:
    skipped: list[Skipped] = []
    conversation = ForeignConversation("test", "c", "here", messages=list(messages))
    return conversation.assembled(skipped.append, otherwise=5.0), skipped


def message(
    key: str, parent: str | None = None, role: Role = Role.USER, created: float | None = None
) -> ForeignMessage:
    return ForeignMessage(key, parent, role, f"text {key}", created)


@given(st.dictionaries(st.sampled_from(KEYS), st.none() | st.sampled_from([*KEYS, "gone"])))
def test_every_way_up_ends_and_nothing_sound_is_changed(parents: dict[str, str | None]) -> None:
    complaints: list[str] = []
    sound = sound_parents(parents, lambda key, _: complaints.append(key))
    for key in sound:
        steps = 0
        above: str | None = key
        while above is not None:
            above = sound[above]
            steps += 1
            assert steps <= len(sound)
    assert [key for key in parents if sound[key] != parents[key]] == sorted(
        complaints, key=list(parents).index
    )


def test_a_circle_is_cut_once_and_told_of() -> None:
    record, skipped = assembled(message("a", "c"), message("b", "a"), message("c", "b"))
    assert record is not None
    assert_sound([record])
    assert len(record.messages) == 3
    assert [item.why for item in skipped] == [
        "It follows itself, in a circle; it stands at the beginning."
    ]


def test_two_beginnings_and_a_missing_one_are_kept() -> None:
    record, skipped = assembled(message("a"), message("b"), message("c", "gone"))
    assert record is not None
    assert [message.parent for message in record.messages] == [None, None, None]
    assert [item.place for item in skipped] == ["here, message c"]


def test_a_name_that_is_there_twice_is_told_of() -> None:
    record, skipped = assembled(message("a"), message("a"))
    assert record is not None
    assert len(record.messages) == 1
    assert [item.place for item in skipped] == ["here, message a"]


def test_a_conversation_of_fifty_thousand_messages_needs_no_recursion() -> None:
    count = 50_000
    assert count > sys.getrecursionlimit()
    deep = [message(str(n), str(n - 1) if n else None) for n in reversed(range(count))]
    record, skipped = assembled(*deep)
    assert record is not None
    assert (len(record.messages), skipped) == (count, [])
    assert record.messages[-1].parent == record.messages[-2].uid


def test_what_has_no_time_has_that_of_what_stands_before_it() -> None:
    record, _ = assembled(message("a"), message("b", "a", created=9.0), message("c", "b"))
    assert record is not None
    assert [message.created for message in record.messages] == [9.0, 9.0, 9.0]
    assert (record.created, record.updated) == (9.0, 9.0)


def test_times_against_the_order_change_no_parent() -> None:
    record, _ = assembled(message("a", created=9.0), message("b", "a", created=3.0))
    assert record is not None
    assert_sound([record])


def test_nothing_is_no_conversation() -> None:
    record, skipped = assembled()
    assert (record, skipped) == (None, [])


def test_too_long_a_text_is_shortened_and_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembling, "LONGEST_MESSAGE", 4)
    record, skipped = assembled(message("a"))
    assert record is not None
    assert (record.messages[0].content, len(skipped)) == ("text", 1)


def test_what_a_tool_says_is_a_part_of_the_reply() -> None:
    conversation = ForeignConversation("test", "c", "here")
    conversation.add_next(message("1"))
    conversation.add_next(message("2", role=Role.ASSISTANT))
    conversation.add_next(message("3", role=Role.ASSISTANT), is_tool=True)
    conversation.add_next(message("4", role=Role.ASSISTANT))
    conversation.add_next(message("5", role=Role.ASSISTANT))
    assert [(m.key, m.parent, m.content) for m in conversation.messages] == [
        ("1", None, "text 1"),
        ("4", "1", "text 2\n\ntext 3\n\ntext 4"),
        ("5", "4", "text 5"),
    ]


def test_names_are_the_same_at_every_import_for_ever() -> None:
    record, _ = assembled(message("a"))
    assert record is not None
    assert record.uid == foreign_uid("test", "conversation", "c")
    assert str(record.messages[0].uid) == str(foreign_uid("test", "message", "c:a"))
