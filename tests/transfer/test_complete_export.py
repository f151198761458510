"""The complete export: importing it gives the same conversation file."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.store.import_rows import ImportCounts
from tests.transfer.support import contents, export, fill, take_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from copilot_tui.store.store import Store


@pytest.fixture
def exported(store: Store, path: Path, tmp_path: Path) -> Path:
    fill(store, path)
    return export(store, tmp_path / "all.jsonl")


def test_importing_it_into_an_empty_file_gives_the_same(
    exported: Path, path: Path, other: Store, other_path: Path
) -> None:
    counts, skipped = take_in(other, exported)

    assert skipped == []
    assert counts == ImportCounts(new=4, messages=9)
    same = contents(path)
    assert all(same[name] for name in same if name not in ("journal", "queued"))
    assert contents(other_path) == same


def test_importing_it_into_the_file_it_came_from_adds_nothing(
    exported: Path, store: Store, path: Path
) -> None:
    before = contents(path)

    assert take_in(store, exported)[0] == ImportCounts(known=4)
    assert contents(path) == before


def test_importing_it_twice_adds_nothing_the_second_time(
    exported: Path, other: Store, other_path: Path
) -> None:
    take_in(other, exported)
    before = contents(other_path)

    assert take_in(other, exported)[0] == ImportCounts(known=4)
    assert contents(other_path) == before


def test_what_is_imported_is_found(exported: Path, other: Store) -> None:
    take_in(other, exported)
    while other.search.backfill():
        pass

    assert [hit.conversation.title for hit in other.search.messages("answer", limit=5)] == [
        "Plain \N{SNOWMAN}"
    ]


def test_it_holds_no_handle_of_a_server(exported: Path) -> None:
    assert "secret" not in exported.read_text(encoding="utf-8")


def test_without_the_deleted_ones_neither_trash_nor_removed_messages_go_out(
    store: Store, path: Path, tmp_path: Path
) -> None:
    fill(store, path)
    text = export(store, tmp_path / "all.jsonl", deleted=False).read_text(encoding="utf-8")

    assert "Plain" in text
    assert "In the trash" not in text
    assert "Away" not in text
    assert "cat.png" not in text


def test_a_reply_that_is_still_coming_in_goes_out_as_an_interrupted_one(
    store: Store, tmp_path: Path, other: Store
) -> None:
    home = store.conversations.create(title="Now")
    asked = store.messages.add_user_message(home.id, None, "Go")
    reply = store.journal.begin(home.id, asked.id, profile="", provider="", model="")
    store.journal.write(reply.id, "half of", "")
    take_in(other, export(store, tmp_path / "all.jsonl"))

    leaf = other.conversations.page(limit=1)[0].active_leaf
    assert leaf is not None
    last = other.tree.get(leaf)
    assert (last.status, last.content) == (Status.INTERRUPTED, "half of")
    assert "exported" in last.error


def _cut(line: str) -> str:
    return line[: len(line) // 2]


def _without_uid(line: str) -> str:
    return json.dumps({**json.loads(line), "uid": None}) + "\n"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_cut, "It is not valid JSON."),
        (lambda _: "[" * 100_000 + "\n", "It is not valid JSON."),
        (lambda _: "[1]\n", "It is not a JSON object."),
        (lambda _: "\udcff\n", "It is not valid JSON."),
        (_without_uid, '"uid" is missing.'),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_in(
    exported: Path, other: Store, spoil: Callable[[str], str], why: str
) -> None:
    lines = exported.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = spoil(lines[2])
    if not lines[2].endswith("\n"):
        lines[2] += "\n"
    exported.write_bytes("".join(lines).encode("utf-8", "surrogateescape"))

    counts, skipped = take_in(other, exported)

    assert [(one.place, one.why) for one in skipped] == [("line 3", why)]
    assert counts.new == 3


def test_a_file_that_was_cut_off_says_so_and_the_rest_goes_in(exported: Path, other: Store) -> None:
    lines = exported.read_text(encoding="utf-8").splitlines(keepends=True)
    exported.write_text("".join(lines[:3]) + lines[3][:-20], encoding="utf-8")

    counts, skipped = take_in(other, exported)

    assert [one.place for one in skipped] == ["line 4", "line 5"]
    assert "cut off" in skipped[1].why
    assert counts.new == 2


@pytest.mark.parametrize("lines", [3, -1])
@pytest.mark.parametrize("end", ["\n", "", "\n\n"])
def test_where_only_the_last_line_is_missing_what_was_read_is_called_whole(
    exported: Path, other: Store, lines: int, end: str
) -> None:
    left = exported.read_text(encoding="utf-8").splitlines()[:lines]
    exported.write_text("\n".join(left) + end, encoding="utf-8")

    counts, skipped = take_in(other, exported)

    assert counts.new == len(left) - 1
    assert [one.why for one in skipped] == [
        "The last line, which says that nothing more follows, is missing: what was read is whole, "
        "but there may have been more."
    ]


def test_a_newer_version_is_named_and_read_as_far_as_it_is_known(
    exported: Path, other: Store
) -> None:
    text = exported.read_text(encoding="utf-8")
    exported.write_text(text.replace('"version":1', '"version":2,"new":[1]'), encoding="utf-8")

    counts, skipped = take_in(other, exported)

    assert counts.new == 4
    assert [one.place for one in skipped] == ["line 1"]
    assert "newer version" in skipped[0].why


@pytest.mark.parametrize("header", ["", '{"format":"something else","version":1}\n', "{\n"])
def test_a_wrong_header_is_named_and_the_rest_goes_in(
    exported: Path, other: Store, header: str
) -> None:
    _, _, rest = exported.read_text(encoding="utf-8").partition("\n")
    exported.write_text(header + rest, encoding="utf-8")

    counts, skipped = take_in(other, exported)

    assert counts.new == 4
    assert [one.place for one in skipped] == ["line 1"]


def test_a_bad_message_is_left_out_and_what_follows_it_follows_the_one_before(
    exported: Path, other: Store, other_path: Path
) -> None:
    lines = exported.read_text(encoding="utf-8").splitlines()
    conversation = json.loads(lines[1])
    conversation["messages"][1]["role"] = "juggler"
    exported.write_text("\n".join([lines[0], json.dumps(conversation), *lines[2:], ""]))

    _, skipped = take_in(other, exported)

    assert [one.place for one in skipped] == ["line 2, message 2"]
    with closing(sqlite3.connect(other_path)) as connection:
        found = connection.execute(
            "SELECT above.content FROM messages JOIN messages AS above"
            " ON above.id = messages.parent WHERE messages.content = 'More'"
        ).fetchall()
    assert [text.partition("\n")[0] for (text,) in found] == ["Hello"]


def test_a_picture_that_is_damaged_is_left_out(exported: Path, other: Store) -> None:
    text = exported.read_text(encoding="utf-8")
    exported.write_text(text.replace('"data":"iVBO', '"data":"iVBP'), encoding="utf-8")

    _, skipped = take_in(other, exported)

    assert [(one.place, one.why) for one in skipped] == [
        ("line 2, picture 1", "Its data is damaged.")
    ]
