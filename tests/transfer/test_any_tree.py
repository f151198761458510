"""Whatever was done to conversations, their export and import gives the same."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Status
from copilot_tui.store.import_rows import ImportCounts
from copilot_tui.store.store import Store
from copilot_tui.text import clean, one_line
from tests.transfer.support import contents, export, take_in

TEXTS = st.text(max_size=12).map(clean)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "ask",
                "ask",
                "answer",
                "answer",
                "branch",
                "delete",
                "remove",
                "copy",
                "draft",
                "turn",
            ]
        ),
        st.integers(0, 99),
        TEXTS,
    ),
    max_size=15,
)
_DEPTH = 3
"""Its place among the columns of a message. It may have gaps where something was removed,
which an import closes; that it grows from parent to child is all it is for."""


def do(store: Store, path: Path, deed: str, number: int, text: str) -> None:
    """Do one thing to what is there."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, conversation FROM messages ORDER BY id").fetchall()
    if not rows:
        home = store.conversations.create(title=one_line(text)).id
        store.messages.add_user_message(home, None, text)
        return
    message, home = rows[number % len(rows)]
    match deed:
        case "ask":
            store.messages.add_user_message(home, message, text)
        case "branch":
            store.messages.add_user_message(home, store.tree.get(message).parent, text)
        case "answer":
            reply = store.journal.begin(
                home, message, profile="", provider=one_line(text[:3]), model="m"
            )
            status = list(Status)[number % len(Status)]
            if status is not Status.STREAMING:
                store.journal.finish(reply.id, content=text, reasoning=text, status=status)
            else:
                store.journal.finish(
                    reply.id, content="", reasoning="", status=Status.FAILED, error=text
                )
        case "delete":
            store.messages.delete(message)
        case "remove":
            store.messages.remove(message)
        case "copy" if len(rows) < 40:
            store.conversations.duplicate(home, title="copy")
        case "draft":
            store.drafts.set(home, text, edits=message if number % 2 else None)
        case "turn":
            store.messages.set_active_leaf(home, message)
        case _:
            return


def without_ids(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that stands in a file but for what comes of row ids, and for the depths.

    A conversation comes in whole, so that only its own messages keep their order.
    """
    found = contents(path)
    found["messages"] = [row[:_DEPTH] + row[_DEPTH + 1 :] for row in found["messages"]]
    found["messages"].sort(key=lambda row: str(row[1]))
    found["drafts"].sort(key=str)
    return found


@settings(deadline=None, max_examples=20)
@given(DEEDS)
def test_export_and_import_give_the_same(deeds: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        here, there = folder / "here.db", folder / "there.db"
        with (
            Store(here, instance_id="here") as store,
            Store(there, instance_id="there") as other,
        ):
            for deed in deeds:
                do(store, here, *deed)
            file = export(store, folder / "all.jsonl")
            counts, skipped = take_in(other, file)

            assert skipped == []
            assert without_ids(there) == without_ids(here)
            assert take_in(other, file)[0] == ImportCounts(known=counts.new)
            assert without_ids(there) == without_ids(here)
            assert export(other, folder / "again.jsonl").read_bytes() == file.read_bytes()
        with closing(sqlite3.connect(there)) as connection:
            assert not connection.execute(
                "SELECT 1 FROM messages JOIN messages AS above ON above.id = messages.parent"
                " WHERE above.depth >= messages.depth OR above.id >= messages.id"
            ).fetchall()
