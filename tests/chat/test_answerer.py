"""Who answers in a conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot_tui.chat.answerer import ANY_PROVIDER, Answerer
from copilot_tui.profile import G4F

PROFILE = replace(G4F, model="gpt-4o")


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        (Answerer(), Answerer("g4f", "Copilot", "gpt-4o")),
        (Answerer("g4f", "", "o1"), Answerer("g4f", "Copilot", "o1")),
        (Answerer("g4f", "Qwen"), Answerer("g4f", "Qwen", "")),
        (Answerer("g4f", ANY_PROVIDER, "o1"), Answerer("g4f", "", "o1")),
        (Answerer("work", "Qwen", "o1"), Answerer("g4f", "Copilot", "gpt-4o")),
    ],
)
def test_a_conversation_follows_its_profile_where_it_chooses_nothing(
    chosen: Answerer, named: Answerer
) -> None:
    assert chosen.with_profile(PROFILE) == named


def test_the_label_leaves_out_what_is_empty_and_says_when_the_server_chooses() -> None:
    assert Answerer("g4f", ANY_PROVIDER, "o1").label == "g4f · any provider · o1"
    assert Answerer("work", "", "o1").label == "work · o1"
