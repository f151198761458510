"""Colours: both themes, changing them, and none at all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.theme import Theme

from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.ui import app, theme
from copilot_tui.ui.theme import DARK, LIGHT, OWN_THEMES
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer

ANSWER = "Some **bold** text\n\n```python\nprint(1)  # one\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"


def style_of(chat: Chat, text: str) -> str:
    """How the first cell of a text in the log was written, as SGR parameters."""
    for y, row in enumerate(chat.rows()):
        x = row.find(text, chat.log.region.x)
        if x >= 0 and chat.log.region.contains(x, y):
            return chat.painted.style(x, y)
    raise AssertionError(f"{text!r} is not on the screen:\n{chat.text()}")


async def test_another_theme_draws_everything_anew(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "one", [("question", ANSWER)])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.until(lambda: "Some bold text" in chat.log_rows())
        rows = chat.log_rows()
        words = ("question", "Some", "print", "one")
        dark = [style_of(chat, word) for word in words]
        chat.app.theme = LIGHT.name
        await chat.until(lambda: style_of(chat, "Some") != dark[1])
        light = [style_of(chat, word) for word in words]
        assert all(before != after for before, after in zip(dark, light, strict=True))
        assert chat.log_rows() == rows
        chat.app.theme = DARK.name
        await chat.until(lambda: [style_of(chat, word) for word in words] == dark)


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light", "nord", "textual-light"])
async def test_themes_of_others_draw_too(tmp_path: Path, server: FakeServer, theme: str) -> None:
    add_conversation(tmp_path, "one", [("question", ANSWER)])
    async with chatting(tmp_path, server) as chat:
        chat.app.theme = theme
        await chat.choose("one")
        await chat.until(lambda: "Some bold text" in chat.log_rows())


async def test_a_theme_that_is_added_to_our_own_can_be_set(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sea = Theme(**{**vars(DARK), "name": "sea", "accent": "#00ffcc"})
    for module in (theme, app):
        monkeypatch.setattr(module, "OWN_THEMES", (*OWN_THEMES, sea))
    (tmp_path / "config.toml").write_text('theme = "sea"\n')
    settings = load_settings(Paths(config=tmp_path, data=tmp_path), {}, Flags())
    theme.check_theme(settings)
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.app.theme == "sea")


async def test_without_colours_the_same_words_are_there(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_conversation(tmp_path, "one", [("question", ANSWER)])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.until(lambda: "Some bold text" in chat.log_rows())
        coloured = chat.log_rows()
    monkeypatch.setenv("NO_COLOR", "1")
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.until(lambda: chat.log_rows() == coloured)
        assert all(has_no_hue(style_of(chat, word)) for word in ("question", "Some", "print"))


def has_no_hue(style: str) -> bool:
    """Whether every colour in the parameters of an SGR sequence is a grey."""
    colours = re.findall(r"[34]8;2;(\d+);(\d+);(\d+)", style)
    named = re.search(r"(?:^|;)(?:[349][1-6]|10[1-6])(?:;|$)", re.sub(r"[34]8;2;[\d;]+", "", style))
    return named is None and all(red == green == blue for red, green, blue in colours)
