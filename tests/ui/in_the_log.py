"""Keys pressed on a message of the log, and what the requests for replies carry."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ui.waiting import PATIENCE

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Message
    from tests.servers_fake import FakeServer
    from tests.ui.driving import Chat

COMPLETIONS = "/v1/chat/completions"


async def go_to(chat: Chat, content: str) -> None:
    """Put the cursor of the log on the message of this content, from the newest one up."""
    chat.log.focus()
    await chat.focus_is(chat.log)
    await chat.press("G")
    async with asyncio.timeout(PATIENCE):
        while (message := under_cursor(chat)) is None or message.content != content:
            await chat.press("k")


async def press_on(chat: Chat, content: str, *keys: str) -> None:
    """Go to the message of this content and press keys there."""
    await go_to(chat, content)
    await chat.press(*keys)


def under_cursor(chat: Chat) -> Message | None:
    """The message under the cursor of the log."""
    item = chat.log._view.item(chat.log.cursor)
    return None if item is None else item.message


def contents(chat: Chat) -> list[str]:
    """The texts of all messages in the log, seen or not."""
    return [item.message.content for item in chat.log._view.items]


async def shows(chat: Chat, *texts: str) -> None:
    """Wait until the log holds just these messages."""
    await chat.until(lambda: contents(chat) == list(texts))


async def open_talk(chat: Chat, *texts: str) -> None:
    """Open the conversation that was prepared under the title "talk", and see these messages."""
    await chat.until(lambda: chat.sidebar.last is not None)
    await chat.choose("talk")
    await shows(chat, *texts)


async def exchange(chat: Chat, question: str, answer: str) -> None:
    """Send a message and wait until it is answered like this."""
    await chat.send(question)
    await chat.until(lambda: contents(chat)[-1:] == [answer])
    await chat.answered()


def bodies(server: FakeServer) -> list[Mapping[str, object]]:
    """What every request for a reply carried, in order."""
    return [request.body for request in server.requests if request.path == COMPLETIONS]


def sent_turns(body: Mapping[str, object]) -> list[tuple[str, str]]:
    """Role and text of every message in a request."""
    messages = body["messages"]
    assert isinstance(messages, list)
    return [(message["role"], message["content"]) for message in messages]


def files(folder: Path) -> list[Path]:
    """The files that something was copied to."""
    return list(folder.glob("copied-*.md"))


def copies(folder: Path) -> list[str]:
    """What was copied to files, for there is no clipboard; one is empty until it is written."""
    return sorted(filter(None, (path.read_text() for path in files(folder))))
