"""Copies and imports that a server refuses at first, as others came in between."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import Overtaken
from copilot_tui.store.import_rows import ImportCounts
from copilot_tui.store.repeating import PAUSES
from tests.postgres_database import drop_connection
from tests.store.conftest import store_of
from tests.store.outbox.server_faults import (
    ReadRefusals,
    Refusals,
    TableRefusals,
    TemporaryRefusals,
)
from tests.store.support import Clock
from tests.store.support_moving import everything, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from copilot_tui.store.store import Store
    from tests.postgres_server import Place

WAYS: dict[str, Callable[[Place], Refusals]] = {
    "the tables to wait in": partial(TableRefusals, table="pg_temp.staged_messages"),
    "a message on its way": partial(TemporaryRefusals, table="staged_messages"),
    "what is new of it": partial(TemporaryRefusals, table="staged_rows"),
    "a message": partial(Refusals, table="messages"),
    "the end": partial(Refusals, table="messages", at_commit=True),
}
MORE_WAYS: dict[str, Callable[[Place], Refusals]] = {
    "a fact": partial(Refusals, table="facts"),
    "an unsent text": partial(Refusals, table="drafts", only="NEW.conversation IS NULL"),
    "what is found": partial(Refusals, table="search_documents"),
}


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Store]:
    """A file with a bit of everything."""
    with store_of(tmp_path, None, "source", Clock()) as store:
        fill(store)
        yield store


@pytest.fixture
def target(store_copy: Place, tmp_path: Path) -> Iterator[Store]:
    """An empty database of its own."""
    with store_of(tmp_path, store_copy, "target", Clock()) as store:
        yield store


@pytest.mark.parametrize("way", [*WAYS, *MORE_WAYS])
def test_what_is_copied_is_there_once_though_it_is_refused_at_first(
    source: Store, target: Store, store_copy: Place, way: str
) -> None:
    refusals = (WAYS | MORE_WAYS)[way](store_copy)
    refusals.next("40001", 2)

    copying = source.copying_to(target)
    copying.run(lambda _: None)
    while target.search.backfill_in_bulk(3):
        pass

    assert refusals.tries >= 3
    assert copying.compare(lambda _: None).is_whole
    assert everything(target) == everything(source)
    assert [hit.snippet.text for hit in target.search.messages("heather", limit=9)]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_imported_is_there_once_though_it_is_refused_at_first(
    source: Store, target: Store, store_copy: Place, way: str
) -> None:
    refusals = WAYS[way](store_copy)
    refusals.next("40P01", 2)

    with target.imports.stage() as stage:
        for entry in source.exports.entries(deleted=True):
            stage.add(source.exports.record(entry.id, deleted=True))
        counts = stage.counts()
        assert stage.write() == counts == ImportCounts(new=4, messages=10)

    assert refusals.tries >= 3
    wanted = everything(source)
    assert {name: everything(target)[name] for name in ("messages", "picture_uses")} == {
        "messages": [_without_handle(row) for row in wanted["messages"]],
        "picture_uses": wanted["picture_uses"],
    }


def _without_handle(row: tuple[object, ...]) -> tuple[object, ...]:
    """A message as an export has it."""
    return (*row[:-3], None, *row[-2:])


def test_a_copy_is_tried_only_so_often_and_goes_on_when_it_is_done_again(
    source: Store, target: Store, store_copy: Place
) -> None:
    refusals = Refusals(store_copy, "messages")
    refusals.next("40001", 1000)
    with pytest.raises(Overtaken):
        source.copying_to(target).run(lambda _: None)
    assert refusals.tries == len(PAUSES) + 1
    assert everything(target)["messages"] == []

    refusals.next("40001", 0)
    source.copying_to(target).run(lambda _: None)
    assert everything(target) == everything(source)


@pytest.mark.parametrize(
    "table",
    ["conversations", "messages", "message_uids", "drafts", "pictures", "facts", "prompts"],
)
def test_what_a_server_refuses_to_read_at_first_is_read_again(
    target: Store, store_copy: Place, tmp_path: Path, table: str
) -> None:
    fill(target)
    before = everything(target)
    refusals = ReadRefusals(store_copy, table)

    refused = 0
    with store_of(tmp_path / "other", None, "other", Clock()) as other:
        for one, another in ((target, other), (other, target)):
            copying = one.copying_to(another)
            copying.run(lambda _: None)
            refused += refusals.refused
            # The next one sends all of it for the first time.
            drop_connection(target.database)
            assert copying.compare(lambda _: None).is_whole
        assert everything(other) == before
    assert refused > 0
