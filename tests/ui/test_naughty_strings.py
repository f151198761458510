"""The Big List of Naughty Strings, in full, is streamed, stored, shown and copied faithfully."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.chat.quotation import as_markdown
from copilot_tui.store.store import Store
from copilot_tui.text import clean
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from tests.api.decoding import decode, packets_of
from tests.scripted_answers import chunk, events
from tests.ui.drawing import draw, joined
from tests.ui.driving import chatting
from tests.ui.in_the_log import contents, copies, press_on
from tests.ui.preparing import scripted
from tests.ui.reading import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers_fake import FakeServer

NAUGHTY: list[str] = json.loads(
    (Path(__file__).parents[1] / "naughty_strings/blns.json").read_text("ascii")
)
FENCE = "~" * 40
ODD_SIZES = (1, 7, 61)


def fenced(text: str) -> str:
    """The text as code, which no Markdown in it can change."""
    return f"{FENCE}\n{text}\n{FENCE}\n"


def without_space(text: str) -> str:
    """What is left to compare where lines were broken and tabs drawn as spaces."""
    return re.sub(r"\s", "", text)


def test_the_list_is_whole() -> None:
    assert len(NAUGHTY) == 517
    assert any("\u202e" in text for text in NAUGHTY)
    assert any("\x1b" in text for text in NAUGHTY)
    assert any("\x9b" in text for text in NAUGHTY)


@pytest.mark.parametrize("size", ODD_SIZES)
def test_each_streams_in_packets_of_an_odd_size(size: int) -> None:
    for text in NAUGHTY:
        middle = len(text) // 2
        body = events(chunk(text[:middle]), chunk(text[middle:]))
        assert decode(packets_of(body, size)).text == clean(text)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store(tmp_path / "data" / "conversations.db", instance_id="this") as opened:
        yield opened


def test_each_is_stored_and_read_back_as_it_was(store: Store) -> None:
    conversation = store.conversations.create(title="naughty").id
    for text in NAUGHTY:
        kept = clean(text)
        question = store.messages.add_user_message(conversation, None, kept)
        reply = store.journal.begin(
            conversation, question.id, profile="g4f", provider="Copilot", model=""
        )
        store.journal.write(reply.id, kept, kept)
        assert store.tree.get(reply.id).content == kept
        store.journal.finish(reply.id, content=kept, reasoning=kept, status=Status.COMPLETE)
        assert store.tree.get(question.id).content == kept
        assert store.tree.get(reply.id).content == kept
        store.search.messages(text, limit=5)


def test_each_is_drawn_and_copied_as_it_is() -> None:
    setting = ItemSetting(78, LogStyle.plain())
    for text in NAUGHTY:
        kept = clean(text)
        question = LogItem(said(1, kept), setting)
        shown = joined(question.lines()[1:])
        assert without_space(shown) == without_space(kept)
        code = joined(draw(fenced(kept), 78)[1:])
        assert without_space(code) == without_space(kept)
        assert as_markdown([said(1, kept)]) == kept


async def test_all_of_them_go_through_the_app(tmp_path: Path, server: FakeServer) -> None:
    question = "\n".join(NAUGHTY[:40])
    answer = fenced("\n".join(NAUGHTY))
    server.answer(scripted(*(answer[at : at + 997] for at in range(0, len(answer), 997))))
    async with chatting(tmp_path, server) as chat:
        chat.composer.restore(question)
        await chat.press("enter")
        await chat.until(lambda: contents(chat)[-1:] == [clean(answer)])
        await chat.answered()
        await press_on(chat, clean(answer), "y")
        await chat.until(lambda: copies(tmp_path) == [clean(answer)])
        assert chat.painted.foreign == ""
