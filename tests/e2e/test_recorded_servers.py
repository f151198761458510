"""The real program against recorded answers and every dialect of streaming."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.e2e.terminal import ENTER, Terminal, control
from tests.scripted_answers import Answer, Ending, Framing, chunk, events, json_answer, recording
from tests.servers_fake import FakeServer, in_thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

STREAM = {"Content-Type": "text/event-stream"}
WORDS = chunk("Some words.")
DONE = chunk(finish="stop")


def stream(body: bytes, **changes: object) -> Answer:
    """A streamed answer whose body is given as it is."""
    return replace(Answer((body,), headers=STREAM), **changes)  # type: ignore[arg-type]


def lines(*values: object, end: str = "\n\n", prefix: str = "data: ") -> bytes:
    """Chunks as `data:` lines of a dialect of their own."""
    texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
    return "".join(f"{prefix}{text}{end}" for text in texts).encode()


def delta(**fields: object) -> dict[str, object]:
    """A chunk with this delta."""
    return {"choices": [{"index": 0, "delta": fields, "finish_reason": None}]}


COMPLETE = {
    "g4f": (recording("g4f-ok"), "happy to make you feel right at home"),
    "g4f with reasoning": (recording("g4f-reasoning"), "Thought in 7 words"),
    "g4f, not streamed": (recording("g4f-not-streamed"), "How can I assist you today?"),
    "llama.cpp": (recording("llama-ok-usage"), "Hey Heiner, welcome to your new home."),
    "llama.cpp, cut off by its length": (recording("llama-length"), "I'm glad to assist"),
    "one byte at a time": (recording("g4f-ok").cut(1), "happy to make you feel right at home"),
    "no space after the colon": (
        stream(lines(WORDS, DONE, "[DONE]", prefix="data:")),
        "Some words.",
    ),
    "carriage returns": (stream(lines(WORDS, DONE, end="\r\n\r\n")), "Some words."),
    "comments and keep-alives": (
        stream(b": hello\n\n: ping\n\n" + lines(WORDS) + b": ping\n\n" + lines(DONE)),
        "Some words.",
    ),
    "several data lines to one event": (
        stream(
            b'data: {"choices": [{"delta":\ndata: {"content": "Some words."}}]}\n\n' + lines(DONE)
        ),
        "Some words.",
    ),
    "no blank line between events": (stream(lines(WORDS, DONE, "[DONE]", end="\n")), "Some words."),
    "no [DONE]": (stream(events(WORDS, DONE, done=False)), "Some words."),
    "only [DONE]": (stream(events(WORDS)), "Some words."),
    "empty choices and deltas": (
        stream(
            events(
                {"choices": []},
                {"choices": [{"delta": None}]},
                delta(role="assistant", content=None),
                WORDS,
                DONE,
                {"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2}},
            )
        ),
        "Some words.",
    ),
    "reasoning_content": (
        stream(events(delta(reasoning_content="let me see"), WORDS, DONE)),
        "Thought in 3 words",
    ),
    "characters cut between packets": (
        stream(events(chunk("Grüße aus 東京 🎉"), DONE)).cut(3),
        "Grüße aus",
    ),
    "odd separators inside strings": (
        stream(
            b'data: {"choices":[{"delta":{"content":"one\xe2\x80\xa8two\xc2\x85three"}}]}\n\n'
            + lines(DONE)
        ),
        "three",
    ),
    "a malformed line": (stream(lines("{oops", WORDS, DONE)), "Some words."),
    "plain JSON though a stream was asked for": (
        json_answer(
            {"choices": [{"message": {"content": "Some words."}, "finish_reason": "stop"}]}
        ),
        "Some words.",
    ),
}

BROKEN = {
    "an error in the middle": (
        recording("g4f-error-mid-stream"),
        ("Dust and the wind", "■ failed", "upstream websocket closed"),
    ),
    "event: error": (
        stream(lines(WORDS) + b'event: error\ndata: {"message": "out of memory"}\n\n'),
        ("Some words.", "■ failed", "out of memory"),
    ),
    "an end without a finish": (
        stream(events(WORDS, done=False), framing=Framing.CLOSE),
        ("Some words.", "■ interrupted", "before it was finished"),
    ),
    "a cut connection": (
        stream(events(WORDS, done=False), ending=Ending.RESET),
        ("■ interrupted",),
    ),
    "401": (recording("g4f-401"), ("■ failed", "needs a login", "No .har file found")),
    "422": (recording("g4f-422"), ("■ failed", "Input should be a valid list")),
    "429": (recording("g4f-429"), ("■ failed", "asked too often", "Too many requests")),
    "500": (recording("g4f-500-plain-text"), ("■ failed", "HTTP 500", "Internal Server Error")),
    "a conversation that is too long": (
        recording("llama-400-context-overflow"),
        ("■ failed", "longer than the model can read", "4031 of 2048"),
    ),
    "a refused body": (recording("llama-400-bad-json"), ("■ failed", "parse error")),
}


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    scripted = FakeServer()
    scripted.route("/v1/models", json_answer({"data": [{"id": "gpt-4"}]}))
    scripted.route("/v1/providers", json_answer([{"id": "Copilot"}]))
    with in_thread(scripted):
        yield scripted


@pytest.fixture(scope="module")
def terminal(server: FakeServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    home: Path = tmp_path_factory.mktemp("home")
    with Terminal("--url", server.url, home=home, columns=120, rows=40) as running:
        running.wait_for("Copilot answers.")
        yield running


def ask(terminal: Terminal, server: FakeServer, answer: Answer) -> None:
    """Send a message in a new conversation, to be answered like this."""
    terminal.send(control("n"))
    terminal.wait_for("Copilot answers.")
    server.answer(answer)
    terminal.send("Hello?", ENTER)


@pytest.mark.parametrize("dialect", COMPLETE)
def test_a_reply_in_every_dialect_is_complete(
    terminal: Terminal, server: FakeServer, dialect: str
) -> None:
    answer, shown = COMPLETE[dialect]
    ask(terminal, server, answer)
    terminal.wait_for(shown)
    screen = terminal.wait_for(lambda text: "s ·" in text.splitlines()[-1], what="the end")
    assert "■" not in screen


@pytest.mark.parametrize("failure", BROKEN)
def test_a_broken_reply_keeps_its_text_and_says_what_happened(
    terminal: Terminal, server: FakeServer, failure: str
) -> None:
    answer, shown = BROKEN[failure]
    ask(terminal, server, answer)
    for words in shown:
        terminal.wait_for(words)
    terminal.wait_for("r tries again")
