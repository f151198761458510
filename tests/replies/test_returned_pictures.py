"""Pictures that a reply shows are kept with the conversation."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from copilot_tui.replies.returned_pictures import without_data
from tests.pictures import picture, png, shown
from tests.servers_fake import Answer, FakeServer, reply

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Message
    from copilot_tui.chat.picture import PictureFacts
    from copilot_tui.store.search import Hit
    from copilot_tui.store.store import Store
    from tests.replies.bench import Bench

ONE = picture(0x10, "cat")
URI = "data:image/png;base64," + b64encode(ONE.data).decode()


def image(data: bytes = ONE.data, status: int = 200, **headers: str) -> Answer:
    return Answer((data,), status, {"Content-Type": "image/png", **headers})


async def uses(bench: Bench, message: Message) -> dict[str, PictureFacts]:
    found = await bench.store.run(lambda store: store.pictures.uses([message.id]))
    return found.get(message.id, {})


def fetched(server: FakeServer) -> list[str]:
    return [request.path for request in server.requests if request.method == "GET"]


def hits(words: str, store: Store) -> list[Hit]:
    return store.search.messages(words, limit=9)


async def told(bench: Bench, server: FakeServer, text: str) -> Message:
    server.answer(reply(text))
    return await bench.say("Draw a cat")


async def test_a_picture_of_the_server_itself_is_fetched_with_its_key_and_kept(
    bench: Bench, server: FakeServer
) -> None:
    bench.choice = replace(bench.choice, api_key="sk-1")
    server.route("/media/1.png", image())
    message = await told(bench, server, "Here: ![cat](/media/1.png)")
    kept = await bench.replies.take_in_pictures(message)

    assert kept == message
    assert await uses(bench, message) == {"/media/1.png": ONE.facts}
    request = server.requests[-1]
    assert (request.path, request.headers["authorization"]) == ("/media/1.png", "Bearer sk-1")
    assert request.headers["accept"] == "image/*"
    assert await bench.replies.take_in_pictures(message) is None
    assert len(fetched(server)) == 1


async def test_pictures_elsewhere_are_not_asked_for(bench: Bench, server: FakeServer) -> None:
    text = "![a](https://192.0.2.1/a.png) ![b](/v1/models) ![c](attachment:0) `![](/media/d.png)`"
    message = await told(bench, server, text)
    assert await bench.replies.take_in_pictures(message) is None
    assert fetched(server) == []


@pytest.mark.parametrize(
    "answer",
    [
        image(b"<html>no picture</html>"),
        image(status=404),
        image(status=302, Location="http://192.0.2.1/a.png"),
        image(b""),
    ],
)
async def test_what_is_no_picture_is_left_alone_and_not_asked_for_again(
    bench: Bench, server: FakeServer, answer: Answer
) -> None:
    server.route("/media/1.png", answer)
    message = await told(bench, server, "Here: ![cat](/media/1.png)")
    for _ in range(2):
        assert await bench.replies.take_in_pictures(message) is None
    assert await uses(bench, message) == {}
    assert fetched(server) == ["/media/1.png"]


async def test_a_picture_that_is_too_large_is_left_where_it_is(
    bench: Bench, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "copilot_tui.replies.returned_pictures"
    monkeypatch.setattr(f"{module}.MOST_PICTURE_BYTES", len(ONE.data) - 1)
    server.route("/media/1.png", image())
    message = await told(bench, server, "Here: ![cat](/media/1.png)")
    assert await bench.replies.take_in_pictures(message) is None
    assert await uses(bench, message) == {}


async def test_another_servers_picture_is_not_asked_for_at_this_one(
    bench: Bench, server: FakeServer
) -> None:
    message = await told(bench, server, "Here: ![cat](/media/1.png)")
    other = replace(message, profile="another")
    assert await bench.replies.take_in_pictures(other, asks_server=True) is None
    assert fetched(server) == []


async def test_a_picture_in_the_text_is_taken_out_of_it(bench: Bench, server: FakeServer) -> None:
    message = await told(bench, server, f"Here: ![cat]({URI}) it is.")
    kept = await bench.replies.take_in_pictures(message)

    assert kept is not None
    assert kept.content == f"Here: {shown(ONE)} it is."
    assert (await bench.stored(message)).content == kept.content
    assert await uses(bench, message) == {f"attachment:{ONE.facts.digest}": ONE.facts}
    for words, found in (("Here", 1), ("base64", 0)):
        assert len(await bench.store.run(partial(hits, words))) == found


async def test_a_text_that_was_changed_meanwhile_is_left_alone(
    bench: Bench, server: FakeServer
) -> None:
    message = await told(bench, server, f"Here: ![cat]({URI})")
    older = replace(message, content=f"{message.content}!")
    assert await bench.replies.take_in_pictures(older) is None
    assert (await bench.stored(message)).content == message.content


@pytest.mark.parametrize(
    "target",
    [
        "data:image/png;base64,!!!!",
        "data:image/png;base64,AAAA",
        "data:image/png,AAAA",
        "data:text/html;base64,AAAA",
        "data:image/png;base64,",
    ],
)
def test_what_is_no_picture_stays_in_the_text(target: str) -> None:
    text = f"![a]({target}) and ![cat]({URI})"
    inlined = without_data(text)
    assert inlined.content == f"![a]({target}) and {shown(ONE)}"
    assert inlined.pictures == (ONE,)


async def test_a_picture_elsewhere_is_fetched_when_it_is_wanted_without_the_key(
    bench: Bench, server: FakeServer
) -> None:
    bench.choice = replace(bench.choice, api_key="sk-1")
    async with FakeServer() as elsewhere:
        elsewhere.route("/a.png?x=1", image(png(shade=0x77)))
        origin = elsewhere.url.removesuffix("/v1")
        text = f"![a]({origin}/a.png?x=1#y) ![b]({origin}/none.png)"
        message = await told(bench, server, text)
        problems = await bench.replies.fetch_pictures(message)

        assert len(problems) == 1
        assert [*await uses(bench, message)] == [f"{origin}/a.png?x=1#y"]
        assert all("authorization" not in each.headers for each in elsewhere.requests)
