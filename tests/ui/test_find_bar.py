"""Finding words in the open conversation."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.ui.log_find import Hit, LogFinder
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from copilot_tui.ui.log_view import LogView
from tests.ui.reading import Reading, reading, said, talk

MESSAGES = [
    said(1, "Where is the fox?"),
    said(2, "The **Fox** jumps.\n\nA fox, again."),
    *talk(30)[2:],
    said(31, "No animal"),
    said(32, "One more fox here"),
]


def finder_of(messages: list[Message]) -> LogFinder:
    view = LogView()
    setting = ItemSetting(40, LogStyle.plain())
    view.replace([LogItem(message, setting) for message in messages])
    view.arrange(10)
    return LogFinder(view)


def marked(finder: LogFinder, message: int) -> list[str]:
    """The texts that are marked in a message."""
    item = finder._view.item(message)
    assert item is not None
    return [
        line.text[start:end]
        for number, line in enumerate(item.lines())
        for start, end, _ in finder.marks(item, number)
    ]


def test_hits_are_counted_in_all_messages_and_marked_in_what_is_drawn() -> None:
    finder = finder_of(MESSAGES)
    finder.search("fox")
    assert finder.hits == (0, 4)
    assert marked(finder, 2) == ["Fox", "fox"]


def test_capitals_in_the_needle_make_them_count() -> None:
    finder = finder_of(MESSAGES)
    finder.search("Fox")
    assert finder.hits == (0, 1)
    assert marked(finder, 2) == ["Fox"]
    assert marked(finder, 1) == []


def test_the_search_goes_up_from_the_newest_hit_and_round() -> None:
    finder = finder_of(MESSAGES)
    finder.search("fox")
    finder.go_to_newest(32, 99)
    met = []
    for _ in range(5):
        met.append((finder.current, finder.hits[0]))
        finder.step(1)
    hits = [Hit(32, 0), Hit(2, 1), Hit(2, 0), Hit(1, 0), Hit(32, 0)]
    assert met == list(zip(hits, [1, 2, 3, 4, 1], strict=True))
    finder.step(-1)
    assert finder.current == Hit(32, 0)


def test_words_are_found_across_a_soft_wrap_and_across_line_ends_of_the_source() -> None:
    text = "word " * 7 + "broken\nhere and there"
    finder = finder_of([said(1, "q"), said(2, text)])
    finder.search("broken here")
    assert finder.hits == (0, 1)
    assert marked(finder, 2) == ["broken", "here"]


@pytest.mark.parametrize("needle", ["(", "a.b*[", "\\", "  ", "$^"])
def test_no_character_of_a_needle_has_a_special_meaning(needle: str) -> None:
    finder = finder_of([said(1, "x ( a.b*[ \\ $^ y"), said(2, "aXb")])
    finder.search(needle)
    assert finder.hits[1] == (1 if needle.strip() else 0)


def test_text_that_markdown_hides_is_gone_to_at_its_message() -> None:
    finder = finder_of([said(1, "q"), said(2, "[a link](https://example.org/secret)")])
    finder.search("secret")
    finder.step(1)
    assert finder.hits == (1, 1)
    assert finder.current_line() == 0
    assert marked(finder, 2) == []


def test_neither_names_nor_times_nor_reasoning_are_found() -> None:
    finder = finder_of([said(1, "q"), said(2, "answer", reasoning="Copilot thinks")])
    finder.search("copilot")
    assert finder.hits == (0, 0)
    assert marked(finder, 2) == []


def test_older_messages_are_searched_once_they_are_there_and_leave_the_place() -> None:
    finder = finder_of(MESSAGES[10:])
    finder.search("fox")
    finder.step(1)
    assert finder.hits == (1, 1)
    setting = ItemSetting(40, LogStyle.plain())
    finder._view.prepend([LogItem(message, setting) for message in MESSAGES[:10]])
    finder.recount()
    assert finder.hits == (1, 4)


def test_a_key_in_ten_thousand_messages_is_quick() -> None:
    words = "some words of a usual message and then a few more of them; " * 10
    finder = finder_of([said(number, f"{number} {words}") for number in range(1, 10_001)])
    finder.search("u")
    slowest = 0.0
    for needle in ("us", "usu", "usual", "usual message", "nothing"):
        started = time.process_time()
        finder.search(needle)
        finder.go_to_newest(10_000, 99)
        slowest = max(slowest, time.process_time() - started)
    assert slowest < 0.2


async def open_bar(read: Reading, needle: str) -> None:
    read.bar.open()
    await read.press(*needle)


async def test_typing_goes_to_the_newest_hit_and_the_bar_counts() -> None:
    async with reading(MESSAGES, size=(80, 20)) as read:
        assert not read.bar.display
        await open_bar(read, "fox")
        assert "1/4" in read.painted.rows[read.bar.region.y]
        assert read.log.cursor == 32
        await read.press("enter")
        assert read.log.cursor == 2
        assert any("A fox, again." in row for row in read.rows())
        await read.press("up", "up")
        assert read.log.cursor == 1
        await read.press("down")
        assert read.log.hits == (3, 4)


async def test_hits_look_different_from_text_and_the_current_one_from_the_others() -> None:
    async with reading(MESSAGES[:2], size=(80, 20)) as read:
        await open_bar(read, "fox")
        other, current = read.style_at("Fox jumps"), read.style_at("fox, again")
        plain = read.style_at("again.")
        assert len({other, current, plain}) == 3


async def test_closing_leaves_the_hits_and_n_goes_on() -> None:
    async with reading(MESSAGES, size=(80, 20)) as read:
        await open_bar(read, "fox")
        await read.press("escape")
        assert not read.bar.display
        assert read.log.has_focus
        assert read.log.cursor == 32
        await read.press("n")
        assert read.log.hits == (2, 4)
        await read.press("N")
        assert read.log.hits == (1, 4)
        assert read.log.drop_range()
        assert read.log.hits == (0, 0)


async def test_no_hits_are_said_in_words() -> None:
    async with reading(MESSAGES) as read:
        await open_bar(read, "zebra")
        assert "no hits" in read.painted.rows[read.bar.region.y]


async def test_going_on_everywhere_takes_the_needle_along() -> None:
    async with reading(MESSAGES) as read:
        await open_bar(read, "fox")
        assert await read.bar.hand_over() == "fox"
        await read.pause()
        assert not read.bar.display


async def test_a_hit_in_a_folded_message_unfolds_it() -> None:
    paste = "\n".join(f"pasted {number}" for number in range(100))
    async with reading([said(1, paste), said(2, "answer")]) as read:
        await open_bar(read, "pasted 77")
        assert any("pasted 77" in row for row in read.rows())


async def test_text_that_streams_in_is_searched_too() -> None:
    running = replace(said(2, "A fox"), status=Status.STREAMING)
    async with reading([said(1, "q"), running]) as read:
        await open_bar(read, "fox")
        assert read.log.hits == (1, 1)
        read.log.grow(ReplyGrew(1, 2, 5, " and a fox", 0, ""))
        await read.pause()
        assert read.log.hits == (2, 2)
        assert "2/2" in read.painted.rows[read.bar.region.y]


async def test_landing_on_a_message_marks_the_words_in_it() -> None:
    async with reading(MESSAGES[20:], size=(80, 20)) as read:
        await read.enter()
        read.log.reveal(2, "again")
        read.log.prepend(MESSAGES[:20])
        await read.pause()
        assert read.log.cursor == 2
        assert read.style_at("again.") != read.style_at("jumps")
