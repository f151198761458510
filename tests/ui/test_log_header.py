"""The lines above messages, and the distances between them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.ui.log_header import header_line
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from tests.ui.reading import reading, said

REPLY = said(2, "three words here")


def header(message: Message, width: int = 80, *, detailed: bool = False) -> str:
    setting = ItemSetting(width, LogStyle.plain())
    setting.detailed = detailed
    setting.versions = {2: (2, 3)}
    return header_line(message, setting).text


def test_a_header_names_who_speaks_which_version_it_is_and_the_time() -> None:
    shown = header(REPLY)
    assert shown.startswith("Copilot  ‹ 2/3 ›  ")
    assert shown.endswith(" · 2.1 s")
    assert header(said(1, "q")).startswith("You  ")
    assert "‹" not in header(said(1, "q"))


def test_details_are_date_seconds_model_duration_and_length() -> None:
    assert header(REPLY, detailed=True).endswith(":40 · gpt-4o · 2.1 s · 3 words")
    assert header(said(1, "word"), detailed=True).endswith(":40 · 1 word")


def test_a_reply_that_is_awaited_has_no_time_yet() -> None:
    awaited = replace(REPLY, status=Status.STREAMING, content="", finished=None)
    assert header(awaited).endswith(" …")


@pytest.mark.parametrize("width", range(8, 90, 3))
def test_a_header_fits_and_leaves_out_details_first(width: int) -> None:
    long_name = replace(REPLY, provider="A provider with a long name")
    for message in (REPLY, long_name, said(1, "q")):
        for detailed in (False, True):
            assert len(header(message, width, detailed=detailed)) == width
    if width >= 20:
        assert "‹ 2/3 ›" in header(REPLY, width, detailed=True)


async def test_t_shows_and_hides_the_details() -> None:
    async with reading([said(1, "q"), REPLY]) as read:
        await read.enter()
        brief = read.rows()
        await read.press("t")
        assert "gpt-4o · 2.1 s · 3 words" in "\n".join(read.rows())
        await read.press("t")
        assert read.rows() == brief


async def test_compact_leaves_no_line_between_question_and_answer() -> None:
    messages = [said(1, "q"), REPLY, said(3, "next"), said(4, "answer")]
    async with reading(messages) as read:
        assert [row for row in read.rows()[:8] if not row] == [""] * 2
        read.log.compact = True
        await read.pause()
        starts = [row[2:].split(" ")[0] for row in read.rows()[:9]]
        assert starts == ["You", "q", "Copilot", "three", "", "You", "next", "Copilot", "answer"]
        read.log.compact = False
        await read.pause()
        assert read.rows()[2] == ""


@pytest.mark.parametrize(("content", "name"), [("Hello", "Answer"), ("", "No answer")])
def test_an_answer_of_which_nobody_wrote_down_whose_it_is_is_called_one(
    content: str, name: str
) -> None:
    nameless = replace(REPLY, content=content, provider="", model="", profile="")
    assert header(nameless).startswith(f"{name}  ")
