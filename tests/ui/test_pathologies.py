"""No text stops the interface: each piece of work on it is short, however it is made."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from time import thread_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Status
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from tests.ui.drawing import draw, joined
from tests.ui.pathologies import PATHOLOGIES
from tests.ui.reading import said

if TYPE_CHECKING:
    from collections.abc import Callable

BOUND = 0.05
"""Seconds of processor time that a piece of work may take on the machine that was measured."""

LOOP_SECONDS = 0.0055
"""How long `known_loop` takes there."""

BLOCK = 8_190
"""Characters: the longest block that is drawn as a whole."""

NEGLIGIBLE = 0.008
"""Seconds that are too short to be compared."""

each_pathology = pytest.mark.parametrize("name", PATHOLOGIES)


def measured(work: Callable[[], object], good_enough: float = 0.0) -> float:
    """Seconds of processor time: the best of three, or the first that is good enough."""
    best = 1e9
    for _ in range(3):
        started = thread_time()
        work()
        best = min(best, thread_time() - started)
        if best <= good_enough:
            break
    return best


def known_loop() -> int:
    count = 0
    for number in range(200_000):
        count += number & 3
    return count


@cache
def bound() -> float:
    """`BOUND` on this machine as it is now."""
    return BOUND * max(1.0, measured(known_loop) / LOOP_SECONDS)


def item(text: str, status: Status = Status.COMPLETE) -> LogItem:
    """A reply in a log of 90 columns."""
    return LogItem(replace(said(2, text), status=status), ItemSetting(90, LogStyle.plain()))


@pytest.fixture(autouse=True, scope="module")
def _everything_loaded() -> None:
    """Let no measurement pay for what is loaded or compiled once."""
    for text in ("*a* `b`", "```python\nx\n```", "```c\nx\n```", "```bash\nx\n```", "$x^2$"):
        item(text).lines()
    item("```json\n[]\n```\n```markdown\n*a*\n```\n$$\nx\n$$\n|a|\n|-|\n|b|\n").lines()


@each_pathology
@pytest.mark.parametrize("size", [BLOCK, 64_000])
def test_showing_it_is_short(name: str, size: int) -> None:
    text = PATHOLOGIES[name](size)
    assert measured(lambda: item(text).lines(), bound()) <= bound()


@pytest.mark.parametrize("name", ["brackets", "headings", "a giant line of code", "one word"])
def test_showing_a_million_characters_of_it_is_short(name: str) -> None:
    text = PATHOLOGIES[name](1_000_000)
    assert measured(lambda: item(text).lines(), bound()) <= bound()


@each_pathology
def test_drawing_the_rest_of_it_is_a_row_of_short_steps(name: str) -> None:
    long = item(PATHOLOGIES[name](24_000))
    long.lines()
    slow = 0
    while long.is_partly_drawn:
        started = thread_time()
        long.draw_more(0.0)
        slow += thread_time() - started > bound()
    assert slow <= 1, "one may be a garbage collection"


@each_pathology
def test_each_piece_of_it_that_streams_in_is_short(name: str) -> None:
    text = PATHOLOGIES[name](BLOCK)
    growing = item("", Status.STREAMING)
    growing.lines()
    slow = 0
    for start in range(0, len(text), 2_000):
        started = thread_time()
        growing.grow(ReplyGrew(1, 2, start, text[start : start + 2_000], 0, ""))
        slow += thread_time() - started > bound()
    assert slow <= 1, "one may be a garbage collection"


@each_pathology
def test_twice_as_much_takes_about_twice_as_long(name: str) -> None:
    make = PATHOLOGIES[name]
    once, twice = make(BLOCK // 2), make(BLOCK)
    for _ in range(3):
        second = measured(lambda: item(twice).lines(), NEGLIGIBLE)
        if second <= NEGLIGIBLE:
            return
        first = measured(lambda: item(once).lines())
        if second < 2.5 * first:
            return
    raise AssertionError(f"{first * 1000:.1f} ms became {second * 1000:.1f} ms")


def test_what_comes_all_at_once_in_the_middle_of_a_reply_is_short() -> None:
    growing = item("So:\n\n", Status.STREAMING)
    growing.lines()
    text = PATHOLOGIES["headings"](500_000)
    started = thread_time()
    growing.grow(ReplyGrew(1, 2, 5, text, 0, ""))
    assert thread_time() - started <= bound()


_PIECES = ["*", "**", "_", "`", "```\n", "[", "](", ")", "![", "<", ">", "> ", "- ", "1. ", "\n",
           "\n\n", "|", "|-|\n", "# ", "$", "$$", "\\(", "\\", "&", "~~", "    ", "\t", "http://a.b/",
           "<!--", "<b>", "---\n", "=\n", "word", "two words", "ü", "漢字"]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_PIECES), max_size=60))
def test_no_word_of_any_markdown_is_lost(pieces: list[str]) -> None:
    named = [f"{piece} w{number}w " for number, piece in enumerate(pieces)]
    text = "".join(named)
    shown = re.sub(r"\s", "", joined(draw(text, 40)))
    missing = [number for number in range(len(pieces)) if f"w{number}w" not in shown]
    assert not missing, text
