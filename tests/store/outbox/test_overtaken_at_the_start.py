"""What a server refuses at the opening of the conversations, as others came in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import Overtaken
from copilot_tui.paths import Paths
from copilot_tui.store.outbox.mender import open_or_stand_in
from copilot_tui.store.postgres.reaching import ServerReach
from copilot_tui.store.repeating import PAUSES
from copilot_tui.store.store import Store
from tests.postgres_database import database_at
from tests.store.outbox.cut_off import Machine, all_messages, say
from tests.store.outbox.server_faults import Refusals, TableRefusals
from tests.store.outbox.test_overtaken import CODES
from tests.store.postgres.strict_server import setting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres_server import Place
    from tests.store.outbox.cut_off import RunningCopy

FAULTS = pytest.mark.parametrize(("code", "at_commit"), [("40001", True), ("40P01", False)])
IN_A_MIGRATION = "copilot_tui.leases"
"""A table of a later version of the schema."""


@pytest.fixture
def machine(store_copy: Place, tmp_path: Path) -> Machine:
    """One with a database of its own."""
    return Machine(store_copy, tmp_path / "here")


@pytest.fixture
def cut_off(machine: Machine) -> Iterator[RunningCopy]:
    """A running copy that has written something while the server was away."""
    copy = machine.copy()
    copy.do(lambda store: store.conversations.create(title="Trip"))
    copy.learn(1)
    machine.go_away()
    copy.do(say(1, None, "Where to?"))
    yield copy
    copy.thread.close()


def opened(place: Place, tmp_path: Path) -> Store:
    """As the program opens it."""
    paths = Paths(config=tmp_path / "config", data=tmp_path / "data")
    database = setting(place.url)
    told: list[object] = []
    reach = ServerReach(database, paths, {}, told.append)
    return open_or_stand_in(reach, told.append, may_be_away=False)


@pytest.mark.parametrize("code", CODES)
def test_a_schema_that_is_refused_is_made_at_the_next_try(
    empty_database: Place, tmp_path: Path, code: str
) -> None:
    refusals = TableRefusals(empty_database, IN_A_MIGRATION)
    refusals.next(code, 2)

    with opened(empty_database, tmp_path) as store:
        store.conversations.create(title="Trip")

    assert refusals.tries == 3


def test_a_schema_is_tried_only_so_often_and_then_nothing_of_it_is_there(
    empty_database: Place, tmp_path: Path
) -> None:
    refusals = TableRefusals(empty_database, IN_A_MIGRATION)
    refusals.next("40001", 1000)

    with pytest.raises(Overtaken, match="just now"):
        opened(empty_database, tmp_path)

    assert refusals.tries == len(PAUSES) + 1
    refusals.next("40001", 0)
    opened(empty_database, tmp_path).close()
    assert refusals.tries == 1


@FAULTS
def test_what_a_dead_copy_left_is_mended_though_it_is_refused_at_first(
    store_copy: Place, tmp_path: Path, code: str, at_commit: bool
) -> None:
    with Store(database_at(store_copy.url), instance_id="dead") as dead:
        question = dead.messages.add_user_message(dead.conversations.create().id, None, "Hello")
        reply = dead.journal.begin(1, question.id, profile="", provider="", model="").id
        dead.queue.add(1, "And then?")
    refusals = Refusals(store_copy, "messages", at_commit=at_commit, when="UPDATE")
    refusals.next(code, 2)

    with opened(store_copy, tmp_path) as store:
        assert store.tree.get(reply).status is Status.INTERRUPTED
        assert store.drafts.get(1) == "And then?"
    assert refusals.tries == 3


@FAULTS
def test_an_outbox_is_delivered_on_the_way_back_though_it_is_refused_at_first(
    machine: Machine, cut_off: RunningCopy, store_copy: Place, code: str, at_commit: bool
) -> None:
    refusals = Refusals(store_copy, "messages", at_commit=at_commit)
    refusals.next(code, 2)
    machine.is_away = False

    cut_off.go_back()

    assert refusals.tries == 3
    assert not cut_off.do(lambda store: store.stands_in)
    assert cut_off.do(all_messages) == ["Where to?"]
    assert machine.outboxes == []


@FAULTS
def test_an_outbox_that_was_left_is_delivered_at_the_start_though_it_is_refused_at_first(
    machine: Machine, cut_off: RunningCopy, store_copy: Place, code: str, at_commit: bool
) -> None:
    cut_off.die()
    told = len(machine.told)
    refusals = Refusals(store_copy, "messages", at_commit=at_commit)
    refusals.next(code, 2)
    machine.is_away = False

    with machine.start() as store:
        assert all_messages(store) == ["Where to?"]

    assert refusals.tries == 3
    assert machine.outboxes == []
    assert machine.told[told:] == []


def test_an_outbox_that_is_refused_for_too_long_stays_and_goes_at_the_next_start(
    machine: Machine, cut_off: RunningCopy, store_copy: Place
) -> None:
    cut_off.die()
    kept = machine.outboxes
    refusals = Refusals(store_copy, "messages")
    refusals.next("40001", 1000)
    machine.is_away = False

    with machine.start() as store:
        assert all_messages(store) == []

    assert refusals.tries == len(PAUSES) + 1
    assert machine.outboxes == kept
    assert "does not get there" in machine.told[-1].text
    refusals.next("40001", 0)
    with machine.start() as store:
        assert all_messages(store) == ["Where to?"]
    assert machine.outboxes == []
