"""Messages, replies and drafts of whole sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.plain.command_table import HELP, NEEDS_SCREEN, PLAIN_COMMANDS, QUIT
from tests.servers_fake import Ending, recording, reply
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.plain.talking import Talk


def test_a_line_is_sent_and_its_reply_printed(talk: Talk) -> None:
    assert talk.type("Hello?") == "Copilot:\nHello from the fake server.\n\n"
    assert talk.asked == ["Hello?"]


def test_a_second_session_goes_on_with_the_conversation(talk: Talk) -> None:
    talk.type("Hello?")
    printed = talk.type("/switch 1", "And now?")

    assert "“Hello?”:\nYou:\nHello?\n\nCopilot:\nHello from the fake server.\n\n" in printed
    assert talk.asked[-1] == "And now?"
    assert talk.server.requests[-1].body.get("conversation") is not None


def test_a_text_of_several_lines_is_one_message(talk: Talk) -> None:
    talk.type('"""', "one", "/new", '"""', "three\\", "four")

    assert talk.asked == ["one\n/new", "three\nfour"]


def test_a_failed_reply_says_what_happened_and_what_to_do(talk: Talk) -> None:
    talk.server.answer(recording("g4f-401"))
    printed = talk.type("Hello?", "/retry")

    assert "(failed: The provider needs a login. NoValidHarFileError: No" in printed
    assert "/retry tries again.)" in printed
    assert printed.endswith("Hello from the fake server.\n\n")
    assert talk.asked == ["Hello?", "Hello?"]


def test_a_broken_off_reply_keeps_its_text_and_can_go_on(talk: Talk) -> None:
    whole = reply("Once upon a", " time.")
    talk.server.answer(type(whole)(whole.steps[:1], headers=whole.headers, ending=Ending.CUT))
    talk.server.answer(reply("a time."))
    printed = talk.type("A story!", "/continue")

    assert "Once upon a\n(interrupted: " in printed
    assert printed.endswith("Copilot:\nOnce upon a time.\n\n")


def test_hostile_text_is_printed_without_its_controls(talk: Talk) -> None:
    hostile = "\x1b]0;owned\x07 \x9b2J \u202egnp"
    add_conversation(talk.folder, hostile, [(hostile, hostile)])
    talk.server.answer(reply(hostile))
    printed = talk.type("/conversations", "/switch 1", hostile, "/messages", "/find owned")

    assert "owned" in printed
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(printed)


def test_an_unknown_command_is_not_sent_and_the_nearest_is_named(talk: Talk) -> None:
    assert talk.type("/swich x").startswith("There is no command /swich.\nDid you mean /switch?")
    assert talk.asked == []


def test_a_path_is_sent_as_a_message(talk: Talk) -> None:
    talk.type("/etc/hosts is what?", " /new")

    assert talk.asked == ["/etc/hosts is what?", "/new"]


@pytest.mark.parametrize("name", sorted(NEEDS_SCREEN))
def test_what_needs_the_screen_says_so(talk: Talk, name: str) -> None:
    assert talk.type(f"/{name}").startswith("This needs the full screen.")


def test_help_names_every_command(talk: Talk) -> None:
    printed = talk.type("/help")

    assert all(f"\n/{name}" in printed for name in (*PLAIN_COMMANDS, HELP, QUIT))
    assert (
        talk.type("/help retry")
        == "/retry [number]: Ask for another answer; the old one is kept.\n"
    )


def test_quit_ends_the_session(talk: Talk) -> None:
    assert talk.type("/quit", "not sent") == ""
    assert talk.asked == []


def test_an_unfinished_text_is_left_as_a_draft_and_can_be_sent_later(talk: Talk) -> None:
    talk.type('"""', "unfinished", "business")
    printed = talk.type("/draft", "as I said")

    assert printed.startswith("Unsent here: unfinished … (2 lines)")
    assert talk.asked == ["unfinished\nbusiness\n\nas I said"]


def test_a_draft_that_is_not_taken_up_stays_when_something_else_is_sent(talk: Talk) -> None:
    talk.type('"""', "for later")
    talk.type("Hello?")

    assert "Unsent here: for later" in talk.type("/switch 1")
