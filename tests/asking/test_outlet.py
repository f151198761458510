"""What an answer looks like where it is put out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.asking.code_outlet import CodeOutlet
from copilot_tui.asking.outlet import EventOutlet, TextOutlet
from copilot_tui.chat.conversation import Message, Role, Status, Usage
from copilot_tui.docs.pages import source_of
from copilot_tui.errors import ReplyFailed

REPLY = Message(
    2, 1, 1, Role.ASSISTANT, "", Status.STREAMING, 0.0, profile="g4f", provider="Copilot"
)


@dataclass
class Written:
    """What was written, and where."""

    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    def text(self) -> TextOutlet:
        return TextOutlet(self.out.append, self.err.append)


def whole(content: str) -> Message:
    return replace(REPLY, content=content, status=Status.COMPLETE)


@given(st.lists(st.text("a\n ", max_size=4), max_size=8))
def test_the_text_is_the_same_however_it_came_and_ends_in_one_newline(pieces: list[str]) -> None:
    written = Written()
    outlet = written.text()
    for piece in pieces:
        outlet.grow(piece, "")
    outlet.end(whole("".join(pieces)))

    stripped = "".join(pieces).rstrip("\n")
    assert "".join(written.out) == (f"{stripped}\n" if stripped else "")


def test_thinking_and_notices_have_lines_of_their_own() -> None:
    written = Written()
    outlet = written.text()
    outlet.begin(REPLY, 1)
    outlet.grow("", "Let me")
    outlet.grow("", " think")
    outlet.grow("Yes", "")
    outlet.notice("Something.")
    outlet.grow("", "Hm")
    outlet.end(whole("Yes"))

    assert "".join(written.err) == (
        "copilot-tui: Copilot answers.\nLet me think\ncopilot-tui: Something.\nHm\n"
    )
    assert "".join(written.out) == "Yes\n"


def test_an_answer_must_have_what_was_asked_for() -> None:
    written = Written()
    with pytest.raises(ReplyFailed, match="empty"):
        written.text().check(whole(" \n"))
    written.text().check(whole("x"))
    code = CodeOutlet(written.out.append, written.err.append)
    code.grow("no code\n", "")
    code.end(whole("no code\n"))
    with pytest.raises(ReplyFailed, match="no block of code"):
        code.check(whole("no code\n"))
    assert written.out == []


def test_each_event_is_a_line_and_quiet_leaves_out_what_is_not_the_answer() -> None:
    for is_quiet in (False, True):
        written = Written()
        outlet = EventOutlet(written.out.append, is_quiet=is_quiet)
        outlet.notice("Something.")
        outlet.begin(REPLY, None)
        outlet.grow("two\nlines", "thought")
        outlet.end(whole("line"))

        *lines, rest = "".join(written.out).split("\n")
        events = [json.loads(line)["event"] for line in lines]
        besides = [] if is_quiet else ["notice", "reasoning"]
        assert sorted(events) == sorted(["start", "delta", "end", *besides])
        assert rest == ""


def test_every_event_has_the_names_that_are_documented_and_null_for_what_nobody_knows() -> None:
    written = Written()
    outlet = EventOutlet(written.out.append, is_quiet=False)
    unknown = replace(REPLY, profile="", provider="", status=Status.COMPLETE)
    outlet.begin(unknown, None)
    outlet.notice("Something.")
    outlet.grow("answer", "thought")
    outlet.end(replace(unknown, model="gpt", usage=Usage(1, 2, exact=True)))
    outlet.end(unknown)
    events = [json.loads(line) for line in written.out]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*:.*) \|$", source_of("commands"), re.MULTILINE))

    assert rows.keys() == {event["event"] for event in events}
    for event in events:
        names = {*event, *(event.get("usage") or ())} - {"event"}
        assert all(f"`{name}`" in rows[event["event"]] for name in names), event
    start, known, last = events[0], *events[-2:]
    assert set(start.values()) == {"start", None}
    assert (known["model"], known["provider"]) == ("gpt", None)
    assert (last["model"], last["usage"]) == (None, None)
