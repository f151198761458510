"""Replies that another copy has ended, as it heard nothing of this one for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreUnreachable
from copilot_tui.store.pieces import Piece
from copilot_tui.store.store import Store
from tests.replies.held_store import held_keeper
from tests.replies.test_keeper import running, until
from tests.servers_fake import Gate
from tests.store.support import nobody_is_alive
from tests.ui.preparing import scripted

if TYPE_CHECKING:
    from tests.replies.bench import Bench
    from tests.servers_fake import FakeServer


async def test_it_goes_on_for_the_others_with_all_of_its_text_and_ends_as_it_did(
    bench: Bench, server: FakeServer
) -> None:
    second, third = Gate(), Gate()
    server.answer(scripted("One night ", second, "in May, ", third, "in Oslo."))
    task = bench.start(await bench.send("A story"))
    row = (await bench.until_told(lambda: bench.started))[-1].reply
    await bench.until_stored(lambda store: store.tree.get(row.id).content == "One night ")
    with Store(bench.database, instance_id="other") as other:
        assert other.recover(nobody_is_alive) == 1
        assert other.tree.get(row.id).status is Status.INTERRUPTED

        second.open()
        await bench.until_stored(lambda store: store.tree.get(row.id).status is Status.STREAMING)
        assert other.tree.get(row.id).content == "One night in May, "

        other.recover(nobody_is_alive)
        third.open()
        await bench.end_of(task)
        ended = other.tree.get(row.id)
    assert (ended.status, ended.content) == (Status.COMPLETE, "One night in May, in Oslo.")
    assert bench.keeping == []


async def test_one_that_was_deleted_is_asked_for_once_and_holds_up_nobody() -> None:
    keeper, store = held_keeper()
    deleted, other = running(keeper, 5), running(keeper, 6)
    store.left_out = frozenset({5})
    deleted.add(content="one")
    other.add(content="two")
    await until(lambda: store.asked)
    store.work()
    await until(lambda: store.asked)
    store.work()
    assert store.resumed == [[Piece(5, "one", "")]]
    for number in range(3):
        deleted.add(content=str(number))
        other.add(content=str(number))
        await until(lambda: store.asked)
        store.work()
    await until(lambda: not keeper.is_writing)
    assert len(store.resumed) == 1
    assert store.transactions[-1] == [Piece(5, "2", ""), Piece(6, "2", "")]


async def test_after_a_broken_connection_all_text_is_written_so_that_none_is_doubled() -> None:
    keeper, store = held_keeper()
    reply = running(keeper)
    reply.add(content="one ")
    await until(lambda: store.asked)
    store.work()
    reply.add(content="two ")
    await until(lambda: store.asked)
    store.fail(StoreUnreachable("It cannot be reached.", "Wait."))
    reply.add(content="three")
    await until(lambda: store.asked)
    store.work()
    assert store.replaced == [[Piece(5, "one two three", "")]]
