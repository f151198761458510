"""What is remembered where it is too much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot_tui.chat.conversation import Conversation, Message, Role, Status
from copilot_tui.store.outbox import recent_rows
from copilot_tui.store.outbox.recent_rows import RecentRows
from copilot_tui.store.recent_drafts import RecentDrafts


def conversation(row: int, leaf: int | None = None) -> Conversation:
    return Conversation(
        id=row, conversation_id="", title=str(row), created=1.0, updated=1.0, active_leaf=leaf
    )


def message(row: int, home: int, content: str = "text") -> Message:
    return Message(
        id=row,
        conversation=home,
        parent=row - 1,
        role=Role.USER,
        content=content,
        status=Status.COMPLETE,
        created=1.0,
    )


def titles(rows: RecentRows) -> set[int]:
    return {each.id for each in rows.known({}).conversations}


def messages(rows: RecentRows) -> list[int]:
    return sorted(each.id for each in rows.known({}).messages)


def test_a_long_list_does_not_push_out_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent_rows, "MOST_CONVERSATIONS", 10)
    rows = RecentRows()
    rows.note_conversation(conversation(1))
    rows.note_listed([conversation(row) for row in range(2, 50)])
    assert titles(rows) == {1, *range(41, 50)}
    for row in range(50, 62):
        rows.note_conversation(conversation(row))
    assert titles(rows) == set(range(52, 62))


def test_what_goes_with_its_conversation_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent_rows, "MOST_CONVERSATIONS", 1)
    monkeypatch.setattr(recent_rows, "MOST_CHARACTERS", 8)
    rows = RecentRows()
    rows.note_conversation(conversation(1, leaf=1))
    rows.note_messages([message(1, 1), message(2, 1)])
    rows.note_conversation(conversation(2, leaf=4))
    rows.note_messages([message(3, 2), message(4, 2)])
    assert (titles(rows), messages(rows)) == ({2}, [3, 4])


def test_older_pages_do_not_push_out_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent_rows, "MOST_CHARACTERS", 40)
    rows = RecentRows()
    rows.note_conversation(conversation(1, leaf=30))
    rows.note_path([message(row, 1) for row in range(26, 31)])
    rows.note_messages([message(row, 1) for row in range(1, 26)])
    assert messages(rows) == list(range(21, 31))


def test_the_conversation_of_which_nobody_heard_for_longest_goes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recent_rows, "MOST_CHARACTERS", 40)
    rows = RecentRows()
    for home in (1, 2, 3):
        rows.note_conversation(conversation(home, leaf=home * 10 + 3))
    for home in (1, 2, 1, 3):
        rows.note_path([message(home * 10 + number, home) for number in range(4)])
    assert messages(rows) == [10, 11, 12, 13, 22, 23, 30, 31, 32, 33]


def test_a_reply_that_runs_here_is_shown_where_the_path_went_on_unseen() -> None:
    rows = RecentRows()
    rows.note_path([message(1, 1), message(2, 1)])
    rows.note_listed([conversation(1, leaf=99)])
    running = replace(message(5, 1), parent=2, status=Status.STREAMING)
    (shown,) = rows.known({5: running}).conversations
    assert shown.active_leaf == 5
    (shown,) = rows.known({}).conversations
    assert shown.active_leaf == 2


def test_drafts_that_were_opened_and_empty_do_not_push_out_a_text() -> None:
    drafts = RecentDrafts()
    drafts.keep((1, None, None), "half a thought")
    for row in range(2, 3000):
        drafts.keep((row, None, None), "")
    for row in range(2, 3000):
        drafts.keep((row, None, None), "sent")
        drafts.keep((row, None, None), "")
    assert ((1, None, None), ["half a thought"], "half a thought") in list(drafts)
    assert len(list(drafts)) == 1000


def test_a_text_that_may_not_have_been_written_is_known_and_not_counted_on() -> None:
    drafts = RecentDrafts()
    place, new = (None, None, "me"), (7, None, None)
    drafts.keep(place, "kept")
    drafts.note(place, "perhaps")
    drafts.give(place, new)
    assert list(drafts) == [(place, ["kept", "perhaps"], "kept"), (new, ["kept", "perhaps"], "")]
    drafts.keep_given(place, new)
    assert {each[0]: each[2] for each in drafts} == {place: "", new: "kept"}
    drafts.forget(7)
    assert [each[0] for each in drafts] == [place]
