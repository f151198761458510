"""The window onto the messages: what is in view, and what never moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.ui.log_drawing import scrollbar_rows
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from copilot_tui.ui.log_view import LogView

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT = 10


def items_of(setting: ItemSetting, sizes: Sequence[int], first: int = 1000) -> list[LogItem]:
    """Messages with so many lines of text each, one below the other."""
    return [
        LogItem(
            Message(
                id=first + number,
                conversation=1,
                parent=first + number - 1,
                role=Role.USER,
                content="\n".join(f"{first + number}:{line}" for line in range(size)),
                status=Status.COMPLETE,
                created=0.0,
            ),
            setting,
        )
        for number, size in enumerate(sizes)
    ]


def seen(view: LogView) -> list[str]:
    """The text of the rows in view."""
    return [row.line.text.rstrip() for row in view.rows]


def follows(view: LogView) -> bool:
    """Whether the view goes along with the newest text."""
    return view.following


@pytest.fixture
def setting() -> ItemSetting:
    return ItemSetting(width=40, style=LogStyle.plain())


@pytest.fixture
def view(setting: ItemSetting) -> LogView:
    made = LogView()
    made.replace(items_of(setting, [3] * 20))
    made.arrange(HEIGHT)
    return made


def test_a_view_shows_the_end_first(view: LogView) -> None:
    assert "1019:2" in seen(view)
    assert follows(view)


def test_scrolling_up_stops_following_and_scrolling_to_the_end_follows_again(
    view: LogView,
) -> None:
    end = seen(view)
    view.scroll(-7, HEIGHT)
    view.arrange(HEIGHT)
    assert not follows(view)
    assert seen(view)[7:] == end[: HEIGHT - 7]
    view.scroll(100, HEIGHT)
    view.arrange(HEIGHT)
    assert follows(view)
    assert seen(view) == end


def test_scrolling_beyond_the_beginning_stays_there(view: LogView) -> None:
    view.to_top()
    view.arrange(HEIGHT)
    top = seen(view)
    view.scroll(-50, HEIGHT)
    view.arrange(HEIGHT)
    assert seen(view) == top
    assert view.above() == 0


def test_older_messages_do_not_move_what_is_in_view(view: LogView, setting: ItemSetting) -> None:
    view.scroll(-12, HEIGHT)
    view.arrange(HEIGHT)
    before = seen(view)
    view.prepend(items_of(setting, [5] * 30, first=1))
    assert not view.arrange(HEIGHT)
    assert seen(view) == before


def test_a_reply_that_grows_below_does_not_move_what_is_in_view(
    view: LogView, setting: ItemSetting
) -> None:
    reply = Message(5000, 1, 1019, Role.ASSISTANT, "", Status.STREAMING, 0.0)
    view.items.append(LogItem(reply, setting))
    view.scroll(-12, HEIGHT)
    view.arrange(HEIGHT)
    before = seen(view)
    view.items[-1].grow(ReplyGrew(1, 5000, 0, "text\n\n" * 50, 0, ""))
    assert not view.arrange(HEIGHT)
    assert seen(view) == before


def test_text_told_twice_is_taken_once(setting: ItemSetting) -> None:
    item = LogItem(Message(1, 1, None, Role.ASSISTANT, "one ", Status.STREAMING, 0.0), setting)
    assert not item.grow(ReplyGrew(1, 1, 0, "one ", 0, ""))
    assert item.grow(ReplyGrew(1, 1, 2, "e two", 0, ""))
    assert item.message.content == "one two"


def test_cutting_after_a_message_leaves_it_as_the_last(view: LogView) -> None:
    view.cut_after(1004)
    view.arrange(HEIGHT)
    assert view.last is not None
    assert view.last.message.id == 1004
    assert "1004:2" in seen(view)


def test_cutting_after_nothing_empties_the_view(view: LogView) -> None:
    view.cut_after(None)
    assert view.arrange(HEIGHT)
    assert view.rows == []
    assert view.total() == 0
    view.scroll(-3, HEIGHT)
    view.to_fraction(0.5, HEIGHT)
    view.arrange(HEIGHT)
    assert view.rows == []


def test_another_width_keeps_the_message_that_is_read_on_top(
    view: LogView, setting: ItemSetting
) -> None:
    view.scroll(-21, HEIGHT)
    view.arrange(HEIGHT)
    top = view.rows[0].item
    setting.width = 10
    setting.renew()
    view.measure_anew()
    view.arrange(HEIGHT)
    assert view.rows[0].item is top


def test_the_scrollbar_goes_from_top_to_bottom(view: LogView) -> None:
    assert scrollbar_rows(view, HEIGHT).stop == HEIGHT
    view.to_top()
    view.arrange(HEIGHT)
    assert scrollbar_rows(view, HEIGHT).start == 0
    view.to_fraction(0.5, HEIGHT)
    view.arrange(HEIGHT)
    assert 0 < scrollbar_rows(view, HEIGHT).start < HEIGHT - 1


def test_while_a_reply_grows_the_scrollbar_does_not_ask_every_message_for_its_height(
    setting: ItemSetting, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = LogView()
    view.replace(items_of(setting, [3] * 1000))
    view.scroll(-100, HEIGHT)
    view.arrange(HEIGHT)
    scrollbar_rows(view, HEIGHT)
    asked: list[LogItem] = []

    def counted(item: LogItem) -> int:
        asked.append(item)
        return len(item.lines())

    monkeypatch.setattr(LogItem, "height", property(counted))
    view.arrange(HEIGHT)
    assert scrollbar_rows(view, HEIGHT)
    assert len(asked) < 5


def test_no_scrollbar_where_everything_is_in_view(setting: ItemSetting) -> None:
    view = LogView()
    view.replace(items_of(setting, [1]))
    view.arrange(HEIGHT)
    assert not scrollbar_rows(view, HEIGHT)


def test_the_height_of_everything_is_right_after_drawing_growing_and_cutting(
    view: LogView, setting: ItemSetting
) -> None:
    view.total()
    view.items += items_of(setting, [4, 4], first=2000)
    view.cut_after(2000)
    for item in view.items:
        item.lines()
    view.measure_anew()
    assert view.total() == sum(len(item.lines()) for item in view.items)


@given(
    sizes=st.lists(st.integers(1, 25), max_size=8),
    steps=st.lists(st.integers(-30, 30), max_size=12),
    height=st.integers(1, 30),
)
def test_wherever_one_scrolls_the_rows_are_a_piece_of_the_whole_without_gaps(
    sizes: list[int], steps: list[int], height: int
) -> None:
    setting = ItemSetting(width=40, style=LogStyle.plain())
    view = LogView()
    view.replace(items_of(setting, sizes))
    view.arrange(height)
    whole = [line.text.rstrip() for item in view.items for line in item.lines()]
    for step in steps:
        view.scroll(step, height)
        view.arrange(height)
        rows = seen(view)
        view.measure_anew()
        assert rows == whole[view.above() : view.above() + height]
        assert len(rows) == min(height, len(whole))
