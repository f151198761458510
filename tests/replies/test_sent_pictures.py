"""Which pictures go with a request."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.api.message_content import data_uri
from copilot_tui.chat.conversation import Role, Status
from copilot_tui.chat.picture import PICTURES_A_MESSAGE
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


def pictures_sent(server: FakeServer) -> list[object]:
    """The addresses of the pictures of the newest request's last message."""
    messages = server.requests[-1].body["messages"]
    assert isinstance(messages, list)
    content = messages[-1]["content"]
    return [part["image_url"]["url"] for part in content if part["type"] == "image_url"]


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


async def test_a_replay_holds_the_pictures_of_all_its_messages_in_their_order(
    bench: Bench, server: FakeServer
) -> None:
    await keep(bench, ONE, OTHER)
    first = await bench.say(f"This? {shown(ONE)} ```\nnever closed")
    await bench.say(f"And this? {shown(OTHER)}", after=first)
    (content,) = contents(server)
    assert "### User ###\nThis? [picture a.png] ```" in content
    assert content.endswith("### User ###\nAnd this? [picture b.png] +2")
    assert "in the order in which they are named" in content
    assert pictures_sent(server) == [data_uri(ONE), data_uri(OTHER)]


async def test_a_question_about_the_picture_of_an_earlier_message_shows_it(
    bench: Bench, server: FakeServer
) -> None:
    await keep(bench, ONE)
    first = await bench.say(f"{shown(ONE)}What is it?")
    await bench.say("And its colour?", after=first)
    assert pictures_sent(server) == [data_uri(ONE)]
    assert "in the order" not in contents(server)[0]
    assert [told.context.label for told in bench.started] == ["thread", "replay 3"]


async def test_more_pictures_than_a_message_may_hold_are_named_and_that_is_told(
    bench: Bench, server: FakeServer
) -> None:
    many = [picture(shade, f"{shade}.png") for shade in range(PICTURES_A_MESSAGE)]
    await keep(bench, *many, OTHER, THIRD)
    first = await bench.say("".join(map(shown, many)))
    await bench.say(f"{shown(OTHER)} {shown(THIRD)}?", after=first)
    assert pictures_sent(server) == [data_uri(each) for each in (*many[2:], OTHER, THIRD)]
    context = bench.started[-1].context
    assert context.label == "replay 3, the names only of 2 pictures"
    assert context.notice == "The server gets the names only of 2 pictures of earlier messages."


async def test_earlier_pictures_are_sent_newest_first_until_they_are_too_much(
    bench: Bench,
) -> None:
    await keep(bench, ONE, OTHER, THIRD)
    messages = [WireMessage(Role.USER, shown(each)) for each in (ONE, OTHER, THIRD)]
    digests = [each.facts.digest for each in (ONE, OTHER, THIRD)]
    for budget, sent in ((2 * SIZE, 3), (2 * SIZE - 1, 2), (0, 1)):
        asked_about = (THIRD.facts.digest,)
        find = partial(sent_pictures, messages=messages, asked_about=asked_about, budget=budget)
        found = await bench.store.run(find)
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
    assert bench.started[-1].context.notice == ""
    await bench.say("Hello", after=told)
    assert contents(server)[0].startswith("This? [picture a.png]")
    assert bench.started[-1].context.label == "history 2, the name only of 1 picture"
