"""What two machines type in one conversation on a server: nothing of it is lost unseen."""

from __future__ import annotations

import math
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreUnreachable
from copilot_tui.store import unseen_drafts
from copilot_tui.store.store import Store
from tests.postgres_database import database_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Place


@pytest.fixture
def machines(store_database: Place) -> Iterator[list[Store]]:
    """Three machines on one server."""
    with ExitStack() as opened:
        yield [
            opened.enter_context(Store(database_at(store_database.url), instance_id=name))
            for name in ("desk", "lap", "third")
        ]


@pytest.fixture
def home(machines: list[Store]) -> int:
    return machines[0].conversations.create(title="Shared").id


def beside(store: Store, home: int) -> list[tuple[str, str]]:
    """The titles and drafts of the other conversations, in order."""
    with store.drafts.unshown():
        return sorted(
            (each.title, store.drafts.get(each.id))
            for each in store.conversations.page(limit=50)
            if each.id != home
        )


@pytest.mark.parametrize("first", [0, 1])
def test_what_was_never_seen_here_is_not_overwritten(
    machines: list[Store], home: int, first: int
) -> None:
    one, other = machines[first], machines[1 - first]
    one.drafts.get(home)
    other.drafts.get(home)
    one.drafts.set(home, "BBB text")
    other.drafts.set(home, "AAA")
    assert beside(one, home) == [("BBB text", "BBB text")]
    assert other.drafts.get(home) == "AAA"


def test_what_was_shown_here_is_written_on(machines: list[Store], home: int) -> None:
    desk, lap, _ = machines
    desk.drafts.set(home, "In the evening")
    assert lap.drafts.get(home) == "In the evening"
    lap.drafts.set(home, "In the morning")
    assert desk.drafts.get(home) == "In the morning"
    desk.drafts.set(home, "")
    assert desk.drafts.get(home) == ""
    assert beside(desk, home) == []


def test_what_is_read_and_not_shown_is_not_taken_for_seen(machines: list[Store], home: int) -> None:
    desk, lap, _ = machines
    desk.drafts.set(home, "BBB text")
    with lap.drafts.unshown():
        assert lap.tree.shown(home, limit=5).draft == "BBB text"
    lap.drafts.set(home, "AAA")
    assert beside(lap, home) == [("BBB text", "BBB text")]


def test_the_same_text_typed_twice_is_one(machines: list[Store], home: int) -> None:
    for machine in machines:
        machine.drafts.set(home, "The same")
    assert beside(machines[0], home) == []
    assert machines[0].drafts.get(home) == "The same"


def test_two_that_both_type_on_get_a_conversation_each_with_the_newest(
    machines: list[Store], home: int
) -> None:
    desk, lap, _ = machines
    texts = {desk: "", lap: ""}
    for number in range(10):
        for machine, word in ((desk, "apples "), (lap, "pears ")):
            texts[machine] += f"{word}{number} "
            machine.drafts.set(home, texts[machine])
    kept = [text for _, text in beside(desk, home)]
    assert sorted([*kept, desk.drafts.get(home)]) == sorted(
        # The desk's newest was found by the lap; of the lap's, the desk found the one before.
        [texts[desk], texts[lap], texts[lap].removesuffix("pears 9 ")]
    )
    titles = [title for title, _ in beside(desk, home)]
    assert [title.split()[0] for title in titles] == ["apples", "pears"]


def hear(store: Store, home: int) -> None:
    """What the app does with a conversation that is shown when something has changed there."""
    with store.drafts.unshown():
        store.drafts.get(home)
    store.drafts.remove_copies(home)


def test_who_hears_of_what_the_other_types_leaves_one_of_each_text(
    machines: list[Store], home: int
) -> None:
    desk, lap, _ = machines
    texts = {desk: "", lap: ""}
    for number in range(5):
        for machine, word in ((desk, "apples "), (lap, "pears ")):
            texts[machine] += f"{word}{number} "
            machine.drafts.set(home, texts[machine])
            for each in (desk, lap):
                hear(each, home)
            assert len(beside(desk, home)) <= 1
    assert [text for _, text in beside(desk, home)] == [texts[desk]]
    assert desk.drafts.get(home) == texts[lap]
    # The same two conversations take turns in the trash.
    assert desk.conversations.empty_trash(older_than=math.inf) == 1


def test_what_was_sent_leaves_no_copy_beside(machines: list[Store], home: int) -> None:
    desk, lap, _ = machines
    desk.drafts.set(home, "By train ")
    lap.drafts.set(home, "By ship")
    hear(lap, home)
    assert beside(lap, home) == [("By train", "By train ")]
    desk.messages.add_at_end(home, "By train?").message()
    hear(lap, home)
    assert beside(lap, home) == []
    assert lap.drafts.get(home) == "By ship"
    desk.changed_elsewhere()
    hear(lap, home)
    assert not desk.changed_elsewhere(), "whoever hears of that would for ever look again"


def test_nor_does_another_version_that_was_sent(machines: list[Store], home: int) -> None:
    desk, lap, _ = machines
    message = desk.messages.add_user_message(home, None, "Where to?").id
    desk.drafts.set(home, "Where to, by train?", message)
    lap.drafts.set(home, "Where from?", message)
    desk.drafts.set(home, "Where to, by train today?", message)
    assert len(beside(desk, home)) == 2
    hear(lap, home)
    assert [text for _, text in beside(desk, home)] == ["Where from?"]
    lap.messages.add_version(message, "Where from?").message()
    desk.messages.add_version(message, "Where to, by train today?").message()
    hear(desk, home)
    assert beside(desk, home) == []


def test_what_another_text_only_begins_with_stays_beside(machines: list[Store], home: int) -> None:
    desk, lap, _ = machines
    desk.messages.add_at_end(home, "By train, said long ago").message()
    desk.drafts.set(home, "By train")
    lap.drafts.set(home, "By train and ship")
    hear(lap, home)
    assert beside(lap, home) == [("By train", "By train")]


def test_another_text_from_the_same_place_does_not_replace_the_one_before(
    machines: list[Store], home: int
) -> None:
    desk, lap, third = machines
    for round_ in ("", " and on", " and on and on"):
        lap.drafts.set(home, f"Pears{round_}")
        desk.drafts.set(home, f"Apples{round_}")
        third.drafts.set(home, f"Oranges{round_}")
        desk.drafts.set(home, f"Apples{round_}!")
    texts = {text.split()[0].strip("!") for _, text in beside(desk, home)}
    assert texts >= {"Pears", "Oranges"}
    assert len(beside(desk, home)) <= 6


def test_one_that_was_written_on_beside_stays(machines: list[Store], home: int) -> None:
    desk, lap, _ = machines
    lap.drafts.set(home, "Pears")
    desk.drafts.set(home, "Apples")
    made = next(each for each in lap.conversations.page(limit=5) if each.id != home)
    assert lap.drafts.get(made.id) == "Pears"
    lap.drafts.set(made.id, "Pears, as they were")
    lap.drafts.set(home, "Pears again")
    desk.drafts.set(home, "Apples again")
    assert {text for _, text in beside(desk, home)} == {
        *("Pears, as they were", "Pears again", "Apples")
    }


def test_an_opened_one_is_not_replaced_below_its_prompt(machines: list[Store], home: int) -> None:
    desk, lap, _ = machines
    lap.drafts.set(home, "Pears")
    desk.drafts.set(home, "Apples")
    made = next(each for each in lap.conversations.page(limit=5) if each.id != home)
    assert desk.drafts.get(made.id) == "Pears"
    lap.drafts.set(home, "Pears and on")
    desk.drafts.set(home, "Apples and on")
    desk.drafts.set(made.id, "Pears, changed here")
    assert "Pears and on" in {text for _, text in beside(desk, home)}


def test_an_empty_prompt_leaves_what_it_has_never_shown(machines: list[Store], home: int) -> None:
    desk, lap, _ = machines
    lap.drafts.set(home, "Pears")
    desk.drafts.set(home, "")
    assert lap.drafts.get(home) == "Pears"
    desk.messages.add_user_message(home, None, "Sent before it was kept", draft="")
    assert lap.drafts.get(home) == "Pears"
    assert beside(lap, home) == []
    lap.messages.add_at_end(home, "Pears", draft="").message()
    assert lap.drafts.get(home) == ""


def test_another_version_of_a_message_is_guarded_as_well(machines: list[Store], home: int) -> None:
    desk, lap, _ = machines
    message = desk.messages.add_user_message(home, None, "Hello").id
    lap.drafts.set(home, "Hello there", message)
    desk.drafts.set(home, "Good day", message)
    assert beside(desk, home) == [("Hello there", "Hello there")]
    assert lap.drafts.get(home, message) == "Good day"


def test_both_are_somewhere_when_the_way_is_lost_in_the_middle(
    machines: list[Store], home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, lap, third = machines
    lap.drafts.set(home, "Pears")

    def lost(*_: object) -> str:
        raise StoreUnreachable("It is away.", "Wait.")

    with monkeypatch.context() as broken:
        broken.setattr(unseen_drafts, "look_at_draft", lost)
        with pytest.raises(StoreUnreachable):
            desk.drafts.set(home, "Apples")
    with third.drafts.unshown():
        assert third.drafts.get(home) == "Pears"
    desk.drafts.set(home, "Apples")
    assert beside(third, home) == [("Pears", "Pears")]
