"""Copying everything from one place to another, whichever kind each is."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreError
from copilot_tui.store.moving import entries
from copilot_tui.store.sqlite_database import IN_MEMORY
from copilot_tui.store.store import Store
from copilot_tui.text import clean, one_line
from tests.store.conftest import store_of
from tests.store.support import Clock, write
from tests.store.support_moving import answer, everything, fill, picture, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from copilot_tui.store.database import Cursor, SqlValue
    from copilot_tui.store.moving.comparing import Comparison
    from tests.postgres_server import Place

EMPTIED = ("queued", "facts", "drafts", "conversations", "pictures")
DIFFERENCES = {
    "a text": "UPDATE messages SET content = 'Other' WHERE content = 'More'",
    "a reasoning": "UPDATE messages SET reasoning = '' WHERE reasoning <> ''",
    "a status": "UPDATE messages SET status = 'stopped' WHERE status = 'failed'",
    "a handle": "UPDATE messages SET handle = NULL",
    "a parent": "UPDATE messages SET parent = NULL WHERE content = 'Away'",
    "a time": "UPDATE messages SET finished = finished + 0.001 WHERE finished IS NOT NULL",
    "tokens": "UPDATE messages SET completion_tokens = 5 WHERE completion_tokens = 4",
    "a removed message": "UPDATE messages SET deleted_at = NULL",
    "a message": "DELETE FROM messages WHERE content = 'old'",
    "a conversation": "DELETE FROM conversations WHERE title = 'In the trash'",
    "a title": "UPDATE conversations SET title = 'x' WHERE title = 'Failed'",
    "a setting": "UPDATE conversations SET parameters = '{}'",
    "a pin": "UPDATE conversations SET pinned = FALSE",
    "the visible path": "UPDATE conversations SET active_leaf = NULL",
    "the id for the wire": "UPDATE conversations SET conversation_id = 'x' WHERE title = 'Failed'",
    "a draft": "DELETE FROM drafts WHERE text = 'better'",
    "a prompt": "DELETE FROM prompts WHERE message = (SELECT max(message) FROM prompts)",
    "what shows a picture": "DELETE FROM picture_uses",
    "a picture": "UPDATE pictures SET data = substr(data, 1, 2)",
    "a picture of a draft": """
        DELETE FROM pictures WHERE NOT EXISTS (
            SELECT 1 FROM picture_uses WHERE picture_uses.digest = pictures.digest
        )
    """,
}
ON_SERVER = ("a text", "a time", "tokens", "a draft", "a picture")
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.store.conftest import store_of
from tests.store.support import Clock
from tests.postgres_server import Place
from copilot_tui.store.moving import entries

source, target, port, name, point = sys.argv[1:]
entries._MOST_CONVERSATIONS = 2
there = Place(int(port), name) if name else None
source = store_of(Path(source), None, "from", Clock())
target = store_of(Path(target), there, "to", Clock())
database, left = target._database, int(point)
run = database.execute

def execute(*values):
    global left
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return run(*values)

database.execute = execute
source.copying_to(target).run(lambda _: None)
"""


class Places:
    """Opens stores in files and on servers, each empty at first."""

    def __init__(self, folder: Path, request: pytest.FixtureRequest, opened: ExitStack) -> None:
        self.folder = folder
        self._request = request
        self._opened = opened
        self.clock = Clock()

    def server(self, which: str) -> Place:
        fixture = {"from": "store_database", "to": "empty_database"}[which]
        place: Place = self._request.getfixturevalue(fixture)
        return place

    def open(self, kind: str, which: str) -> Store:
        place = self.server(which) if kind == "server" else None
        return self._opened.enter_context(store_of(self.folder / which, place, which, self.clock))


@pytest.fixture
def places(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Places]:
    with ExitStack() as opened:
        yield Places(tmp_path, request, opened)


@pytest.fixture
def filled(places: Places) -> Store:
    """A file with a bit of everything."""
    store = places.open("file", "from")
    fill(store)
    return store


BOTH_KINDS = pytest.mark.parametrize("kind", ["file", "server"])
DIRECTIONS = pytest.mark.parametrize(
    ("here", "there"),
    [("file", "server"), ("server", "file"), ("file", "file"), ("server", "server")],
)


def copy(source: Store, target: Store) -> Comparison:
    copying = source.copying_to(target)
    copying.run(lambda _: None)
    return copying.compare(lambda _: None)


@DIRECTIONS
def test_everything_is_the_same_there_and_the_source_stays_as_it_is(
    places: Places, here: str, there: str
) -> None:
    source, target = places.open(here, "from"), places.open(there, "to")
    fill(source)
    before = everything(source)

    found = copy(source, target)

    assert found.is_whole
    assert (found.same, found.messages, found.pictures, found.gone_on) == (4, 10, 2, [])
    assert everything(target) == before == everything(source)
    while target.search.backfill_in_bulk(3):
        pass
    assert [hit.snippet.text for hit in target.search.messages("heather", limit=9)]


@BOTH_KINDS
def test_a_second_run_brings_what_is_new_and_doubles_nothing(
    places: Places, filled: Store, kind: str
) -> None:
    target = places.open(kind, "to")
    copy(filled, target)
    conversation = filled.conversations.create(title="New").id
    filled.messages.add_user_message(conversation, None, "new")

    copying = filled.copying_to(target)
    amount = copying.count()
    assert (amount.new_conversations, amount.new_messages, amount.messages) == (1, 1, 11)
    assert copy(filled, target).is_whole
    assert everything(target) == everything(filled)
    assert filled.copying_to(target).count().new_messages == 0


@BOTH_KINDS
def test_what_is_there_stays_and_both_sides_of_a_conversation_become_branches(
    places: Places, filled: Store, kind: str
) -> None:
    target = places.open(kind, "to")
    own = target.conversations.create(title="Own").id
    target.messages.add_user_message(own, None, "More")
    target.drafts.set(None, "another one that is not begun")
    assert copy(filled, target).is_whole
    for store, text in ((filled, "here"), (target, "there")):
        (plain,) = (each for each in store.conversations.page(limit=9) if "Plain" in each.title)
        leaf = plain.active_leaf
        assert leaf is not None
        store.messages.add_user_message(plain.id, leaf, text)

    found = copy(filled, target)

    assert found.is_whole
    assert found.gone_on == ["Plain \N{SNOWMAN}"]
    texts = {content for *_, content in everything(target)["messages"]}
    assert {"here", "there", "More"} <= texts
    plain = next(each for each in target.conversations.page(limit=9) if "Plain" in each.title)
    assert plain.active_leaf is not None
    assert target.tree.path(plain.active_leaf)[-1].content == "there"
    assert target.drafts.get(None) == "another one that is not begun"


@BOTH_KINDS
def test_unsent_texts_of_windows_are_taken_over_and_do_not_come_again_once_sent(
    places: Places, filled: Store, kind: str
) -> None:
    target = places.open(kind, "to")
    for _ in range(2):
        assert copy(filled, target).is_whole
    assert target.drafts.adopt(_nobody_lives) == "not begun yet"
    home = target.conversations.create(title="Begun").id
    target.messages.add_user_message(home, None, "not begun yet")
    target.drafts.set(None, "")
    assert copy(filled, target).is_whole
    assert target.drafts.adopt(_nobody_lives) == ""


def _nobody_lives(owner: str) -> bool:
    del owner
    return False


@pytest.mark.parametrize(
    ("kind", "what"),
    [*(("file", what) for what in DIFFERENCES), *(("server", what) for what in ON_SERVER)],
)
def test_every_difference_of_what_was_copied_is_found(
    places: Places, filled: Store, kind: str, what: str
) -> None:
    target = places.open(kind, "to")
    copying = filled.copying_to(target)
    copying.run(lambda _: None)
    write(target, DIFFERENCES[what])

    found = copying.compare(lambda _: None)

    assert not found.is_whole


def test_in_what_was_there_before_only_another_text_is_a_fault(
    places: Places, filled: Store
) -> None:
    target = places.open("file", "to")
    copy(filled, target)

    write(target, DIFFERENCES["a title"])
    changed = copy(filled, target)
    assert (changed.is_whole, changed.gone_on) == (True, ["Failed"])

    write(target, DIFFERENCES["a text"])
    spoiled = copy(filled, target)
    assert (spoiled.is_whole, sorted(spoiled.wrong)) == (False, ["Failed", "Plain \N{SNOWMAN}"])


def test_a_conversation_with_a_running_reply_is_left_out_until_it_has_ended(
    places: Places, filled: Store
) -> None:
    target = places.open("file", "to")
    busy = filled.conversations.create(title="Busy").id
    question = filled.messages.add_user_message(busy, None, "q").id
    reply = filled.journal.begin(busy, question, profile="", provider="", model="").id
    filled.journal.write(reply, "half", "")
    waiting = filled.conversations.create(title="Waiting").id
    filled.queue.add(waiting, "later")

    copying = filled.copying_to(target)
    copying.run(lambda _: None)
    assert {entry.title for entry in copying.amount.busy} == {"Busy", "Waiting"}
    assert copying.compare(lambda _: None).is_whole
    titles = {each.title for each in target.conversations.page(limit=9)}
    assert not titles & {"Busy", "Waiting"}

    filled.journal.finish(reply, content="whole", reasoning="", status=Status.COMPLETE)
    filled.queue.release()
    assert copy(filled, target).is_whole
    assert everything(target) == everything(filled)


def test_a_reply_that_begins_while_it_is_copied_is_left_out_as_well(
    places: Places, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = places.open("file", "to")
    copying = filled.copying_to(target)
    failed = next(each for each in filled.conversations.page(limit=9) if each.title == "Failed")
    assert failed.active_leaf is not None
    question = filled.messages.add_user_message(failed.id, failed.active_leaf, "q").id
    reply = filled.journal.begin(failed.id, question, profile="", provider="", model="").id

    copying.run(lambda _: None)
    assert [entry.title for entry in copying.amount.busy] == ["Failed"]
    assert copying.compare(lambda _: None).is_whole

    filled.journal.finish(reply, content="whole", reasoning="", status=Status.COMPLETE)
    copy(filled, target)
    assert everything(target) == everything(filled)


def test_an_id_for_the_wire_that_another_conversation_has_there_is_made_anew(
    places: Places,
) -> None:
    source, target = places.open("file", "from"), places.open("file", "to")
    source.conversations.create(title="Here")
    target.conversations.create(title="There")
    taken = target.conversations.page(limit=1)[0].conversation_id
    write(source, "UPDATE conversations SET conversation_id = ?", taken)

    assert copy(source, target).is_whole
    assert len({each.conversation_id for each in target.conversations.page(limit=9)}) == 2


def test_one_database_by_two_names_is_not_copied_to_itself(places: Places) -> None:
    source = places.open("server", "from")
    again = store_of(places.folder, places.server("from"), "again", places.clock)

    with again, pytest.raises(StoreError, match="the same conversations"):
        source.copying_to(again)


@pytest.mark.slow
@BOTH_KINDS
@pytest.mark.parametrize("share", [0.05, 0.5, 0.97])
def test_killed_at_any_statement_it_leaves_whole_conversations_and_goes_on(
    places: Places, filled: Store, kind: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "_MOST_CONVERSATIONS", 2)
    for number in range(4):
        conversation = filled.conversations.create(title=f"{number}").id
        question = filled.messages.add_user_message(conversation, None, f"question {number}").id
        answer(filled, conversation, question, "answer")
    whole = everything(filled)
    there = places.server("to") if kind == "server" else None

    ended = _killed(places, there, round(share * _statements(places, filled)))

    assert ended.returncode == -9
    target = places.open(kind, "to")
    messages = everything(target)["messages"]
    homes = {row[1] for row in messages}
    assert messages == [row for row in whole["messages"] if row[1] in homes]
    assert len(messages) < len(whole["messages"]) or share > 0.9
    assert copy(filled, target).is_whole
    assert everything(target) == whole


def test_ended_by_a_fault_at_any_statement_it_goes_on_as_if_nothing_had_been(
    places: Places, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "_MOST_CONVERSATIONS", 2)
    whole = everything(filled)
    statements = _statements(places, filled)
    for point in range(1, statements, 6):
        folder = places.folder / f"{point}"
        with store_of(folder, None, "to", places.clock) as target:
            _fail_at(target, point)
            with pytest.raises(StoreError, match="Planted"):
                filled.copying_to(target).run(lambda _: None)
        with store_of(folder, None, "again", places.clock) as target:
            assert copy(filled, target).is_whole
            assert everything(target) == whole


def _fail_at(store: Store, point: int) -> None:
    """Have nothing more done in a store from the statement of that number on."""
    run, left = store._database.execute, iter(range(point))

    def execute(statement: str, *values: SqlValue) -> Cursor:
        if next(left, None) is None:
            raise StoreError("Planted.")
        return run(statement, *values)

    store._database.execute = execute  # type: ignore[method-assign]


def _statements(places: Places, source: Store) -> int:
    """How many statements all of it takes."""
    with store_of(places.folder / "trial", None, "trial", places.clock) as trial:
        database = trial._database
        with patch.object(database, "execute", wraps=database.execute) as execute:
            source.copying_to(trial).run(lambda _: None)
        return execute.call_count


def _killed(places: Places, place: Place | None, point: int) -> subprocess.CompletedProcess[str]:
    """What became of a copying that is killed before the statement of that number."""
    server = ("0", "") if place is None else (str(place.port), place.name)
    words = (str(places.folder / "from"), str(places.folder / "to"), *server, str(point))
    return subprocess.run(
        [sys.executable, "-c", KILLED, *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=50,
        cwd=Path(__file__).parents[2],
    )


CHOSEN = ("same", "heather \N{SNOWMAN}", shown("cat"))
TEXTS = st.text(max_size=20).map(clean) | st.sampled_from(CHOSEN)
STEPS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99), TEXTS), max_size=25)


def _act(store: Store, step: int, which: int, text: str, clock: Clock) -> None:
    """Do one of the things that people do, to whatever there is."""
    clock.time += 1.25
    database = store._database
    with database.reading():
        homes = [row["id"] for row in database.execute("SELECT id FROM conversations ORDER BY id")]
        rows = database.execute("SELECT id, conversation FROM messages ORDER BY id")
        nodes = [(row["id"], row["conversation"]) for row in rows]
    if step == 0 or not homes:
        store.conversations.create(title=one_line(text), parameters=f'{{"top_k": {which}}}')
        return
    home = homes[which % len(homes)]
    node, of_node = nodes[which % len(nodes)] if nodes else (None, home)
    acts: tuple[Callable[[], object], ...] = (
        lambda: store.messages.add_user_message(of_node, node, text),
        lambda: store.messages.add_user_message(home, None, text),
        lambda: store.drafts.set(home, text),
        lambda: store.drafts.set(of_node, text, edits=node) if node else None,
        lambda: answer(store, of_node, node, text) if node else None,
        lambda: store.messages.delete(node) if node else None,
        lambda: store.messages.remove(node) if node else None,
        lambda: store.conversations.delete(home),
        lambda: store.conversations.set_pinned(home, pinned=True),
    )
    acts[step - 1]()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_was_done_there_and_back_again_it_is_the_same(
    places: Places, steps: list[tuple[int, int, str]]
) -> None:
    server = places.open("server", "to")
    for table in EMPTIED:
        write(server, f"DELETE FROM {table}")
    clock = Clock()
    with (
        server,
        Store(IN_MEMORY, instance_id="from", clock=clock) as source,
        Store(IN_MEMORY, instance_id="back") as back,
    ):
        source.pictures.add(picture("cat"))
        for step, which, text in steps:
            _act(source, step, which, text, clock)

        assert copy(source, server).is_whole
        assert copy(server, back).is_whole

        here, there = everything(source), everything(back)
        shows = any("cat" in str(row) for row in (*here["messages"], *here["drafts"]))
        assert shows or not there.pop("pictures")
        assert {name: here[name] for name in there} == there
