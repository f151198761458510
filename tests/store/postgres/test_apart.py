"""Several people on one server, some of whom would like to see more than their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import errors

from copilot_tui.chat.conversation import Status
from copilot_tui.chat.picture import ATTACHMENT, Picture, PictureFacts
from copilot_tui.errors import StoreError
from copilot_tui.store.postgres import version_1
from copilot_tui.store.postgres.apart import EVERYBODY
from copilot_tui.store.postgres.live_schema import LIVE_TABLES
from copilot_tui.store.postgres.outbox_schema import OUTBOX_TABLES
from copilot_tui.store.postgres.search_schema import OUT_OF_REACH
from copilot_tui.store.store import Store
from tests.postgres_database import database_at
from tests.postgres_server import SUPERUSER
from tests.store.support import number_of, write

if TYPE_CHECKING:
    from psycopg import Connection

    from tests.postgres_server import Place, PostgresServer

TABLES = (*version_1.TABLES, *LIVE_TABLES, *OUTBOX_TABLES)
DIGEST = "a" * 64
PHOTO = Picture(PictureFacts(DIGEST, "image/png", "cat.png", 1, 1, 3), b"png")


@pytest.fixture
def secret(ann: Store) -> int:
    """A conversation of Ann's with something in every table; its id."""
    conversation = ann.conversations.create(title="Secret").id
    ann.pictures.add(PHOTO)
    question = ann.messages.add_user_message(conversation, None, f"![](attachment:{DIGEST})")
    ann.pictures.use(question.id, f"{ATTACHMENT}{DIGEST}", DIGEST)
    done = ann.journal.begin(conversation, question.id, profile="", provider="", model="")
    ann.journal.finish(done.id, content="Whisper", reasoning="", status=Status.COMPLETE)
    running = ann.journal.begin(conversation, question.id, profile="", provider="", model="")
    ann.journal.write(running.id, "half", "")
    ann.queue.add(conversation, "waits")
    ann.drafts.set(conversation, "unsent")
    ann.facts.learn("url", "provider", "name", "value")
    write(ann, "INSERT INTO leases (owner, ends) VALUES ('ann''s', now())")
    write(ann, "INSERT INTO deliveries (outbox, attempt, delivered) VALUES ('\\x00', 1, 1)")
    return conversation


def test_there_is_something_of_hers_in_every_table(ann: Store, secret: int) -> None:
    assert all(number_of(ann, table) for table in TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_nobody_reads_changes_or_removes_what_is_not_his(
    ann: Store, secret: int, by_hand: Connection, table: str
) -> None:
    before = number_of(ann, table)

    assert by_hand.execute(f"SELECT * FROM {table}".encode()).fetchall() == []
    assert by_hand.execute(f"UPDATE {table} SET person = person".encode()).rowcount == 0
    if table != "people":
        assert by_hand.execute(f"DELETE FROM {table}".encode()).rowcount == 0
    assert number_of(ann, table) == before


@pytest.mark.parametrize("table", TABLES)
def test_nobody_empties_a_table_or_takes_the_rules_away(
    ann: Store, secret: int, by_hand: Connection, table: str
) -> None:
    for forbidden in (
        f"TRUNCATE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"DROP POLICY own ON {table}",
        f"CREATE POLICY mine ON {table} USING (true)",
        f"CREATE TRIGGER spy AFTER INSERT ON {table} EXECUTE FUNCTION check_version(1)",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            by_hand.execute(forbidden.encode())


def test_nothing_is_written_in_the_name_of_somebody_else(
    ann: Store, secret: int, by_hand: Connection, bob: Store
) -> None:
    mine = bob.conversations.create(title="Mine").id
    for statement in (
        "INSERT INTO facts VALUES ('ann', 'u', 'p', 'n', 'v')",
        "INSERT INTO people (person) VALUES ('ann') ON CONFLICT DO NOTHING",
        f"UPDATE conversations SET person = 'ann', id = 999 WHERE id = {mine}",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            by_hand.execute(statement.encode())
    assert ann.facts.get("u", "p") == {}


@pytest.mark.parametrize("role", ["ann", EVERYBODY, SUPERUSER, "pg_read_all_data"])
def test_nobody_becomes_somebody_else(
    ann: Store, secret: int, by_hand: Connection, role: str
) -> None:
    for statement in (f"SET ROLE {role}", f"SET SESSION AUTHORIZATION {role}"):
        with pytest.raises((errors.InsufficientPrivilege, errors.InvalidParameterValue)):
            by_hand.execute(statement.encode())


def test_a_message_cannot_be_hung_below_what_is_somebody_elses(
    ann: Store, secret: int, by_hand: Connection, bob: Store
) -> None:
    above = ann.conversations.get(secret).active_leaf
    assert above is not None
    with pytest.raises(StoreError, match="no longer exists"):
        bob.messages.add_user_message(secret, above, "Hello, Ann")
    with pytest.raises(StoreError, match="no longer exists"):
        bob.journal.begin(secret, above, profile="", provider="", model="")
    values = f"VALUES (7, {secret}, {above}, 1, 'user', 'complete', 1)"
    columns = "(id, conversation, parent, depth, role, status, created)"
    with pytest.raises(errors.ForeignKeyViolation):
        by_hand.execute(f"INSERT INTO messages {columns} {values}".encode())
    with pytest.raises(errors.ForeignKeyViolation):
        by_hand.execute(
            f"INSERT INTO journal (message, written, content, reasoning)"
            f" VALUES ({above}, 1, 'x', '')".encode()
        )


def test_ids_that_exist_elsewhere_are_as_good_as_missing_ones(
    ann: Store, secret: int, bob: Store
) -> None:
    leaf = ann.conversations.get(secret).active_leaf
    assert leaf is not None
    for conversation, message in ((secret, leaf), (secret + 500, leaf + 500)):
        for asked in (
            lambda conversation=conversation: bob.conversations.get(conversation),
            lambda conversation=conversation: bob.conversations.rename(conversation, "Mine"),
            lambda conversation=conversation: bob.conversations.duplicate(conversation, title=""),
            lambda conversation=conversation: bob.exports.entry(conversation),
            lambda message=message: bob.tree.get(message),
            lambda message=message: bob.messages.delete(message),
        ):
            with pytest.raises(StoreError, match="no longer exists"):
                asked()
        assert bob.tree.path(message) == []
    bob.journal.write_all([])
    assert bob.recover(lambda _: False) == 0
    assert ann.conversations.get(secret).title == "Secret"


def uids(store: Store) -> list[tuple[bytes, ...]]:
    with store._database.reading():
        return list(store._database.tuples("SELECT uid FROM conversations"))


def test_a_refusal_does_not_tell_what_somebody_else_has(
    ann: Store, secret: int, by_hand: Connection
) -> None:
    """Nothing is refused because of it: neither ids, nor uids, nor digests collide."""
    name = ann.conversations.get(secret).conversation_id
    (uid,) = {row[0] for row in uids(ann)}
    columns = (
        "(id, conversation_id, title, profile, provider, model, created, updated, parameters,"
        " system_prompt, uid)"
    )
    by_hand.execute(
        f"INSERT INTO conversations {columns} VALUES"
        f" ({secret}, '{name}', '', '', '', '', 1, 1, '', '', %s)".encode(),
        (uid,),
    )
    by_hand.execute(
        b"INSERT INTO facts (url, provider, name, value) VALUES ('url', 'provider', 'name', 'mine')"
    )
    by_hand.execute(
        f"INSERT INTO pictures (digest, media_type, name, width, height, created, data)"
        f" VALUES ('{DIGEST}', '', 'mine', 1, 1, 1, '')".encode()
    )
    assert by_hand.execute("SELECT title FROM conversations").fetchall() == [("",)]


def test_a_picture_is_not_had_by_its_digest(ann: Store, secret: int, bob: Store) -> None:
    assert bob.pictures.get(DIGEST) is None
    conversation = bob.conversations.create().id
    message = bob.messages.add_user_message(conversation, None, f"![](attachment:{DIGEST})").id
    assert bob.pictures.uses([message]) == {}
    bob.pictures.add(PHOTO)
    assert bob.pictures.remove_unused(older_than=1e12) == 1
    assert ann.pictures.get(DIGEST) == PHOTO


def test_ids_tell_nobody_how_much_others_write(ann: Store, secret: int, bob: Store) -> None:
    first = bob.conversations.create().id
    ann.conversations.create()
    assert (first, bob.conversations.create().id) == (1, 2)


def test_the_same_import_is_new_for_each(ann: Store, secret: int, bob: Store) -> None:
    record = ann.exports.record(secret, deleted=True)
    with bob.imports.stage() as stage:
        stage.add(record)
        assert stage.write().new == 1
    with bob.imports.stage() as stage:
        stage.add(record)
        assert stage.counts().known == 1
    assert len(bob.conversations.page(limit=9)) == 1


def test_who_writes_is_not_waited_for_by_others(ann: Store, secret: int, bob: Store) -> None:
    with ann.together():
        ann.conversations.rename(secret, "Half done")
        bob.conversations.create(title="Meanwhile")
        assert not bob.changed_elsewhere()
    assert not bob.changed_elsewhere()


def test_a_superuser_is_a_person_like_any_other(
    postgres_server: PostgresServer, store_database: Place, ann: Store, secret: int
) -> None:
    url = store_database.as_role(SUPERUSER).url
    for _ in range(2):  # At the first time the role is made by which he is held.
        with Store(database_at(url), instance_id="root's") as root:
            assert root.conversations.page(limit=9) == []
            own = root.conversations.create(title="Own")
            assert [found.title for found in root.conversations.page(limit=9)] == ["Own"]
            root.conversations.delete(own.id)
            root.conversations.empty_trash(older_than=1e12)
    assert [found.title for found in ann.conversations.page(limit=9)] == ["Secret"]


def test_only_the_search_lends_the_rights_of_its_owner(store_database: Place) -> None:
    """Which is tried in search/test_search_apart.py."""
    with psycopg.connect(store_database.url) as connection:
        found = connection.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'copilot_tui'::regnamespace"
            " AND prosecdef AND NOT starts_with(proname, 'search_')"
        ).fetchall()
    assert found == []


def test_every_table_has_its_rules(store_database: Place) -> None:
    with psycopg.connect(store_database.url) as connection:
        found = connection.execute(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
            " WHERE relnamespace = 'copilot_tui'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        ).fetchall()
    assert dict(found) == {
        **dict.fromkeys((*TABLES, "search_pending"), True),
        **dict.fromkeys(("schema_version", *OUT_OF_REACH), False),
    }
