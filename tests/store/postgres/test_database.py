"""Transactions on a server, what waits for what, and what faults say."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import Gone, StoreError, StoreUnreachable
from copilot_tui.store.conversations import FIRST_PAGE, NEXT_PAGE
from copilot_tui.store.entry import ENTRIES
from copilot_tui.store.journal import RUNNING_OWNERS
from copilot_tui.store.pieces import Piece
from copilot_tui.store.prompts import NEWEST_PROMPTS
from copilot_tui.store.removal import BELOW
from copilot_tui.store.store import Store
from copilot_tui.store.tree import CHILDREN, PATH, SIBLINGS, VERSIONS
from tests.postgres_database import database_at
from tests.postgres_proxy import proxy_to
from tests.postgres_server import running_postgres
from tests.store.support import add_path, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Place, PostgresServer


@pytest.fixture
def other(store_database: Place) -> Iterator[Store]:
    """Another copy of Ann's, which waits for nobody long."""
    database = database_at(store_database.url, busy_timeout=0.1)
    with Store(database, instance_id="other") as opened:
        yield opened


def test_a_failed_transaction_leaves_no_trace_and_the_next_one_works(ann: Store) -> None:
    def fail_halfway() -> None:
        with ann.together():
            ann.conversations.create(title="Half")
            raise KeyError

    with pytest.raises(KeyError):
        fail_halfway()
    assert number_of(ann, "conversations") == 0
    assert ann.conversations.create(title="Whole").id == 1


def test_a_fault_in_what_nobody_looks_at_comes_out_at_the_end(ann: Store) -> None:
    def write_below_nothing() -> None:
        with ann.together():
            ann.facts.learn("url", "", "name", "value")
            ann.drafts.set(99, "for nobody")
            ann.facts.learn("url", "", "other", "value")

    with pytest.raises(Gone):
        write_below_nothing()
    assert ann.facts.get("url", "") == {}
    ann.drafts.set(None, "for somebody")
    assert ann.drafts.get(None) == "for somebody"


def test_faults_that_come_in_bit_by_bit_are_out_of_the_way_of_what_comes_next(
    store_database: Place,
) -> None:
    with proxy_to(store_database.port, piece=5) as proxy:
        place = replace(store_database, port=proxy.port)
        with Store(database_at(place.url), instance_id="this") as store:
            for number in range(20):
                with pytest.raises(Gone):
                    store.drafts.set(99, "for nobody")
                store.facts.learn("url", "", "name", str(number))
                assert store.facts.get("url", "") == {"name": str(number)}


@pytest.mark.parametrize("text", ["a\ud800b", "a\x00b"])
def test_text_that_the_server_does_not_know_is_kept_with_that_character_replaced(
    ann: Store, text: str
) -> None:
    ann.drafts.set(None, text)
    assert ann.drafts.get(None) in ("a\ufffdb", "a\N{SYMBOL FOR NULL}b")


def test_what_another_copy_writes_is_noticed_once_and_what_it_reads_is_not(
    ann: Store, other: Store
) -> None:
    assert not ann.changed_elsewhere()
    other.conversations.create()
    assert ann.changed_elsewhere()
    other.conversations.page(limit=9)
    ann.conversations.create()
    assert not ann.changed_elsewhere()
    other.conversations.create()
    ann.conversations.create()  # Its count is one more than what was expected.
    assert ann.changed_elsewhere()
    assert not ann.changed_elsewhere()


def test_who_writes_waits_for_another_copy_only_so_long(ann: Store, other: Store) -> None:
    mine, theirs = (ann.conversations.create().id for _ in range(2))
    with ann.together():
        ann.conversations.rename(mine, "Mine")
        assert ann.conversations.get(mine).title == "Mine"  # Then the lock is taken, too.
        with pytest.raises(StoreError, match="locked for too long"):
            other.conversations.rename(theirs, "Theirs")
        assert other.conversations.get(mine).title == ""
    other.conversations.rename(theirs, "Theirs")
    assert ann.conversations.get(theirs).title == "Theirs"


def test_a_running_reply_is_written_while_another_copy_holds_the_lock(
    ann: Store, other: Store
) -> None:
    conversation = ann.conversations.create().id
    question = ann.messages.add_user_message(conversation, None, "Hello").id
    reply = other.journal.begin(conversation, question, profile="", provider="", model="").id
    with ann.together():
        ann.conversations.rename(conversation, "Long")
        assert ann.conversations.get(conversation).title == "Long"
        other.journal.write_all([Piece(reply, "one ", "")])
        other.journal.replace_all([Piece(reply, "two", "")])
    assert ann.tree.get(reply).content == "two"
    other.journal.finish(reply, content="two", reasoning="", status=Status.COMPLETE)


def test_a_lost_connection_is_told_and_the_next_transaction_connects_again(
    store_database: Place,
) -> None:
    with proxy_to(store_database.port) as proxy:
        place = replace(store_database, port=proxy.port)
        with Store(database_at(place.url), instance_id="this") as store:
            conversation = store.conversations.create(title="Kept").id
            proxy.cut()
            with pytest.raises(StoreUnreachable, match="cannot be reached"):
                store.conversations.rename(conversation, "Lost")
            assert store.conversations.get(conversation).title == "Kept"
            assert not store.changed_elsewhere()
            proxy.cut()
            with pytest.raises(StoreUnreachable):
                store.conversations.page(limit=9)
            assert store.conversations.page(limit=9)


def test_of_several_things_that_have_to_be_there_the_one_that_is_not_is_told_of(
    ann: Store,
) -> None:
    database = ann.database

    def learn(value: str) -> None:
        with database.writing():
            for name in ("one", "two", "three"):
                database.must_change(
                    "UPDATE facts SET value = ? WHERE name = ?",
                    *(value, name),
                    otherwise=partial(StoreError, name, ""),
                )

    ann.facts.learn("", "", "one", "old")
    ann.facts.learn("", "", "three", "old")
    before = ann.commits
    with pytest.raises(StoreError, match="two"):
        learn("new")
    assert ann.facts.get("", "")["one"] == "old"
    assert ann.commits == before
    ann.facts.learn("", "", "two", "old")
    learn("new")
    assert set(ann.facts.get("", "").values()) == {"new"}


def test_an_id_that_is_not_known_yet_can_be_used_and_is_known_afterwards(ann: Store) -> None:
    conversation = ann.conversations.create().id
    with ann.together():
        one = ann.messages.add_at_end(conversation, "One")
        two = ann.messages.add_at_end(conversation, "Two")
    first, second = one.message(), two.message()
    assert (second.parent, second.content) == (first.id, "Two")
    assert two.conversation().active_leaf == second.id
    third = ann.messages.add_at_end(conversation, "Three").message()
    assert [each.id for each in ann.tree.path(third.id)] == [first.id, second.id, third.id]
    assert third.id > second.id > first.id > conversation


def test_a_connection_that_the_server_ends_is_told_as_that(
    store_database: Place, postgres_server: PostgresServer, ann: Store
) -> None:
    conversation = ann.conversations.create(title="Kept").id
    with postgres_server.connect(store_database.name) as superuser:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ann'"
        )
    with pytest.raises(StoreUnreachable):
        ann.conversations.rename(conversation, "Lost")
    assert ann.conversations.get(conversation).title == "Kept"


def test_nobody_there_no_database_and_nobody_of_that_name_are_told_apart(
    empty_database: Place,
) -> None:
    for place, words in (
        (replace(empty_database, port=1), "Nothing answers at"),
        (replace(empty_database, name="nowhere"), 'There is no database "nowhere"'),
        (empty_database.as_role("nobody_here"), "does not know the user"),
    ):
        with pytest.raises(StoreError, match=words) as refused:
            database_at(place.url)
        assert isinstance(refused.value, StoreUnreachable) == (place.port == 1)


@pytest.mark.slow
def test_a_password_is_in_no_words() -> None:
    with running_postgres(trusting=False) as server:
        server.add_role("carl", "right")
        place = server.add_database(owner="carl")
        database_at(place.as_role("carl", "right").url).close()
        with pytest.raises(StoreError, match="refuses the password") as refused:
            database_at(place.as_role("carl", "geheim").url)
        assert "geheim" not in str(refused.value)
        server.stop()
        with pytest.raises(StoreUnreachable) as unreachable:
            database_at(place.as_role("carl", "geheim").url)
        assert "geheim" not in str(unreachable.value)


def test_a_path_is_read_by_an_index_also_where_there_are_no_statistics(ann: Store) -> None:
    """Ten times as long a path takes about ten times as long, not a hundred times."""
    conversation = ann.conversations.create().id
    path = add_path(ann, conversation, 3000)
    with ann._database.reading():
        (plan,) = next(
            iter(ann._database.tuples(f"EXPLAIN (ANALYZE, FORMAT JSON) {PATH}", path[-1], 9999))
        )
    assert _most_rows_passed_over(plan[0]["Plan"]) < 10


def _most_rows_passed_over(plan: dict[str, object]) -> float:
    passed = plan.get("Rows Removed by Join Filter", 0)
    assert isinstance(passed, (int, float))
    below = plan.get("Plans", [])
    assert isinstance(below, list)
    return max([passed, *map(_most_rows_passed_over, below)])


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        *((FIRST_PAGE, (50,)), (NEXT_PAGE, (False, 1.0, 5, 50)), (ENTRIES, ())),
        *((PATH, (5, 3)), (CHILDREN, (5,)), (SIBLINGS, (1, 5))),
        *((VERSIONS, ("[1, 2]",)), (BELOW, (1,)), (NEWEST_PROMPTS, (9,)), (RUNNING_OWNERS, ())),
    ],
)
def test_an_index_serves_for_the_person_as_well(
    ann: Store, statement: str, values: tuple[int | float | str, ...]
) -> None:
    """Or all that others have would be looked at, too, and passed over."""
    with ann._database.reading():
        rows = list(ann._database.tuples(f"EXPLAIN {statement}", *values))
    plan = "\n".join(row[0] for row in rows)
    looked_up = [line for line in plan.splitlines() if "Index Cond:" in line]
    assert looked_up
    assert all("person = (SESSION_USER)" in line for line in looked_up), plan
    assert "Seq Scan" not in plan
