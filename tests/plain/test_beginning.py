"""What a session line by line begins with when it was started for something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.intent import Intent
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.plain.talking import Talk


def test_a_question_is_printed_as_if_typed_and_answered(talk: Talk) -> None:
    printed = talk.type("/messages", intent=Intent(question="/quit, he said"))

    assert printed.startswith("You: /quit, he said\nCopilot:\nHello from the fake server.\n")
    assert "1. You:\n/quit, he said\n" in printed
    assert talk.asked == ["/quit, he said"]


def test_a_conversation_is_opened_and_the_question_goes_there(talk: Talk) -> None:
    row = add_conversation(talk.folder, "Before", [("question", "answer")])
    add_conversation(talk.folder, "Later", [("other", "one")])
    talk.type("/title", intent=Intent(question="And then?", conversation=row))

    printed = talk.type("/messages", intent=Intent(conversation=row))
    assert "3. You:\nAnd then?\n" in printed
    assert talk.asked == ["And then?"]
