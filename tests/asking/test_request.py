"""Whose server is asked, and what the conversation is set to by that."""

from __future__ import annotations

import pytest

from copilot_tui.asking.request import Request
from copilot_tui.chat.answerer import ANY_PROVIDER, Answerer
from copilot_tui.chat.conversation import Conversation
from copilot_tui.config import Flags


def request(flags: Flags, *, is_named: bool = True) -> Request:
    return Request("text", None, profile="selected", is_named=is_named, flags=flags)


def conversation(profile: str = "", provider: str = "", model: str = "") -> Conversation:
    return Conversation(1, "id", "title", 0.0, 0.0, profile=profile, provider=provider, model=model)


@pytest.mark.parametrize(
    ("flags", "is_named", "of", "asked"),
    [
        (Flags(), False, None, ""),
        (Flags(), True, None, "selected"),
        (Flags(), False, conversation(), ""),
        (Flags(), True, conversation("own"), "own"),
        (Flags(), False, conversation("own"), "own"),
        (Flags(url="u"), True, conversation("own"), "selected"),
        (Flags(profile="selected"), True, conversation("own"), "selected"),
        (Flags(model="m"), True, conversation("own"), "own"),
    ],
)
def test_flags_come_before_the_conversation_and_that_before_the_configuration(
    flags: Flags, is_named: bool, of: Conversation | None, asked: str
) -> None:
    assert request(flags, is_named=is_named).asked_profile(of) == asked


@pytest.mark.parametrize(
    ("flags", "before", "after"),
    [
        (Flags(), Answerer("own", "P", "m"), Answerer("own", "P", "m")),
        (Flags(model="x"), Answerer("own", "P", "m"), Answerer("own", "P", "x")),
        (Flags(provider="Q"), Answerer("own", "P", "m"), Answerer("own", "Q", "")),
        (Flags(provider=""), Answerer("own", "P", "m"), Answerer("own", ANY_PROVIDER, "")),
        (Flags(profile="work"), Answerer("own", "P", "m"), Answerer("work")),
        (Flags(url="u", model="x"), Answerer("own", "P", "m"), Answerer("", "", "x")),
    ],
)
def test_what_is_named_is_set_and_what_belonged_to_another_is_dropped(
    flags: Flags, before: Answerer, after: Answerer
) -> None:
    of = conversation(before.profile, before.provider, before.model)
    assert request(flags).answerer(of) == after


def test_a_new_conversation_is_set_to_what_the_flags_name() -> None:
    assert request(Flags()).setup().answerer == Answerer()
    assert request(Flags(profile="work", model="x")).setup().answerer == Answerer("work", "", "x")
