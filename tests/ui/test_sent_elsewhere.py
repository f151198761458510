"""A text that stands in the prompt here while another window sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation
from tests.ui.test_other_copies import other_copy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer

SENT = "What stood in the prompt was sent from another window"


async def type_and_keep(chat: Chat, text: str) -> None:
    await chat.until(lambda: chat.composer.destination.is_read)
    await chat.type(text)
    chat.pane.keep_draft()
    await chat.store.run(lambda _: None)


def send_elsewhere(folder: Path, conversation: int, text: str) -> None:
    """Send it as the app does; the draft goes with it."""
    with other_copy(folder) as store, store.together():
        store.messages.add_at_end(conversation, text)
        store.drafts.set(conversation, "")


async def test_the_prompt_is_emptied_and_that_is_told(tmp_path: Path, server: FakeServer) -> None:
    row = add_conversation(tmp_path, "trip", [("Where to?", "Oslo.")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("trip")
        await type_and_keep(chat, "By train?\n")
        send_elsewhere(tmp_path, row, "By train?")
        await chat.until(lambda: chat.composer.text == "")
        await chat.until(lambda: any(SENT in said for said in chat.notices()))
        await chat.until(lambda: "By train?" in chat.log_text())
        assert await chat.store.run(lambda store: store.drafts.get(row)) == ""


@pytest.mark.parametrize(
    ("more", "sent"), [(" Or by ship?", "By train?"), ("", "By train"), ("", "Something else")]
)
async def test_another_text_stays(tmp_path: Path, server: FakeServer, more: str, sent: str) -> None:
    row = add_conversation(tmp_path, "trip", [("Where to?", "Oslo.")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("trip")
        await type_and_keep(chat, "By train?")
        await chat.type(more)
        send_elsewhere(tmp_path, row, sent)
        await chat.until(lambda: chat.log_text().count(sent) == 1)
        await chat.pane.workers.wait_for_complete()
        assert chat.composer.text == f"By train?{more}"
        assert not any(SENT in said for said in chat.notices())
