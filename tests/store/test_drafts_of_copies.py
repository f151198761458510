"""What is typed in a conversation that does not exist yet, in several copies of the program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot_tui.store.instance import Instance
from copilot_tui.store.opening import opened
from copilot_tui.store.store import Store
from tests.store.support import Clock, nobody_is_alive, unsent_in_new
from tests.store.test_versions import thaw

Open = Callable[[str], Store]

ADOPT = """
import sys
from pathlib import Path
from copilot_tui.store.store import Store
with Store(Path(sys.argv[1]), instance_id=sys.argv[2]) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    print(store.drafts.adopt(lambda owner: owner == "alive" or owner.startswith("now ")))
"""


def everybody_is_alive(instance_id: str) -> bool:
    return True


@pytest.fixture
def open_as(database_path: Path, clock: Clock) -> Iterator[Open]:
    """Opens the file as the copy of a name."""
    with ExitStack() as opened:
        yield lambda name: opened.enter_context(Store(database_path, instance_id=name, clock=clock))


def leave(open_as: Open, clock: Clock, *names: str) -> None:
    """Type in new conversations of these copies, one after the other."""
    for name in names:
        clock.time += 1
        open_as(name).drafts.set(None, f"typed in {name}")


def test_each_copy_has_its_own_and_neither_shows_nor_changes_that_of_another(
    open_as: Open,
) -> None:
    one, two = open_as("one"), open_as("two")
    one.drafts.set(None, "typed in one")
    assert two.drafts.get(None) == ""
    assert two.drafts.adopt(everybody_is_alive) == ""
    two.drafts.set(None, "typed in two")
    two.drafts.set(None, "typed in two, and on")
    assert one.drafts.adopt(everybody_is_alive) == "typed in one"
    two.drafts.set(None, "")
    assert (one.drafts.get(None), two.drafts.get(None)) == ("typed in one", "")


def test_what_a_copy_sends_is_taken_from_its_own_only(open_as: Open) -> None:
    one, two = open_as("one"), open_as("two")
    one.drafts.set(None, "typed in one")
    assert not two.conversations.create(take_draft=True).has_draft
    two.drafts.set(None, "typed in two")
    begun = two.conversations.create(take_draft=True)
    assert two.drafts.get(begun.id) == one.drafts.get(begun.id) == "typed in two"
    assert (one.drafts.get(None), two.drafts.get(None)) == ("typed in one", "")
    assert not one.conversations.create(take_draft=False).has_draft
    one.conversations.delete(begun.id)
    assert unsent_in_new(one) == ["typed in one"]


def test_what_dead_copies_left_is_found_one_after_the_other_the_newest_first(
    open_as: Open, clock: Clock
) -> None:
    leave(open_as, clock, "first", "second", "third")
    here = open_as("here")
    found: list[str] = []
    while text := here.drafts.adopt(nobody_is_alive):
        found.append(text)
        assert here.drafts.adopt(nobody_is_alive) == text  # It is there until it is sent.
        here.conversations.create(take_draft=True)
    assert found == ["typed in third", "typed in second", "typed in first"]
    assert unsent_in_new(here) == []


def test_what_is_typed_here_is_shown_before_what_dead_copies_left(
    open_as: Open, clock: Clock
) -> None:
    leave(open_as, clock, "here", "dead")
    here = open_as("here")
    assert here.drafts.adopt(nobody_is_alive) == "typed in here"
    here.drafts.set(None, "")
    assert here.drafts.adopt(nobody_is_alive) == "typed in dead"


def test_the_newest_is_not_taken_from_one_that_is_alive(open_as: Open, clock: Clock) -> None:
    leave(open_as, clock, "dead", "alive")
    here = open_as("here")
    assert here.drafts.adopt(lambda name: name == "alive") == "typed in dead"
    here.drafts.set(None, "")
    assert here.drafts.adopt(lambda name: name == "alive") == ""
    assert open_as("alive").drafts.get(None) == "typed in alive"


def test_what_was_taken_over_is_nobody_elses(open_as: Open, clock: Clock) -> None:
    leave(open_as, clock, "dead")
    here, other = open_as("here"), open_as("other")
    assert here.drafts.adopt(nobody_is_alive) == "typed in dead"
    assert other.drafts.adopt(lambda name: name == "here") == ""
    assert other.drafts.adopt(nobody_is_alive) == "typed in dead"
    assert here.drafts.get(None) == ""


def test_drafts_of_one_owner_that_a_damaged_file_gave_back_are_found_each(
    open_as: Open, clock: Clock
) -> None:
    here = open_as("here")
    with here.together():
        for number in range(3):
            here._database.execute(
                "INSERT INTO drafts (owner, updated, text) VALUES ('dead', ?, ?)",
                *(number, f"text {number}"),
            )
    found = []
    while text := here.drafts.adopt(nobody_is_alive):
        found.append(text)
        here.drafts.set(None, "")
    assert found == ["text 2", "text 1", "text 0"]


def test_the_draft_of_a_file_from_before_is_taken_over_though_it_names_nobody(
    database_path: Path, clock: Clock
) -> None:
    thaw(3, database_path)
    with Store(database_path, instance_id="one") as one, Store(database_path, instance_id="b") as b:
        assert one.drafts.get(None) == ""
        assert one.drafts.adopt(everybody_is_alive).startswith("unsent in None")
        assert b.drafts.adopt(everybody_is_alive) == ""
        assert one.drafts.get(1).startswith("unsent in 1")
        begun = one.conversations.create(take_draft=True)
        assert one.drafts.get(begun.id).startswith("unsent in None")
        assert unsent_in_new(one) == []


def test_copies_that_look_at_once_get_one_each(
    database_path: Path, open_as: Open, clock: Clock
) -> None:
    names = [f"now {number}" for number in range(4)]
    left = [f"dead {number}" for number in range(len(names) - 1)]
    leave(open_as, clock, *left, "alive")
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", ADOPT, str(database_path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    found = sorted(program.communicate()[0].strip() for program in programs)
    assert found == ["", *(f"typed in {name}" for name in left)]


def test_a_store_that_is_opened_knows_by_the_locks_who_is_alive(tmp_path: Path) -> None:
    from copilot_tui.paths import Paths

    paths = Paths(config=tmp_path / "data", data=tmp_path / "data")
    one, two = Instance.start(paths.instances), Instance.start(paths.instances)
    with opened(paths, one.id, 5.0) as first, opened(paths, two.id, 5.0) as second:
        first.drafts.set(None, "typed in one")
        assert second.drafts.adopt(second.is_alive) == ""
        one.close()
        assert second.drafts.adopt(second.is_alive) == "typed in one"
    two.close()


@given(
    steps=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["type", "new", "send", "die"])),
        max_size=25,
    )
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_copies_do_each_text_is_in_one_of_them_or_left_or_sent_once(
    database_path: Path, steps: list[tuple[str, str]]
) -> None:
    database_path.unlink(missing_ok=True)
    names = {window: f"{window} 0" for window in "abc"}
    shown = dict.fromkeys("abc", "")
    typed: set[str] = set()
    sent: list[str] = []

    def is_alive(name: str) -> bool:
        return name in names.values()

    with ExitStack() as closing:
        stores = {
            window: closing.enter_context(Store(database_path, instance_id=name))
            for window, name in names.items()
        }
        for number, (window, step) in enumerate(steps, 1):
            store = stores[window]
            if step == "type" and not shown[window]:
                shown[window] = f"text {number}"
                typed.add(shown[window])
                store.drafts.set(None, shown[window])
            elif step == "new":
                shown[window] = store.drafts.adopt(is_alive)
            elif step == "send" and shown[window]:
                begun = store.conversations.create(take_draft=True).id
                sent.append(store.drafts.get(begun))
                assert sent[-1] == shown[window]
                shown[window] = ""
            elif step == "die":
                names[window], shown[window] = f"{window} {number}", ""
                stores[window] = closing.enter_context(
                    Store(database_path, instance_id=names[window])
                )
            assert sorted([*sent, *unsent_in_new(store)]) == sorted(typed)
            for other, text in shown.items():
                assert stores[other].drafts.get(None) == text
    database_path.unlink()
