"""Replies whose conversation file is damaged while they come in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.store.damage_note import damage_note
from copilot_tui.store.opening import open_store
from tests.replies.bench import Bench
from tests.servers_fake import FakeServer, Gate
from tests.store.support_damage import PAGE, is_sound, overwrite, pages, paths_of
from tests.ui.preparing import scripted

if TYPE_CHECKING:
    from copilot_tui.store.notice import StoreNotice


async def test_all_text_of_a_running_reply_is_in_the_new_file_while_it_runs(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where neither the file nor the connection to it has any of it."""
    monkeypatch.setattr("copilot_tui.store.living.Living.add_rows", lambda *_: None)
    paths = paths_of(tmp_path / "conversations.db")
    told: list[StoreNotice] = []
    bench = Bench(paths.database, server.url, lambda: open_store(paths, told.append))
    gate, last = Gate(), Gate()
    server.answer(scripted("One, two, ", gate, "three", last, "."))
    try:
        task = bench.start(await bench.send("Count"))
        await bench.until_told(lambda: bench.grew)
        reply = bench.started[0].reply
        await bench.until_stored(lambda store: store.tree.get(reply.id).content == "One, two, ")
        for number in range(2, pages(paths.database) + 1):
            overwrite(paths.database, number, b"\xff" * PAGE)
        damage_note(paths.database).touch()

        await bench.until_stored(
            lambda store: store.trouble() is None and len(store.tree.get(reply.id).content) > 0
        )

        now = await bench.stored(reply)
        assert (now.content, now.status) == ("One, two, ", Status.STREAMING)
        gate.open()
        await bench.until_stored(
            lambda store: store.tree.get(reply.id).content == "One, two, three"
        )
        last.open()
        await bench.end_of(task)
    finally:
        await bench.close()
    assert [notice.is_lasting for notice in told] == [True]
    assert [row[1:] for row in bench.rows()][-1] == ("complete", "One, two, three.")
    assert bench.keeping == []
    assert is_sound(paths.database)
