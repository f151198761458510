"""Foreign text is drawn as it is, wherever it enters: it never acts and never breaks anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from textual import events

from copilot_tui.commands import menu_commands
from copilot_tui.config import Flags
from copilot_tui.text import clean
from tests.servers_fake import FakeServer, json_answer, reply
from tests.ui.driving import chatting
from tests.ui.preparing import THREAD, scripted

MARKUP = "x [/] y list[int] [@click=app.quit]z[/] [red]"
CONTROLS = "a\x1b]52;c;AAAA\x07b\x9b2Jc\x1b[?1049l\u202ed\x00e\x7f"
each_foreign_text = pytest.mark.parametrize(
    "foreign", [MARKUP, CONTROLS], ids=["markup", "controls"]
)


def first_words(text: str) -> str:
    """What is surely seen of a hostile text, also where it is cut."""
    return "x [/] y" if text is MARKUP else "a␛]52;c;AAAA␇b"


@each_foreign_text
async def test_a_hostile_message_and_reply_are_shown_as_they_are(
    tmp_path: Path, server: FakeServer, foreign: str
) -> None:
    server.answer(scripted(*foreign))
    async with chatting(tmp_path, server) as chat:
        chat.composer.post_message(events.Paste(foreign))
        await chat.until(lambda: chat.composer.text != "")
        await chat.press("enter")
        await chat.until(lambda: chat.log_text().count(first_words(foreign)) == 2)
        await chat.answered()
        await chat.until(lambda: first_words(foreign) in chat.text(chat.sidebar))
        await chat.until(lambda: first_words(foreign) in chat.rows()[0])
        await chat.pilot.click(chat.log, offset=(30, 2))
        await chat.pause()
        assert chat.app.is_running
        assert chat.painted.foreign == ""


@each_foreign_text
async def test_a_hostile_error_of_the_server_is_shown_as_it_is(
    tmp_path: Path, server: FakeServer, foreign: str
) -> None:
    server.answer(json_answer({"error": {"message": foreign}}, status=500))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: first_words(foreign) in chat.log_text())
        await chat.answered()
        assert chat.painted.foreign == ""


@each_foreign_text
async def test_hostile_names_of_provider_and_model_are_shown_as_they_are(
    tmp_path: Path, server: FakeServer, foreign: str
) -> None:
    server.default = reply("Hi.", provider=foreign, model=foreign, conversation=THREAD)
    flags = Flags(url=server.url, provider=f"{foreign}\n{foreign}", model=f"{foreign}\n")
    async with chatting(tmp_path, server, flags=flags, size=(140, 30)) as chat:
        await chat.until(lambda: first_words(foreign) in chat.text(chat.screen.status_line))
        await chat.until(lambda: first_words(foreign) in chat.text(chat.composer))
        await chat.until(lambda: first_words(foreign) in chat.log_text())
        await chat.send("Go")
        await chat.until(lambda: "Hi." in chat.log_rows())
        await chat.answered()
        assert first_words(foreign) in chat.log_text()
        assert chat.painted.foreign == ""


@each_foreign_text
async def test_a_hostile_title_can_be_renamed_and_deleted(
    tmp_path: Path, server: FakeServer, foreign: str
) -> None:
    async with chatting(tmp_path, server) as chat:
        chat.composer.restore(clean(foreign))
        await chat.press("enter")
        await chat.until(lambda: first_words(foreign) in chat.text(chat.sidebar))
        await chat.answered()
        await chat.press("f2")
        await chat.until(lambda: chat.app.screen is not chat.screen)
        await chat.until(lambda: any(first_words(foreign) in row for row in chat.rows()))
        await chat.press("enter")
        await chat.until(lambda: chat.app.screen is chat.screen)
        await chat.press_in_sidebar(chat.opened.title, "d")
        await chat.until(lambda: any("Deleted" in row for row in chat.rows()))
        assert chat.painted.foreign == ""


@each_foreign_text
async def test_a_hostile_notice_is_shown_as_it_is(
    tmp_path: Path, server: FakeServer, foreign: str
) -> None:
    async with chatting(tmp_path, server) as chat:
        chat.pane.notice.say(clean(foreign), clean(foreign))
        await chat.until(lambda: any(first_words(foreign) in row for row in chat.rows()))
        assert chat.painted.foreign == ""


def test_what_the_command_palette_lists_cannot_be_changed_from_outside() -> None:
    titles: Mapping[str, str] = {entry.title: entry.help for entry in menu_commands()}
    assert not any("[" in title or "[" in text for title, text in titles.items())
