"""What was typed and not sent, after the program was killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.chatting import (
    EMPTY_PROMPT,
    asked,
    chatting,
    quit_and_wait,
    stored,
    wait_until_kept,
)
from tests.e2e.terminal import ENTER, TAB, UP, Terminal, control
from tests.servers_fake import FakeServer, Gate
from tests.store.support import unsent_in_new
from tests.ui.preparing import scripted

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


def kill(terminal: Terminal) -> None:
    """Let the program die at once, without a chance to keep anything."""
    os.kill(terminal.process.pid, signal.SIGKILL)
    terminal.process.wait(10)


def open_first(terminal: Terminal) -> None:
    """Open the only conversation."""
    terminal.send(control("o"))
    terminal.wait_for("Switch conversation")
    terminal.send(ENTER)
    terminal.wait_for("Hello from the fake server.")


def test_a_draft_is_there_again(server: FakeServer, home: Path) -> None:
    with chatting(server, home) as terminal:
        terminal.send("half a thought")
        wait_until_kept(terminal, home, lambda store: unsent_in_new(store) == ["half a thought"])
        kill(terminal)
    with chatting(server, home) as terminal:
        terminal.wait_for("│ half a thought")
        terminal.send(", now whole", ENTER)
        terminal.wait_for("Hello from the fake server.")
        assert asked(server) == ["half a thought, now whole"]
        quit_and_wait(terminal)
    with stored(home) as store:
        assert unsent_in_new(store) == []


def test_a_half_edited_message_is_there_again_beside_the_draft(
    server: FakeServer, home: Path
) -> None:
    with chatting(server, home) as terminal:
        terminal.send("First question", ENTER)
        terminal.wait_for("Hello from the fake server.")
        terminal.send("the draft")
        terminal.wait_for("│ the draft")
        terminal.send(TAB, "k", "e")
        terminal.wait_for("│ First question")
        terminal.send(" rewritten")

        with stored(home) as store:
            entry = store.conversations.recent(limit=1)[0]
            assert entry.active_leaf is not None
            conversation, question = entry.id, store.tree.path(entry.active_leaf)[0].id
        wait_until_kept(
            terminal,
            home,
            lambda store: (
                store.drafts.get(conversation, question) == "First question rewritten"
                and store.drafts.get(conversation) == "the draft"
            ),
        )
        kill(terminal)
    with chatting(server, home) as terminal:
        terminal.wait_for("You were editing “First question”")
        open_first(terminal)
        terminal.wait_for("│ the draft")
        terminal.send(TAB, "k", "e")
        terminal.wait_for("│ First question rewritten")
        quit_and_wait(terminal)
    assert asked(server) == ["First question"]


def test_a_message_that_waited_for_a_reply_is_a_draft_again(server: FakeServer, home: Path) -> None:
    server.answer(scripted("It begins. ", Gate()))
    with chatting(server, home) as terminal:
        terminal.send("A story", ENTER)
        terminal.wait_for("It begins.")
        terminal.send("And then?", ENTER)
        terminal.wait_for("⧗ And then?")
        wait_until_kept(
            terminal,
            home,
            lambda store: bool(store.queue.waiting(store.conversations.recent(limit=1)[0].id)),
        )
        kill(terminal)
    with chatting(server, home) as terminal:
        terminal.send(control("o"))
        terminal.wait_for("Switch conversation")
        terminal.send(ENTER)
        terminal.wait_for("interrupted")
        terminal.wait_for("│ And then?")
        quit_and_wait(terminal)
    assert asked(server) == ["A story"]


def test_earlier_prompts_come_back_by_up_and_by_search_after_a_restart(
    server: FakeServer, home: Path
) -> None:
    with chatting(server, home) as terminal:
        terminal.send("What is copper?", ENTER)
        terminal.wait_for("Hello from the fake server.")
        terminal.send("What is tin?", ENTER)
        terminal.wait_for(lambda text: text.count("Hello from") == 2, what="the second reply")
        quit_and_wait(terminal)
    with chatting(server, home) as terminal:
        terminal.send(UP)
        terminal.wait_for("│ What is tin?")
        terminal.send(UP)
        terminal.wait_for("│ What is copper?")
        terminal.send("\x1b[B", "\x1b[B")
        terminal.wait_for(EMPTY_PROMPT)
        terminal.send(control("r"))
        terminal.wait_for("esc cancel")
        terminal.send("copp")
        terminal.wait_for(lambda text: "What is copper?" in text and "tin?" not in text)
        terminal.send(ENTER)
        terminal.wait_for("│ What is copper?")
        quit_and_wait(terminal)


@pytest.mark.parametrize("end", [quit_and_wait, kill], ids=["quit", "killed"])
def test_two_windows_have_a_draft_each_and_the_one_that_stays_gets_that_of_the_other(
    server: FakeServer, home: Path, end: Callable[[Terminal], None]
) -> None:
    with chatting(server, home) as first, chatting(server, home) as second:
        first.send("typed first")
        wait_until_kept(first, home, lambda store: unsent_in_new(store) == ["typed first"])
        second.send(control("n"), "typed second")
        wait_until_kept(
            second, home, lambda store: unsent_in_new(store) == ["typed first", "typed second"]
        )
        second.wait_for("│ typed second")
        assert "typed first" not in second.text
        second.send(ENTER)
        second.wait_for("Hello from the fake server.")
        assert asked(server) == ["typed second"]
        first.wait_for("│ typed first")
        end(first)
        second.send(control("n"))
        second.wait_for("│ typed first")
        second.send(ENTER)
        second.wait_for(lambda _: len(asked(server)) == 2, what="the second question")
        second.wait_for("Hello from the fake server.")
        quit_and_wait(second)
    assert asked(server) == ["typed second", "typed first"]
    with stored(home) as store:
        assert unsent_in_new(store) == []
