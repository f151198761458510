"""What the app begins with when it was started for something."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.intent import Intent
from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer


def kept(folder: Path) -> list[tuple[str, list[str]]]:
    """Title and texts of every conversation, newest first."""
    paths = Paths(config=folder, data=folder)
    with Store(paths.database, instance_id="after") as store:
        return [
            (found.title, [message.content for message in store.tree.path(found.active_leaf)])
            for found in store.conversations.page(limit=9)
            if found.active_leaf is not None
        ]


def contents(folder: Path) -> dict[Path, bytes]:
    """All files of a folder, and what is in them."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


async def noticed(chat: Chat, words: str) -> None:
    """Wait until these words stand above the prompt."""
    await chat.until(lambda: words in " ".join(chat.text(chat.pane.notice).split()))


async def test_a_question_is_sent_at_once_in_a_conversation_of_its_own(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "Before", [("question", "answer")])
    async with chatting(tmp_path, server, intent=Intent(question="/help me,\nplease")) as chat:
        await chat.until(lambda: "Hello from the fake server." in chat.log_text())
        await chat.answered()
        assert chat.asked == ["/help me,\nplease"]
        assert chat.composer.text == ""
        assert chat.composer.has_focus

    assert kept(tmp_path) == [
        ("/help me, please", ["/help me,\nplease", "Hello from the fake server."]),
        ("Before", ["question", "answer"]),
    ]


async def test_a_conversation_is_opened_and_the_question_goes_there(
    tmp_path: Path, server: FakeServer
) -> None:
    row = add_conversation(tmp_path, "Before", [("question", "answer")])
    add_conversation(tmp_path, "Later", [("other", "one")])
    async with chatting(
        tmp_path, server, intent=Intent(question="And then?", conversation=row)
    ) as chat:
        await chat.until(lambda: "Hello from the fake server." in chat.log_text())
        await chat.answered()
        assert chat.opened.title == "Before"
        assert "answer" in chat.log_text()

    assert ("Before", ["question", "answer", "And then?", "Hello from the fake server."]) in kept(
        tmp_path
    )


async def test_a_conversation_alone_is_opened_and_nothing_is_sent(
    tmp_path: Path, server: FakeServer
) -> None:
    row = add_conversation(tmp_path, "Before", [("question", "the answer")])
    async with chatting(tmp_path, server, intent=Intent(conversation=row)) as chat:
        await chat.until(lambda: "the answer" in chat.log_text())
        assert chat.asked == []
        assert chat.composer.has_focus


async def test_a_conversation_that_is_gone_by_then_leaves_the_question_in_the_prompt(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(
        tmp_path, server, intent=Intent(question="Where to?", conversation=77)
    ) as chat:
        await chat.until(lambda: chat.composer.text == "Where to?")
        assert chat.asked == []


async def test_a_draft_from_before_is_still_there_after_the_next_start(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type("half a thought")
    async with chatting(tmp_path, server, intent=Intent(question="Quick one")) as chat:
        await chat.until(lambda: "Hello from the fake server." in chat.log_text())
        await chat.answered()
        assert chat.asked == ["Quick one"]
        assert chat.composer.text == "half a thought"

        async def is_kept() -> str:
            return await chat.store.run(lambda store: store.drafts.get(chat.opened.id))

        assert await is_kept() == "half a thought"


async def test_privately_nothing_is_written_and_it_is_said_all_the_time(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "Before", [("question", "answer")])
    before = contents(tmp_path)
    async with chatting(
        tmp_path, server, size=(100, 30), intent=Intent(question="A secret", private=True)
    ) as chat:
        await chat.until(lambda: "Hello from the fake server." in chat.log_text())
        await chat.answered()
        await noticed(chat, "private: nothing of this is kept")
        assert chat.pane.notice.has_class("-calm")
        await chat.send("Another secret")
        await chat.answered()
        await chat.type("an unsent secret")
        await noticed(chat, "private: nothing of this is kept")
        await chat.start_new()
        await noticed(chat, "private: nothing of this is kept")
        assert "Before" not in chat.text(chat.sidebar)

    assert contents(tmp_path) == before


async def test_a_notice_of_something_wrong_is_not_calm(tmp_path: Path, server: FakeServer) -> None:
    (tmp_path / "conversations.db").mkdir()
    async with chatting(tmp_path, server, size=(100, 30)) as chat:
        await noticed(chat, "Nothing of this chat is kept.")
        assert not chat.pane.notice.has_class("-calm")
