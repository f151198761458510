"""The real g4f makes its Copilot remember, whatever was done to the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.catalog import Probe, probe
from copilot_tui.api.endpoint import Endpoint
from copilot_tui.chat.conversation import Status
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.servers.servers import Servers
from tests.e2e.g4f_server import FIRST_WORDS, HANGS, G4fServer, running_g4f
from tests.replies.bench import Bench

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from copilot_tui.servers.choice import Choice

pytestmark = pytest.mark.slow


class Chat(Bench):
    """A bench whose server is chosen as the app chooses it.

    Args:
        folder: for configuration and data.
        g4f: the running server.
    """

    def __init__(self, folder: Path, g4f: G4fServer) -> None:
        super().__init__(folder / "conversations.db", g4f.url)
        self._paths = Paths(config=folder, data=folder)
        self._g4f = g4f
        self._told_before = len(g4f.told())

    async def choose(self, **flags: str) -> Choice:
        """Look for the server, as when the app starts with these flags."""
        settings = load_settings(self._paths, {}, Flags(url=self.url, **flags))
        servers = Servers(settings, self._paths, {}, self._probe)
        self.choice = await servers.choose()
        await servers.close()
        return self.choice

    def upstream(self) -> list[dict[str, object]]:
        """What g4f's upstream was told in this chat."""
        return self._g4f.told()[self._told_before :]

    async def _probe(self, url: str, key: str | None) -> Probe:
        return await probe(self.client, Endpoint(url, api_key=key or ""))


@pytest.fixture(scope="module")
def g4f(tmp_path_factory: pytest.TempPathFactory) -> Iterator[G4fServer]:
    with running_g4f(tmp_path_factory.mktemp("g4f")) as running:
        yield running


@pytest.fixture
async def chat(g4f: G4fServer, tmp_path: Path) -> AsyncIterator[Chat]:
    chat = Chat(tmp_path, g4f)
    await chat.choose()
    yield chat
    await chat.close()


def assert_holds_in_order(prompt: object, *parts: str) -> None:
    assert isinstance(prompt, str)
    positions = [prompt.index(part) for part in parts]
    assert positions == sorted(positions)


async def test_the_server_is_found_to_be_g4f(chat: Chat) -> None:
    assert chat.choice.is_g4f
    assert chat.choice.reason == ""


async def test_a_second_turn_reaches_the_same_thread_with_only_the_new_message(
    chat: Chat,
) -> None:
    first = await chat.say("Hello, i am Heiner.")
    second = await chat.say("What is my name?", after=first)

    hello, question = chat.upstream()
    assert (hello["prompt"], hello["conversation"]) == ("Hello, i am Heiner.", None)
    assert question == {
        "prompt": "What is my name?",
        "conversation": {"conversation_id": hello["thread"]},
        "thread": hello["thread"],
    }
    assert second.content == f"{FIRST_WORDS}What is my name?"
    assert second.status is Status.COMPLETE
    assert [started.context.label for started in chat.started] == ["thread", "thread"]


async def test_after_an_edit_a_new_thread_is_told_the_whole_transcript(chat: Chat) -> None:
    first = await chat.say("Hello, i am Heiner.")
    before = await chat.say("What is my name?", after=first)
    old_id = (await chat.conversation(before)).conversation_id
    edited = await chat.say("How long is my name?", after=first)

    hello, _, told = chat.upstream()
    assert told["conversation"] is None
    assert told["thread"] != hello["thread"]
    assert_holds_in_order(
        told["prompt"], "Hello, i am Heiner.", first.content, "How long is my name?"
    )
    assert "What is my name?" not in str(told["prompt"])
    assert (await chat.conversation(edited)).conversation_id != old_id


async def test_after_an_edit_the_new_thread_goes_on(chat: Chat) -> None:
    first = await chat.say("Hello, i am Heiner.")
    await chat.say("What is my name?", after=first)
    edited = await chat.say("How long is my name?", after=first)
    await chat.say("Are you sure?", after=edited)

    _, _, told, last = chat.upstream()
    assert (last["prompt"], last["thread"]) == ("Are you sure?", told["thread"])


async def test_after_an_interrupted_first_reply_a_new_thread_is_told_the_whole_transcript(
    chat: Chat,
) -> None:
    question = await chat.send(f"Hello, i am Heiner. {HANGS}")
    task = chat.start(question)
    await chat.until_told(lambda: chat.grew)
    await chat.replies.settle()
    await chat.end_of(task)
    (interrupted,) = chat.ended
    assert (interrupted.status, interrupted.content) == (Status.INTERRUPTED, FIRST_WORDS)
    old_id = (await chat.conversation(question)).conversation_id

    await chat.say("What is my name?", after=interrupted)

    hello, told = chat.upstream()
    assert told["conversation"] is None
    assert told["thread"] != hello["thread"]
    assert_holds_in_order(
        told["prompt"], "Hello, i am Heiner.", FIRST_WORDS.strip(), "What is my name?"
    )
    assert (await chat.conversation(question)).conversation_id != old_id


async def test_a_system_prompt_arrives_with_the_first_turn(chat: Chat) -> None:
    question = await chat.send("Hello, i am Heiner.")
    await chat.store.run(
        lambda store: store.conversations.set_system_prompt(
            question.conversation, "Answer in German."
        )
    )
    first = await chat.answer(question)
    await chat.say("What is my name?", after=first)

    hello, follow_up = chat.upstream()
    assert_holds_in_order(hello["prompt"], "Answer in German.", "Hello, i am Heiner.")
    assert (follow_up["prompt"], follow_up["thread"]) == ("What is my name?", hello["thread"])


async def test_a_provider_without_threads_is_told_the_plain_history(chat: Chat) -> None:
    await chat.choose(provider="Pollinations")
    first = await chat.say("Hello, i am Heiner.")
    await chat.say("What is my name?", after=first)

    assert chat.upstream()[-1] == {
        "messages": [
            {"role": "user", "content": "Hello, i am Heiner."},
            {"role": "assistant", "content": first.content},
            {"role": "user", "content": "What is my name?"},
        ]
    }
    assert chat.started[-1].context.label == "history 3"
