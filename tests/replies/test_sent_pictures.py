"""Which pictures go with a request."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.chat.request import WireMessage
from copilot_tui.profile import OFFLINE
from copilot_tui.replies.sent_pictures import sent_pictures
from tests.pictures import picture, shown
from tests.servers_fake import FakeServer, reply

if TYPE_CHECKING:
    from copilot_tui.chat.picture import Picture
    from copilot_tui.store.store import Store
    from tests.replies.bench import Bench

ONE, OTHER, THIRD = picture(0x10, "a.png"), picture(0x80, "b.png"), picture(0xF0, "c.png")
SIZE = ONE.facts.size


def contents(server: FakeServer) -> list[str]:
    """The messages of the newest request: a text, or a text and how many pictures."""
    messages = server.requests[-1].body["messages"]
    assert isinstance(messages, list)
    return [
        content
        if isinstance(content := message["content"], str)
        else f"{content[0]['text']} +{len(content) - 1}"
        for message in messages
    ]


async def keep(bench: Bench, *pictures: Picture) -> None:
    def add(store: Store) -> None:
        for each in pictures:
            store.pictures.add(each)

    await bench.store.run(add)


async def test_a_server_without_threads_gets_the_pictures_of_the_history_again(
    bench: Bench, server: FakeServer
) -> None:
    bench.choice = replace(bench.choice, is_g4f=False)
    await keep(bench, ONE, OTHER)
    first = await bench.say(f"This? {shown(ONE)}")
    await bench.say(f"And this? {shown(OTHER)}", after=first)
    assert contents(server)[::2] == ["This? +1", "And this? +1"]


async def test_a_thread_is_sent_only_the_pictures_of_the_last_message(
    bench: Bench, server: FakeServer
) -> None:
    await keep(bench, ONE, OTHER)
    server.answer(reply("A square.", conversation={"conversation_id": "t"}))
    first = await bench.say(f"This? {shown(ONE)}")
    await bench.say(f"And this? {shown(OTHER)}", after=first)
    assert contents(server) == ["This? [picture a.png]", "A square.", "And this? +1"]


async def test_a_replay_shows_only_the_pictures_of_the_last_message(
    bench: Bench, server: FakeServer
) -> None:
    await keep(bench, ONE, OTHER)
    first = await bench.say(f"This? {shown(ONE)}")
    await bench.say(f"And this? {shown(OTHER)}", after=first)
    (content,) = contents(server)
    assert "### User ###\nThis? [picture a.png]" in content
    assert content.endswith("### User ###\nAnd this? +1")


async def test_earlier_pictures_are_sent_newest_first_until_they_are_too_much(
    bench: Bench,
) -> None:
    await keep(bench, ONE, OTHER, THIRD)
    messages = [WireMessage(Role.USER, shown(each)) for each in (ONE, OTHER, THIRD)]
    digests = [each.facts.digest for each in (ONE, OTHER, THIRD)]
    for budget, sent in ((2 * SIZE, 3), (2 * SIZE - 1, 2), (0, 1)):
        found = await bench.store.run(partial(sent_pictures, messages=messages, budget=budget))
        assert set(found) == set(digests[-sent:])


async def test_a_picture_that_is_gone_is_named(bench: Bench, server: FakeServer) -> None:
    await bench.say(f"This? {shown(ONE)}")
    assert contents(server) == ["This? [picture a.png]"]


async def test_the_embedded_model_is_not_even_asked_about_a_picture(
    bench: Bench, server: FakeServer
) -> None:
    await keep(bench, ONE)
    bench.choice = replace(bench.choice, profile=replace(OFFLINE, url=bench.url), is_g4f=False)
    told = await bench.say(f"This? {shown(ONE)}")
    assert told.status is Status.FAILED
    assert told.error.splitlines() == [
        "This model cannot see pictures.",
        "Choose another with f3, or take the picture out with e.",
    ]
    assert server.requests == []
    await bench.say("Hello", after=told)
    assert contents(server)[0].startswith("This? [picture a.png]")
