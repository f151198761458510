"""A fault that ends the app in the moment in which a reply has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.ui import exchange
from copilot_tui.ui.in_worker import in_worker
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import scripted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.dom import DOMNode
    from textual.worker import Worker

    from tests.servers_fake import FakeServer


class FaultError(Exception):
    """Ends the app."""


def never_begun(
    node: DOMNode, work: Callable[[], Awaitable[object]], *, group: str, exclusive: bool = False
) -> Worker[None]:
    """A worker as it is when the end of the app cancels it before its first step."""
    worker = in_worker(node, work, group=group, exclusive=exclusive)
    if group == "ended":
        worker.cancel()
    return worker


async def send_behind_an_end(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send a text in a conversation whose reply has ended, but for what nobody comes to do."""
    with monkeypatch.context() as patching:
        patching.setattr(exchange, "in_worker", never_begun)
        await chat.send("first")
        await chat.until(lambda: "One." in chat.log_rows())
        await chat.until(lambda: chat.opened.id in chat.pane.exchange.endings)
    await chat.type("second")
    chat.burst("enter")
    await chat.until(lambda: chat.composer.text == "")


async def fail_behind_an_end(
    folder: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Have a fault end the app while such a text waits."""
    async with chatting(folder, server) as chat:
        await send_behind_an_end(chat, monkeypatch)
        # As no fault waits for it, and the process goes on here.
        await chat.app._client.aclose()
        chat.app._handle_exception(FaultError())


async def test_what_was_sent_behind_an_end_that_never_comes_is_kept_and_the_app_can_end(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer(scripted("One."))
    with pytest.raises(FaultError):
        await fail_behind_an_end(tmp_path, server, monkeypatch)

    async with chatting(tmp_path, server) as chat:
        await chat.choose("first")
        await chat.until(lambda: chat.composer.text == "second")
