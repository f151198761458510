"""Claude's data export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.transfer.foreign_files import (
    FILES,
    SPECIMENS,
    changed_json,
    paths_of,
    read,
    visible,
    zipped,
)
from tests.transfer.support import take_in

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store


def test_all_branches_come_and_the_newest_is_visible() -> None:
    record = read(FILES["claude"])[0][0]
    assert [path[-1] for path in paths_of(record)] == [
        "You are welcome.",
        "An old text without blocks",
    ]
    assert visible(record)[1:] == ["Another answer.", "An old text without blocks"]


def test_the_leaf_that_the_file_names_is_visible(tmp_path: Path) -> None:
    def name_it(value: Any) -> None:
        value[0]["current_leaf_message_uuid"] = "m5"

    record = read(changed_json("claude", tmp_path, name_it))[0][0]
    assert visible(record)[-1] == "You are welcome."


def test_thinking_tools_and_attached_files_come_along() -> None:
    record = read(FILES["claude"])[0][0]
    question, reply = record.messages[:2]
    assert question.content == (
        "How do I sort the names in this file?\n\n"
        "`names.py`:\n````python\nnames = ['b', 'a']\n# ```\n````\n\n"
        "`pasted text`:\n```\na paste\n```\n\n"
        "[file photo.png]"
    )
    assert reply.reasoning == "The list is short."
    assert reply.content == (
        "Let me try.\n\n"
        'Asked `repl`:\n```json\n{\n  "code": "sorted(names)"\n}\n```\n\n'
        "`repl` answered:\n```\n['a', 'b']\n```\n\n"
        "Use `sorted(names)`. 日本語"
    )


def test_times_are_read() -> None:
    record = read(FILES["claude"])[0][0]
    assert (record.created, record.updated) == (1740823200.0, 1740823500.0)
    assert record.messages[0].created == 1740823201.123456


def test_an_old_export_is_a_row_of_messages() -> None:
    record = read(FILES["claude"])[0][1]
    assert visible(record) == ["An export from before there were parents", "One after the other."]
    assert record.title == "An export from before there were parents"


def test_a_second_import_adds_nothing(store: Store, tmp_path: Path) -> None:
    first, _ = take_in(store, FILES["claude"])
    again, skipped = take_in(store, zipped(SPECIMENS / "claude", tmp_path / "export.zip"))
    assert (first.new, first.messages) == (2, 8)
    assert (again.known, again.messages, skipped) == (2, 0, [])


def test_an_unknown_part_and_an_unknown_sender_are_reported(tmp_path: Path) -> None:
    def spoil(value: Any) -> None:
        value[0]["chat_messages"][1]["content"].append({"type": "hologram"})
        value[0]["chat_messages"][3]["sender"] = None

    records, skipped = read(changed_json("claude", tmp_path, spoil))
    assert [(item.place, item.why) for item in skipped] == [
        ("conversation 1, message 2", "What a part of it holds is not known: hologram."),
        ("conversation 1, message 4", "Its sender is not known: NoneType."),
        (
            "conversation 1, message m5",
            "What it follows is not there; it stands at the beginning.",
        ),
    ]
    assert len(records[0].messages) == 5
