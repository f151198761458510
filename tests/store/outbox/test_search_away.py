"""Searching while the server is away: what was read from it is known here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.library.library import Library
from copilot_tui.store.search import Search
from tests.store.outbox.cut_off import Machine, RunningCopy, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.store import Store

PATIENCE = 20.0
"""Seconds after which something is held up for good."""


@pytest.fixture
def copy(machine: Machine) -> Iterator[RunningCopy]:
    copy = machine.copy()
    yield copy
    copy.thread.close()


def talk(store: Store) -> Message:
    """A question and its reply, which another machine has written."""
    trip = store.conversations.create(title="Trip").id
    question = store.messages.add_user_message(trip, None, "Is there a Lynx in Norway?")
    reply = store.journal.begin(trip, question.id, profile="", provider="", model="")
    return store.journal.finish(
        reply.id, content="A few lynxes.", reasoning="", status=Status.COMPLETE
    )


async def found(library: Library, query: str) -> list[str]:
    return sorted(hit.snippet.text for hit in await library.search(query))


def waiting(store: Store) -> int:
    return store.search.waiting()


async def test_what_was_shown_before_the_server_went_away_is_found_with_what_is_new(
    copy: RunningCopy, machine: Machine, elsewhere: Machine
) -> None:
    with elsewhere.start() as store:
        reply = talk(store)
    library = Library(copy.thread)
    await library.open(reply.conversation)
    machine.go_away()
    copy.do(say(reply.conversation, reply.id, "And where is the lynx?"))

    expected = ["A few lynxes.", "And where is the lynx?", "Is there a Lynx in Norway?"]
    assert await found(library, "lyn") == expected
    assert await found(library, '"a lynx in"') == ["Is there a Lynx in Norway?"]
    assert await library.search("wolf") == []
    here = reply.conversation
    assert len(await library.search("lyn", conversation=here)) == len(expected)
    assert await library.search("lyn", conversation=here + 1) == []

    await library.complete_index()
    assert copy.do(waiting) == 0
    assert len(copy.do(lambda store: store.search.messages("lyn", limit=9))) == len(expected)
    assert await found(library, "lyn") == expected

    machine.is_away = False
    copy.go_back()
    assert machine.outboxes == []
    assert await found(library, "lyn") == expected


async def test_what_is_deleted_while_the_server_is_away_is_found_no_more(
    copy: RunningCopy, machine: Machine
) -> None:
    reply = copy.do(talk)
    library = Library(copy.thread)
    await library.open(reply.conversation)
    machine.go_away()
    copy.do(lambda store: store.messages.remove(reply.id))
    assert await found(library, "lyn") == ["Is there a Lynx in Norway?"]
    copy.do(lambda store: store.conversations.delete(reply.conversation))
    assert await library.search("lyn") == []


async def test_the_index_is_made_behind_and_is_nothing_that_waits_for_the_server(
    copy: RunningCopy, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = copy.do(talk)
    library = Library(copy.thread)
    await library.open(reply.conversation)
    machine.go_away()
    usual = Search.backfill
    monkeypatch.setattr(Search, "backfill", lambda _: True)
    assert (await library.open(reply.conversation)).messages[-1].content == "A few lynxes."
    assert copy.do(lambda store: store.stands_in)

    async with asyncio.timeout(PATIENCE):
        assert await library.changed_elsewhere()
    assert copy.do(waiting)
    monkeypatch.setattr(Search, "backfill", usual)
    async with asyncio.timeout(PATIENCE):
        while await copy.thread.run(waiting):
            pass
    copy.thread.close()
    assert machine.outboxes == []
