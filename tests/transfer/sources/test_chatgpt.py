"""ChatGPT's data export."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from copilot_tui.chat.conversation import Role, Status
from tests.transfer.foreign_files import (
    FILES,
    SPECIMENS,
    changed_json,
    copied,
    paths_of,
    read,
    visible,
    zipped,
)
from tests.transfer.support import take_in

if TYPE_CHECKING:
    from copilot_tui.store.store import Store

FIRST = "How do I sort a list of names?"
SORTED = "Use **`sorted(names)`**.\n\n日本語 äöü"


def test_all_branches_come_and_the_visible_one_stays_visible() -> None:
    records, _ = read(FILES["chatgpt"])
    paths = paths_of(records[0])
    assert [path[:2] for path in paths] == [
        [FIRST, "Use `names.sort()`."],
        [FIRST, SORTED],
        [FIRST, SORTED],
    ]
    assert visible(records[0])[:2] == [FIRST, SORTED]
    assert visible(records[0])[2].endswith("Run it on this, please\n\n[file notes.pdf]")


def test_the_parts_of_a_reply_are_one_message() -> None:
    reply = read(FILES["chatgpt"])[0][0].messages[-1]
    assert reply.content == (
        "Asked `python`:\n```\nprint(sorted(['b', 'a']))\n```\n\n"
        "`python` answered:\n```\n['a', 'b']\n```\n\n"
        "It is `['a', 'b']`. ([docs](https://docs.example/sort))"
    )
    assert reply.reasoning == "**Planning**\n\nI should run it.\n\nThought for 3 seconds"
    assert (reply.created, reply.finished) == (1735689721.0, 1735689725.0)


def test_what_was_never_seen_stays_out() -> None:
    records, skipped = read(FILES["chatgpt"])
    everything = repr(records) + repr(skipped)
    assert "I like Python" not in everything
    assert "Be brief" not in everything


@pytest.mark.parametrize("field", ["content_type", "hidden"])
def test_each_of_both_signs_is_enough_to_stay_out(field: str, tmp_path: Path) -> None:
    def leave_one(value: Any) -> None:
        message = value[0]["mapping"]["ctx"]["message"]
        if field == "hidden":
            message["content"] = {"content_type": "text", "parts": ["I like Python"]}
        else:
            message["metadata"] = {}
            message["content"]["parts"] = ["I like Python"]

    records, _ = read(changed_json("chatgpt", tmp_path, leave_one))
    assert "I like Python" not in repr(records)


def test_a_reply_that_parts_in_its_middle_stays_a_branch(tmp_path: Path) -> None:
    def part(value: Any) -> None:
        nodes = value[0]["mapping"]
        nodes["f2"] = {**nodes["f1"], "id": "f2", "message": {**nodes["f1"]["message"]}}
        nodes["f2"]["message"]["content"] = {"content_type": "text", "parts": ["Otherwise."]}

    record = read(changed_json("chatgpt", tmp_path, part))[0][0]
    ends = [path[-1] for path in paths_of(record)]
    assert ends[-2:] == ["It is `['a', 'b']`. ([docs](https://docs.example/sort))", "Otherwise."]


def test_a_tree_of_children_without_parents_is_the_same_tree(tmp_path: Path) -> None:
    def forget(value: Any) -> None:
        for node in value[0]["mapping"].values():
            del node["parent"]

    assert read(changed_json("chatgpt", tmp_path, forget))[0][0].messages == (
        read(changed_json("chatgpt", tmp_path, lambda _: None))[0][0].messages
    )


def test_times_models_and_states_come_along() -> None:
    record = read(FILES["chatgpt"])[0][0]
    assert (record.created, record.updated, record.pinned) == (1735689600.0, 1735690100.25, True)
    by_text = {message.content: message for message in record.messages}
    assert by_text[FIRST].created == 1735689601.5
    assert by_text[FIRST].model == ""
    assert by_text[SORTED].model == "o3"
    assert by_text["Here is"].status is Status.STOPPED


def test_a_system_message_that_was_seen_becomes_the_system_prompt() -> None:
    record = read(FILES["chatgpt"])[0][1]
    assert record.system_prompt == "You are a painter."
    assert Role.SYSTEM not in {message.role for message in record.messages}


@pytest.mark.parametrize("form", ["alone", "folder", "zip", "zip with a folder"])
def test_pictures_come_from_a_zip_file_a_folder_and_beside_a_file(
    form: str, tmp_path: Path
) -> None:
    folder = SPECIMENS / "chatgpt"
    path = {
        "alone": lambda: FILES["chatgpt"],
        "folder": lambda: folder,
        "zip": lambda: zipped(folder, tmp_path / "a.zip"),
        "zip with a folder": lambda: zipped(folder, tmp_path / "b.zip", below="export/"),
    }[form]()
    records, skipped = read(path)
    found = [
        (picture.name, picture.width, picture.height) for r in records for picture in r.pictures
    ]
    assert found[0] == ("two pixels.png", 2, 1)
    assert found[1] == ("red square.png", 3, 2)
    assert found[2][1:] == (4, 4)
    assert [(item.place, item.why) for item in skipped] == [
        ("conversation 2, message i", "A picture of it is not in the export.")
    ]


def test_an_export_in_several_files_is_read_whole(tmp_path: Path) -> None:
    for number in range(2):
        shutil.copy(FILES["chatgpt"], tmp_path / f"conversations-00{number}.json")
    records, skipped = read(tmp_path)
    assert len(records) == 6
    assert skipped[0].place == "conversations-000.json, conversation 1, message u3b"


def test_a_conversation_without_a_title_is_called_by_its_question() -> None:
    assert read(FILES["chatgpt"])[0][2].title == "First question with a second line"


def test_a_second_import_adds_nothing(store: Store) -> None:
    first, _ = take_in(store, FILES["chatgpt"])
    again, _ = take_in(store, SPECIMENS / "chatgpt")
    assert (first.new, first.messages) == (3, 12)
    assert (again.new, again.grown, again.known, again.messages) == (0, 0, 3, 0)


def test_a_newer_export_adds_what_is_new(store: Store, tmp_path: Path) -> None:
    take_in(store, FILES["chatgpt"])

    def go_on(value: Any) -> None:
        nodes = value[0]["mapping"]
        new = {**nodes["u3b"], "id": "u9", "parent": "f1", "children": []}
        new["message"] = {**new["message"], "id": "u9", "create_time": 1735699999.0}
        nodes["u9"] = new
        value[0]["current_node"] = "u9"

    counts, _ = take_in(store, changed_json("chatgpt", tmp_path, go_on))
    assert (counts.new, counts.grown, counts.messages) == (0, 1, 1)


def test_a_reply_that_has_grown_since_is_not_lost(store: Store, tmp_path: Path) -> None:
    def without_its_end(value: Any) -> None:
        del value[0]["mapping"]["f1"]
        value[0]["current_node"] = "r1"

    take_in(store, changed_json("chatgpt", tmp_path, without_its_end))
    counts, _ = take_in(store, FILES["chatgpt"])
    assert counts.messages == 1


def test_the_file_is_not_touched(tmp_path: Path) -> None:
    path = zipped(SPECIMENS / "chatgpt", tmp_path / "export.zip")
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.iterdir()))
    read(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.iterdir())) == before


def test_a_conversation_alone_is_read(tmp_path: Path) -> None:
    path = changed_json("chatgpt", tmp_path, lambda value: value[0])
    records, skipped = read(path)
    assert [record.title for record in records] == ["Sorting names"]
    assert [item.place for item in skipped] == ["conversation 1, message u3b"]


def test_a_conversation_that_makes_no_sense_is_left_out_and_the_others_come(
    tmp_path: Path,
) -> None:
    def spoil(value: Any) -> None:
        value.insert(1, {"title": "no tree"})
        value.insert(2, 7)
        value[3]["mapping"]["u"]["message"]["author"]["role"] = "oracle"

    records, skipped = read(changed_json("chatgpt", tmp_path, spoil))
    assert len(records) == 3
    why = {item.place: item.why for item in skipped}
    assert why["conversation 2"] == why["conversation 3"] == "It is no conversation of ChatGPT."
    assert why["conversation 4, message u"] == "Its role is not known: oracle."


def test_talk_about_the_format_is_not_taken_for_it(tmp_path: Path) -> None:
    path = copied("claude", tmp_path)
    text = path.read_text(encoding="utf-8").replace("Thanks", r"Look: \"mapping\": {")
    path.write_text(text, encoding="utf-8")
    assert read(path)[0][0].title == "Sorting names"
