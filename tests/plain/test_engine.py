"""Waiting for what the engine does in the background."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from copilot_tui.assembly import connect
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.plain import engine as waiting
from copilot_tui.plain.engine import Engine
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOBODY = "http://127.0.0.1:9/v1"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    paths = Paths(config=tmp_path, data=tmp_path)
    store = StoreThread(lambda: Store(paths.database, instance_id="this"), on_error=print)
    settings = load_settings(paths, {}, Flags(url=NOBODY))
    client, servers = connect(settings, paths, {}, on_state=lambda _: None)
    engine = Engine(store=store, client=client, servers=servers, paths=paths)
    engine.run()
    yield engine
    engine.close()
    store.close()


def test_it_is_told_that_something_takes_long_and_its_result_is_waited_for(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "SLOW_SECONDS", 0.0)
    told: list[str] = []
    can_end = asyncio.Event()

    async def end() -> None:
        can_end.set()

    def slow() -> None:
        told.append("slow")
        engine.begin(end())

    async def long() -> str:
        await can_end.wait()
        return "done"

    engine.on_slow = slow
    assert engine.call(long()) == "done"
    assert told == ["slow"]


def test_nothing_is_told_of_what_is_done_at_once(engine: Engine) -> None:
    told: list[str] = []
    engine.on_slow = lambda: told.append("slow")
    assert engine.call(engine.library.recent(1)) == []
    assert told == []
