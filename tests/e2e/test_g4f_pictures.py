"""The real g4f hands pictures to its Copilot."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_g4f_context import Chat, chat, g4f
from tests.pictures import picture, shown

if TYPE_CHECKING:
    from copilot_tui.chat.picture import Picture

__all__ = ["chat", "g4f"]

pytestmark = pytest.mark.slow

ONE, OTHER = picture(0x10, "a.png"), picture(0xF0, "b.png")


def url_of(each: Picture) -> str:
    return "data:image/png;base64," + b64encode(each.data).decode()


async def test_pictures_reach_copilot_with_the_whole_text_in_its_order(chat: Chat) -> None:
    await chat.store.run(lambda store: store.pictures.add(ONE))
    await chat.store.run(lambda store: store.pictures.add(OTHER))
    first = await chat.say(f"Is {shown(ONE)} like {shown(OTHER)}?")
    await chat.say(f"And this? {shown(OTHER)}", after=first)

    asked, asked_again = chat.upstream()
    assert asked["prompt"] == "Is [picture a.png] like [picture b.png]?"
    assert asked["pictures"] == [url_of(ONE), url_of(OTHER)]
    assert asked_again["prompt"] == "And this?"
    assert asked_again["pictures"] == [url_of(OTHER)]
    assert asked_again["thread"] == asked["thread"]


async def test_a_picture_that_g4f_returns_is_kept(chat: Chat) -> None:
    answer = await chat.say("Draw something.")
    assert "](/media/drawn.png" in answer.content
    await chat.replies.take_in_pictures(answer)
    uses = await chat.store.run(lambda store: store.pictures.uses([answer.id]))
    ((target, facts),) = uses[answer.id].items()
    assert target.startswith("/media/drawn.png")
    assert (facts.name, facts.media_type, facts.width) == ("a drawing", "image/png", 3)
