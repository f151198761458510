"""parllama's and aichat's sessions, and the backup of g4f's web interface."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from copilot_tui.chat.conversation import Role, Status, Usage
from tests.transfer.foreign_files import (
    FILES,
    SPECIMENS,
    changed_json,
    copied,
    paths_of,
    read,
    visible,
)
from tests.transfer.support import take_in

if TYPE_CHECKING:
    from copilot_tui.store.store import Store


def test_parllama_keeps_prompt_parameters_thinking_pictures_and_documents() -> None:
    (record,), skipped = read(FILES["parllama"])
    assert skipped == []
    assert (record.title, record.updated) == ("Sorting names", 1795820504.831615)
    assert record.system_prompt == "You answer in one sentence."
    assert record.parameters == {"temperature": 0.4, "top_p": 0.9, "seed": 7}
    question, reply, _, last = record.messages
    assert "`notes.md`:\n```markdown\n# Notes\n\n日本\n```" in question.content
    assert len(question.pictures) == 1
    assert (reply.reasoning, reply.provider, reply.model) == (
        "The picture is 2 by 1.",
        "Ollama",
        "tiny:1b",
    )
    assert last.content == "A tool answered:\n```\n42\n```\n\nYou are welcome."


def test_a_reply_that_was_stopped_in_parllama_is_a_stopped_one(tmp_path: Path) -> None:
    def stop(value: Any) -> None:
        value["messages"][2]["content"] = "Two\n\nAborted..."

    message = read(changed_json("parllama", tmp_path, stop))[0][0].messages[1]
    assert (message.content, message.status) == ("Two", Status.STOPPED)


@pytest.mark.parametrize("below", ["", "chats"])
def test_parllama_s_folders_will_do(below: str, tmp_path: Path) -> None:
    (tmp_path / below).mkdir(exist_ok=True)
    copied("parllama", tmp_path / below)
    (tmp_path / below / "broken.json").write_text('{"llm_config": ', encoding="utf-8")
    records, skipped = read(tmp_path)
    assert len(records) == 1
    assert [item.place for item in skipped] == ["broken.json"]


def test_aichat_keeps_what_it_summed_up_and_its_pictures() -> None:
    (record,), skipped = read(FILES["aichat"])
    assert skipped == []
    assert (record.title, record.parameters) == ("sorting", {"temperature": 0.4, "top_p": 0.9})
    assert record.system_prompt == "You answer in one sentence."
    roles = [message.role for message in record.messages]
    assert roles == [
        *(Role.USER, Role.ASSISTANT, Role.SYSTEM),
        *(Role.USER, Role.ASSISTANT, Role.USER, Role.ASSISTANT),
    ]
    assert record.pictures[0].name == "two pixels.png"
    assert record.messages[1].content == "Like this:\n\n```python\nsorted(names)\n```"
    assert record.messages[4].content == 'Two pixels: "äöü", 日本語.'
    assert record.messages[6].content.startswith('Asked `get_time`:\n```json\n{\n  "zone": "UTC"')
    assert record.messages[6].content.endswith("It is noon.")
    assert (record.messages[1].provider, record.messages[1].model) == ("openai", "gpt-4o-mini")


def test_aichat_s_folder_will_do_and_names_tell_times(monkeypatch: pytest.MonkeyPatch) -> None:
    records, skipped = read(SPECIMENS / "aichat")
    assert [record.title for record in records] == ["a short greeting", "sorting"]
    assert 1735700000 < records[0].created < 1735900000
    assert skipped == []


def test_aichat_s_yaml_with_aliases_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.yaml"
    path.write_text("model: a\nmessages:\n- &a [x, x]\n- [*a, *a]\n", encoding="utf-8")
    records, skipped = read(path, "aichat")
    assert records == []
    assert [item.why for item in skipped] == ["It refers to itself by aliases."]


def test_g4f_keeps_attempts_as_versions_and_joins_what_was_continued() -> None:
    records, skipped = read(FILES["g4f"])
    first, second = records
    assert paths_of(first) == [
        ["How do I sort a list of names?", "```python\nnames.sort()\n```"],
        [
            "How do I sort a list of names?",
            "Use `sorted(names)`.",
            "Tell me a long story, 日本",
            "Once upon a time.",
        ],
    ]
    assert visible(first)[-1] == "Once upon a time."
    assert first.messages[-1].status is Status.STOPPED
    assert (first.system_prompt, first.pinned) == ("Answer briefly.", True)
    assert (first.created, first.updated) == (1767225660.0, 1767226140.0)
    assert (first.messages[1].provider, first.messages[1].model) == ("Copilot", "Copilot")
    assert first.messages[1].usage == Usage(9, 5, exact=False)
    assert first.messages[2].reasoning == "In place is an option."
    assert second.messages[0].content == "[picture cat.jpg]"
    assert second.messages[2].status is Status.FAILED
    assert [item.why for item in skipped] == ["A file of it is on the server only."]


def test_a_newer_backup_of_g4f_adds_what_is_new(store: Store, tmp_path: Path) -> None:
    take_in(store, FILES["g4f"])

    def go_on(value: Any) -> None:
        conversation = next(value[key] for key in value if key.startswith("conversation:0"))
        conversation["items"].insert(2, {"role": "assistant", "content": "x", "regenerate": True})
        conversation["items"].append({"role": "user", "content": "Go on"})

    counts, _ = take_in(store, changed_json("g4f", tmp_path, go_on))
    assert (counts.new, counts.grown, counts.known, counts.messages) == (0, 1, 1, 2)


@pytest.mark.parametrize("name", ["parllama", "aichat", "g4f"])
def test_a_second_import_adds_nothing(name: str, store: Store, tmp_path: Path) -> None:
    take_in(store, FILES[name])
    path = copied(name, tmp_path)
    os.utime(path, (5e8, 5e8))
    again, _ = take_in(store, path)
    assert (again.new, again.grown, again.messages) == (0, 0, 0)


@pytest.mark.parametrize("name", ["parllama", "aichat", "g4f"])
def test_the_file_is_not_touched(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    read(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
