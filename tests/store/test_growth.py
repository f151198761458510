"""Running replies as other copies read them, and what becomes of one that was taken for dead."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Status
from copilot_tui.store.pieces import Piece
from tests.store.support import nobody_is_alive, number_of

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from tests.store.support import OpenStore

TEXTS = st.text(st.sampled_from("aé漢😀\n"), max_size=4)


@pytest.fixture
def reply(store: Store) -> int:
    """A reply that runs in this copy."""
    conversation = store.conversations.create().id
    question = store.messages.add_user_message(conversation, None, "Hello").id
    return store.journal.begin(conversation, question, profile="", provider="", model="").id


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.tuples(TEXTS, TEXTS), max_size=6), data=st.data())
def test_whatever_is_known_of_a_reply_the_rest_of_it_is_read(
    store: Store, reply: int, pieces: list[tuple[str, str]], data: st.DataObject
) -> None:
    store.journal.replace_all([Piece(reply, "", "")])
    for content, reasoning in pieces:
        store.journal.write_all([Piece(reply, content, reasoning)])
    content, reasoning = ("".join(piece[part] for piece in pieces) for part in (0, 1))
    known = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, len(reasoning)))

    growth = store.tree.growth(reply, *known)

    if growth is None:
        assert known == (len(content), len(reasoning))
        return
    assert growth.content_start <= known[0]
    assert growth.reasoning_start <= known[1]
    assert content[: growth.content_start] + growth.content == content
    assert reasoning[: growth.reasoning_start] + growth.reasoning == reasoning
    # Nothing is read that was known by whole pieces.
    ends = [*accumulate((len(piece[0]) for piece in pieces), initial=0)]
    if known[0] in ends and known[1] == 0 == len(reasoning):
        assert growth.content_start == known[0]


def test_of_a_reply_that_has_ended_nothing_more_grows(store: Store, reply: int) -> None:
    store.journal.write_all([Piece(reply, "All", "")])
    store.journal.finish(reply, content="All of it", reasoning="", status=Status.COMPLETE)
    assert store.tree.growth(reply, 0, 0) is None


def test_a_reply_that_others_took_for_dead_runs_again_with_all_of_its_text(
    store: Store, open_store: OpenStore, reply: int
) -> None:
    other = open_store("other")
    store.journal.write_all([Piece(reply, "One night", "Hm.")])
    assert other.recover(nobody_is_alive) == 1
    assert other.tree.get(reply).status is Status.INTERRUPTED

    assert store.journal.write_all([Piece(reply, " in May", "")]) == {reply}
    assert store.journal.replace_all([Piece(reply, "One night in May", "Hm.")]) == {reply}
    assert store.journal.resume([Piece(reply, "One night in May", "Hm.")]) == frozenset()

    running = other.tree.get(reply)
    assert (running.status, running.error, running.finished) == (Status.STREAMING, "", None)
    assert (running.content, running.reasoning) == ("One night in May", "Hm.")
    assert other.search.messages("night", limit=5) == []
    assert other.recover(lambda owner: owner == "this") == 0  # It is its owner's again.

    store.journal.finish(reply, content="One night.", reasoning="", status=Status.COMPLETE)
    ended = other.tree.get(reply)
    assert (ended.status, ended.content) == (Status.COMPLETE, "One night.")
    assert len(other.search.messages("night", limit=5)) == 1
    assert number_of(store, "journal") == 0


@pytest.mark.parametrize("status", [Status.COMPLETE, Status.STOPPED, Status.FAILED])
def test_a_reply_that_has_ended_does_not_run_again(
    store: Store, reply: int, status: Status
) -> None:
    store.journal.finish(reply, content="All", reasoning="", status=status)
    assert store.journal.resume([Piece(reply, "Other", ""), Piece(999, "gone", "")]) == {reply, 999}
    assert (store.tree.get(reply).status, store.tree.get(reply).content) == (status, "All")
