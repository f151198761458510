"""The prompt's list within the whole app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual._xterm_parser import XTermParser

from copilot_tui.ui.completion_list import CompletionList
from tests.ui.driving import chatting

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer


async def test_tab_completes_while_a_list_is_open_and_leaves_the_prompt_otherwise(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.md").write_text("remember\n")
    monkeypatch.chdir(tmp_path)
    async with chatting(tmp_path, server) as chat:
        chat.burst(*"@notes", "tab", *"what?", "enter")
        await chat.until(lambda: len(chat.asked) == 1)
        assert chat.asked == ["`notes.md`:\n```markdown\nremember\n```\nwhat?"]
        await chat.answered()
        assert chat.composer.has_focus
        await chat.press("tab")
        await chat.focus_is(chat.log)


async def test_escape_closes_the_list_before_it_stops_the_reply(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        completions = chat.pane.query_one(CompletionList)
        await chat.type("/")
        await chat.until(lambda: completions.display)
        await chat.until(lambda: "/switch" in chat.text(completions))
        await chat.press("escape")
        await chat.until(lambda: not completions.display)
        assert chat.composer.text == "/"
        assert chat.composer.has_focus


async def test_a_sent_prompt_comes_back_with_up(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.send("first")
        await chat.answered()
        chat.burst("up", "!", "enter")
        await chat.until(lambda: chat.asked == ["first", "first!"])
        await chat.answered()


async def test_a_key_with_alt_does_what_it_is_bound_to_where_one_writes(
    tmp_path: Path, server: FakeServer
) -> None:
    (tmp_path / "config.toml").write_text('[keys]\n"conversation.new" = "alt+n"\n')
    async with chatting(tmp_path, server) as chat:
        await chat.send("first")
        await chat.answered()
        # As most terminals send it: an escape and the letter.
        parser = XTermParser()
        (key,) = [*parser.feed("\x1bn"), *parser.feed("")]
        chat.pilot.app.post_message(key)
        await chat.until(lambda: chat.pane.conversation is None)
        assert chat.composer.text == ""
