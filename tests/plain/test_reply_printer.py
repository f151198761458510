"""A reply as it is printed while it comes in."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.plain.printer import Printer
from copilot_tui.plain.reply_printer import PATIENCE, STALLED_SECONDS, ReplyPrinter
from copilot_tui.plain.words import STALLED
from copilot_tui.replies.events import ReplyGrew
from tests.store.support import Clock

REPLY = Message(
    id=2,
    conversation=1,
    parent=1,
    role=Role.ASSISTANT,
    content="",
    status=Status.STREAMING,
    created=0.0,
    provider="Copilot",
)


class Paper:
    """A reply printer and what it has printed."""

    def __init__(self) -> None:
        self.clock = Clock()
        self._output = io.StringIO()
        self.replies = ReplyPrinter(Printer(self._output), clock=self.clock)

    @property
    def text(self) -> str:
        return self._output.getvalue()

    def grow(self, content: str = "", reasoning: str = "", *, at: int = 0) -> None:
        """Let text come that begins at this character."""
        self.replies.grow(ReplyGrew(1, 2, at, content, at, reasoning))


@pytest.fixture
def paper() -> Paper:
    return Paper()


def test_a_reply_is_printed_in_sentences_below_the_name_of_who_answers(paper: Paper) -> None:
    paper.replies.begin(REPLY)
    paper.grow("Hello there. How")
    assert paper.text == "Copilot:\nHello there. "

    paper.grow(" are you?", at=16)
    paper.replies.end(replace(REPLY, content="Hello there. How are you?", status=Status.COMPLETE))
    assert paper.text == "Copilot:\nHello there. How are you?\n\n"
    assert paper.replies.message is None


def test_words_that_wait_too_long_for_their_sentence_are_printed(paper: Paper) -> None:
    paper.replies.begin(REPLY)
    paper.grow("no end in si")
    paper.replies.tick()
    assert paper.text == "Copilot:\n"
    assert paper.replies.due == PATIENCE

    paper.clock.time += PATIENCE
    paper.replies.tick()
    assert paper.text == "Copilot:\nno end in "


def test_a_reply_that_is_met_half_way_is_printed_once(paper: Paper) -> None:
    paper.replies.begin(replace(REPLY, content="One. Two. "))
    paper.grow("Two. Three. ", at=5)

    assert paper.text == "Copilot:\nOne. Two. Three. "


@pytest.mark.parametrize(
    ("status", "error", "note"),
    [
        (Status.STOPPED, "", "(stopped)"),
        (
            Status.INTERRUPTED,
            "The connection broke.\nTry again.",
            "(interrupted: The connection broke. /retry tries again.)",
        ),
        (
            Status.FAILED,
            "The server needs a login.\nno .har file\nSign in.",
            "(failed: The server needs a login. no .har file. Sign in. /retry tries again.)",
        ),
        (Status.COMPLETE, "The answer was cut off.", "(The answer was cut off.)"),
    ],
)
def test_what_came_of_a_broken_reply_is_kept_and_its_end_is_told(
    paper: Paper, status: Status, error: str, note: str
) -> None:
    paper.replies.begin(REPLY)
    paper.replies.end(replace(REPLY, content="Half", status=status, error=error))

    assert paper.text == f"Copilot:\nHalf\n{note}\n\n"


def test_an_empty_answer_is_called_so(paper: Paper) -> None:
    paper.replies.begin(REPLY)
    paper.replies.end(replace(REPLY, status=Status.COMPLETE))

    assert paper.text == "Copilot:\n(The answer is empty.)\n\n"


def test_reasoning_is_announced_once_and_not_printed(paper: Paper) -> None:
    paper.replies.begin(REPLY)
    paper.grow(reasoning="First this. ")
    paper.grow(reasoning="Then that. ", at=12)
    paper.grow("Yes. ")

    assert paper.text == "Copilot:\n(thinking)\nYes. "


def test_reasoning_is_printed_where_it_is_wanted(paper: Paper) -> None:
    paper.replies.shows_reasoning = True
    paper.replies.begin(REPLY)
    paper.grow(reasoning="First this. Then th")
    paper.grow("Yes. ")

    assert paper.text == "Copilot:\n(thinking)\nFirst this. Then th\n(answer)\nYes. "


def test_no_control_character_of_a_reply_is_printed(paper: Paper) -> None:
    paper.replies.begin(replace(REPLY, provider="evil\x1b]0;title\x07"))
    paper.grow("\x1b[2J\x9b1mred. ")

    assert not {"\x1b", "\x07", "\x9b"} & set(paper.text)


def test_a_reply_that_stalls_is_said_to_once_until_there_is_text_again(paper: Paper) -> None:
    paper.replies.begin(REPLY)
    paper.grow("Hello there. ")
    for _ in range(3):
        paper.clock.time += STALLED_SECONDS
        paper.replies.tick()
    assert paper.text.count(STALLED) == 1

    paper.grow("Sorry. ", at=13)
    assert paper.replies.due == STALLED_SECONDS
    paper.clock.time += STALLED_SECONDS
    paper.replies.tick()
    assert paper.text.count(STALLED) == 2


def test_a_reply_that_has_ended_does_not_stall(paper: Paper) -> None:
    paper.replies.begin(REPLY)
    paper.grow("Hello. ")
    paper.replies.end(replace(REPLY, content="Hello. ", status=Status.COMPLETE))
    assert paper.replies.due is None
