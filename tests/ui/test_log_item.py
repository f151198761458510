"""One message of the log, as lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.errors import TRY_AGAIN
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.log_notes import EMPTY
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle

REPLY = Message(
    id=2,
    conversation=1,
    parent=1,
    role=Role.ASSISTANT,
    content="",
    status=Status.STREAMING,
    created=0.0,
    provider="Copilot",
)


@pytest.fixture
def setting() -> ItemSetting:
    return ItemSetting(60, LogStyle.plain())


def text_of(item: LogItem) -> str:
    return "\n".join(line.text.rstrip() for line in item.lines())


def grew(content: str = "", reasoning: str = "", *, content_start: int = 0) -> ReplyGrew:
    return ReplyGrew(1, 2, content_start, content, 0, reasoning)


def test_reasoning_is_open_while_it_comes_and_folded_once_the_answer_begins(
    setting: ItemSetting,
) -> None:
    item = LogItem(REPLY, setting)
    item.grow(grew(reasoning="Let me think."))
    assert "▾ Thinking …\nLet me think." in text_of(item)
    item.grow(grew(content="Yes."))
    assert "▸ Thought in 3 words" in text_of(item)
    assert "Let me think." not in text_of(item)
    item.toggle()
    assert "Let me think." in text_of(item)


def test_of_long_reasoning_only_the_end_is_drawn_until_it_is_unfolded(
    setting: ItemSetting,
) -> None:
    item = LogItem(REPLY, setting)
    item.grow(grew(reasoning="first " + "more " * 2_000 + "last"))
    assert "last" in text_of(item)
    assert "first" not in text_of(item)
    assert len(item.lines()) < 40
    item.settle(replace(item.message, content="Yes.", status=Status.COMPLETE))
    item.toggle()
    assert "first" in text_of(item)


def test_what_was_told_before_is_not_taken_twice(setting: ItemSetting) -> None:
    item = LogItem(replace(REPLY, content="One two"), setting)
    assert not item.grow(grew(content="two", content_start=4))
    assert item.grow(grew(content="two three", content_start=4))
    assert item.message.content == "One two three"


def test_a_failure_names_the_key_only_under_the_last_message(setting: ItemSetting) -> None:
    failed = replace(REPLY, status=Status.FAILED, error=f"It broke.\nout of memory\n{TRY_AGAIN}")
    item = LogItem(failed, setting)
    assert "■ failed: It broke.\nout of memory\nr tries again" in text_of(item)
    item.set_last(is_last=False)
    assert "tries again" not in text_of(item)


@pytest.mark.parametrize(
    ("width", "hint"),
    [
        (57, ["m goes on, r tries again (tab leads here from the prompt)"]),
        (56, ["m goes on, r tries again (tab leads here)"]),
        (41, ["m goes on, r tries again (tab leads here)"]),
        (40, ["m goes on, r tries again"]),
        (24, ["m goes on, r tries again"]),
        (20, ["m goes on, r tries", "again"]),
    ],
)
def test_the_keys_under_an_interrupted_reply_are_never_cut(width: int, hint: list[str]) -> None:
    cut = replace(REPLY, content="Half", status=Status.INTERRUPTED, error="It broke.")
    item = LogItem(cut, ItemSetting(width, LogStyle.plain()))
    rows = text_of(item).splitlines()
    assert rows[-len(hint) :] == hint


@pytest.mark.parametrize(
    ("content", "error", "shown"),
    [
        ("", "", EMPTY),
        ("Some words", "The answer was cut off.", "The answer was cut off."),
    ],
)
def test_what_is_odd_about_a_complete_answer_is_said_below_it(
    setting: ItemSetting, content: str, error: str, shown: str
) -> None:
    item = LogItem(replace(REPLY, content=content, error=error, status=Status.COMPLETE), setting)
    assert shown in text_of(item)
    assert "■" not in text_of(item)


def test_a_user_message_keeps_its_own_line_ends_and_is_no_markdown(setting: ItemSetting) -> None:
    said = replace(REPLY, role=Role.USER, status=Status.COMPLETE, content="# one\n  two **three**")
    assert "# one\n  two **three**" in text_of(LogItem(said, setting))
