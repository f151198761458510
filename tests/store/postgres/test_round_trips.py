"""How often the server is waited for: each time costs what the way to it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.library.library import Library
from copilot_tui.profile import G4F
from copilot_tui.replies.plan import begin
from copilot_tui.servers.choice import Choice
from copilot_tui.store.pieces import Piece
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread
from tests.postgres_database import database_at
from tests.postgres_proxy import proxy_to
from tests.store.support import add_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.errors import StoreError
    from tests.postgres_proxy import Proxy
    from tests.postgres_server import Place


@pytest.fixture
def proxy(store_database: Place) -> Iterator[Proxy]:
    with proxy_to(store_database.port) as opened:
        yield opened


@pytest.fixture
def url(proxy: Proxy, store_database: Place) -> str:
    """Without encryption, about which nothing could be counted."""
    return f"{replace(store_database, port=proxy.port).url}?sslmode=disable&gssencmode=disable"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store(database_at(url), instance_id="this") as opened:
        opened.conversations.create(title="Warm")
        yield opened


@pytest.fixture
def conversation(store: Store) -> int:
    return store.conversations.create(title="First").id


def test_opening(url: str, proxy: Proxy) -> None:
    with proxy.counting() as waits:
        database = database_at(url)
    database.close()

    assert waits == [2]  # To be let in; everything else at once.


def test_reading_a_page_of_conversations(store: Store, conversation: int, proxy: Proxy) -> None:
    with proxy.counting() as waits:
        assert len(store.conversations.page(limit=50)) == 2
    assert waits == [1]


def test_reading_a_page_of_a_path(store: Store, conversation: int, proxy: Proxy) -> None:
    path = add_path(store, conversation, 100)
    with proxy.counting() as waits:
        assert len(store.tree.path(path[-1], limit=50)) == 50
    assert waits == [1]


def test_sending_a_message(store: Store, conversation: int, proxy: Proxy) -> None:
    first = store.messages.add_user_message(conversation, None, "Hello").id
    with proxy.counting() as waits:
        store.messages.add_user_message(conversation, first, "Again")
    assert waits == [1]
    with proxy.counting() as waits:
        added = store.messages.add_at_end(conversation, "Once more")
        assert added.message().content == "Once more"
        assert added.conversation().active_leaf == added.message().id
    assert waits == [1]


def test_beginning_and_ending_a_reply(store: Store, conversation: int, proxy: Proxy) -> None:
    question = store.messages.add_user_message(conversation, None, "Hello").id
    with proxy.counting() as waits:
        reply = store.journal.begin(conversation, question, profile="", provider="", model="").id
    assert waits == [1]
    with proxy.counting() as waits:
        store.journal.finish(
            reply, content="Hi", reasoning="", status=Status.COMPLETE, handle="here"
        )
    assert waits == [1]
    further = store.messages.add_user_message(conversation, reply, "And now?").id
    with proxy.counting() as waits:
        store.journal.begin(
            *(conversation, further), profile="", provider="", model="", spend_handle_of=reply
        )
    assert waits == [1]
    assert store.tree.get(reply).handle is None


def test_reading_all_that_a_conversation_is_shown_with(
    store: Store, conversation: int, proxy: Proxy
) -> None:
    path = add_path(store, conversation, 5)
    store.messages.set_active_leaf(conversation, path[-1])
    store.drafts.set(conversation, "unsent")
    with proxy.counting() as waits:
        shown = store.tree.shown(conversation, limit=3)
    assert waits == [1]
    assert shown.conversation.active_leaf == path[-1]
    assert [message.id for message in shown.path] == path[-3:]
    assert shown.draft == "unsent"


def test_reading_all_that_decides_a_request(store: Store, conversation: int, proxy: Proxy) -> None:
    question = store.messages.add_user_message(conversation, None, "Hello").id
    with proxy.counting() as waits:
        grounds = store.tree.grounds(conversation, question, "http://here")
    assert waits == [1]
    assert [message.id for message in grounds.path] == [question]


def test_writing_pieces_of_fifty_replies(store: Store, conversation: int, proxy: Proxy) -> None:
    question = store.messages.add_user_message(conversation, None, "Hello").id
    replies = [
        store.journal.begin(conversation, question, profile="", provider="", model="").id
        for _ in range(50)
    ]
    pieces = [Piece(reply, "text", "") for reply in replies]
    with proxy.counting() as waits:
        store.journal.write_all(pieces)
    assert waits == [1]
    with proxy.counting() as waits:
        store.journal.replace_all(pieces)
    assert waits == [1]
    assert store.tree.get(replies[-1]).content == "text"


def test_looking_whether_others_have_written(store: Store, proxy: Proxy) -> None:
    with proxy.counting() as waits:
        store.changed_elsewhere()
    assert waits == [1]


def test_setting_something(store: Store, conversation: int, proxy: Proxy) -> None:
    with proxy.counting() as waits:
        store.conversations.mark_opened(conversation)
    assert waits == [1]
    with proxy.counting() as waits:
        store.drafts.set(conversation, "unsent")
    assert waits == [1]


def test_the_end_of_what_is_written_is_sent_at_once_only_if_the_server_was_heard_just_now(
    store: Store, conversation: int, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What was lost without a word before its end was sent is known not to be there.
    monkeypatch.setattr("copilot_tui.store.postgres.heard.SURE_SECONDS", 0.0)
    with proxy.counting() as waits:
        store.drafts.set(conversation, "unsent")
    assert waits == [2]


async def test_from_a_question_to_its_request(url: str, proxy: Proxy) -> None:
    thread = StoreThread(lambda: Store(database_at(url), instance_id="this"), on_error=_fail)
    library = Library(thread)
    home = (await library.send(None, "Hello")).conversation
    with proxy.counting() as waits:
        sent = await library.send(home, "Again")
    assert waits == [1]
    with proxy.counting() as waits:
        assert await library.versions([sent.question.id]) == {}  # As it is shown.
    assert waits == [0]
    with proxy.counting() as waits:
        assert (await library.get(home.id)).profile == ""  # Who is to be asked.
    assert waits == [1]
    choice = Choice(G4F, G4F.url, is_g4f=True)
    with proxy.counting() as waits:
        plan = await thread.run(lambda store: begin(store, home.id, sent.question.id, choice))
    assert waits == [2]  # What decides the request; the row of the reply.
    assert plan.reply.parent == sent.question.id
    assert plan.request.messages[-1].content.endswith("Again")
    thread.close()


async def test_opening_a_conversation(url: str, proxy: Proxy) -> None:
    thread = StoreThread(lambda: Store(database_at(url), instance_id="this"), on_error=_fail)
    library = Library(thread)
    one, other = [(await library.send(None, text)).conversation.id for text in ("One", "Other")]
    with proxy.counting() as waits:
        assert [each.content for each in (await library.open(one)).messages] == ["One"]
    assert waits == [2]  # That it is turned to; what it is shown with.
    with proxy.counting() as waits:
        await library.open(one)
    assert waits == [1]
    await thread.run(lambda store: store.conversations.set_unread(one, unread=True))
    assert not (await library.open(one)).conversation.unread
    assert not (await library.get(one)).unread
    await library.open(other)
    thread.close()


def _fail(error: StoreError) -> None:
    raise error
