"""What the plain mode says of its conversation file while one chats."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.assembly import connect
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.plain.engine import Engine
from copilot_tui.plain.news import Notice
from copilot_tui.store.damage_note import damage_note
from copilot_tui.store.opening import open_store
from copilot_tui.store.thread import StoreThread
from tests.store.support_damage import PAGE, fill, overwrite, root_of

if TYPE_CHECKING:
    pass

PATIENCE = 15.0
NOBODY = "http://127.0.0.1:9/v1"
"""Where nothing answers; the conversations are there all the same."""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    found = Paths(config=tmp_path, data=tmp_path)
    fill(found.database, conversations=1, exchanges=2)
    return found


@contextmanager
def running(paths: Paths) -> Iterator[Engine]:
    """An engine on these conversations."""
    store = StoreThread(
        lambda: open_store(paths, lambda notice: engine.notice(notice.text)), on_error=print
    )
    settings = load_settings(paths, {}, Flags(url=NOBODY))
    client, servers = connect(settings, paths, {}, on_state=lambda _: None)
    engine = Engine(store=store, client=client, servers=servers, paths=paths)
    engine.start()
    with closing(store):
        try:
            yield engine
        finally:
            engine.close()


def wait_for(engine: Engine, words: str) -> None:
    """Wait until this is said.

    Raises:
        AssertionError: it was not.
    """
    said: list[str] = []
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        said += [news.text for news in engine.take_news() if isinstance(news, Notice)]
        if any(words in text for text in said):
            return
        engine.wait(None, 1.0)
    raise AssertionError(f"{words!r} is not among {said}")


def test_damage_is_mended_and_told(paths: Paths) -> None:
    with running(paths) as engine:
        engine.call(engine.library.page())
        overwrite(paths.database, root_of(paths.database, "messages"), b"\xff" * PAGE)
        damage_note(paths.database).touch()
        wait_for(engine, "The conversation file was damaged;")
        assert engine.call(engine.library.trouble()) is None


def test_damage_that_cannot_be_mended_is_told(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot_tui.store.mending.MOST_MENDED", 0)
    with running(paths) as engine:
        engine.call(engine.library.page())
        damage_note(paths.database).touch()
        wait_for(engine, "Quit every copy of this program and start again")


def test_a_file_that_is_taken_away_is_told(paths: Paths) -> None:
    with running(paths) as engine:
        engine.call(engine.library.page())
        paths.database.rename(paths.data / "away.db")
        wait_for(engine, "was removed or replaced")
