"""What is there before the app starts: a scripted server, and conversations in the store."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from tests.servers_fake import Answer, FakeServer, Gate, chunk, events, json_answer, reply

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

THREAD = {"conversation_id": "thread"}
"""What a reply's last chunk carries, so that the next request goes on with its thread."""


def scripted_server(port: int = 0) -> FakeServer:
    """A server that looks like g4f with the provider Copilot."""
    greeting = reply("Hello from the fake server.", conversation=THREAD)
    server = FakeServer(default=greeting, port=port)
    server.route("/v1/models", json_answer({"data": [{"id": "gpt-4o"}]}))
    server.route("/v1/providers", json_answer([{"id": "Copilot"}]))
    return server


def scripted(*parts: str | Gate) -> Answer:
    """A streamed reply, each text a packet; at a gate the server waits."""
    steps = (part if isinstance(part, Gate) else events(chunk(part), done=False) for part in parts)
    end = reply(conversation=THREAD)
    return replace(end, steps=(*steps, *end.steps))


def add_conversation(
    folder: Path,
    title: str,
    exchanges: Sequence[tuple[str, str]],
    *,
    clock: Callable[[], float] = time.time,
) -> int:
    """Write a conversation into the store while the app does not run.

    Args:
        folder: as for `chatting`.
        title: of the conversation.
        exchanges: pairs of question and reply.
        clock: tells the Unix time in seconds at which that happens.

    Returns:
        Its row id.
    """
    path = Paths(config=folder, data=folder).database
    with Store(path, instance_id="before", clock=clock) as store:
        conversation = store.conversations.create(title=title).id
        leaf: int | None = None
        for question, answer in exchanges:
            leaf = store.messages.add_user_message(conversation, leaf, question).id
            leaf = store.journal.begin(
                conversation, leaf, profile="g4f", provider="Copilot", model=""
            ).id
            store.journal.finish(leaf, content=answer, reasoning="", status=Status.COMPLETE)
    return conversation
