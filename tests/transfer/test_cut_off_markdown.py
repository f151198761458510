"""Markdown of ours that was cut off somewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Role
from copilot_tui.store.import_rows import ImportCounts
from copilot_tui.transfer.formats.markdown import MarkdownText
from copilot_tui.transfer.sources.markdown import SOURCE
from tests.transfer.support import conversation, message, take_in

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store
    from copilot_tui.transfer.record import ConversationRecord
    from copilot_tui.transfer.source import Skipped

ASKED = message("asked")
ANSWERED = replace(message("answered", ASKED), role=Role.ASSISTANT, model="gpt")
RECORD = replace(conversation("Chat", ASKED, ANSWERED), system_prompt="Be short.")
TEXT = "".join(MarkdownText(branches=False).pieces(RECORD))


def read(path: Path, text: str) -> tuple[list[ConversationRecord], list[tuple[str, str]]]:
    """What is read from a file with a text, and what is said of it."""
    path.write_text(text)
    skipped: list[Skipped] = []
    records = [*SOURCE.records(path, skipped.append)]
    return records, [(one.place, one.why) for one in skipped]


@pytest.mark.parametrize("end", ["\n- Started", "short.", "\n## You", ' "user"', "\n\nasked"])
def test_before_the_first_message_nothing_of_it_comes_in(tmp_path: Path, end: str) -> None:
    assert read(tmp_path / "chat.md", TEXT[: TEXT.index(end)]) == (
        [],
        [("line 1", "There are no messages in it: the file was cut off.")],
    )


def test_a_conversation_behind_it_comes_in(tmp_path: Path) -> None:
    other = "".join(MarkdownText(branches=False).pieces(conversation("Other", message("one"))))

    records, told = read(tmp_path / "chat.md", f"{TEXT[: TEXT.index('## You')]}{other}")

    assert [record.title for record in records] == ["Other"]
    assert [place for place, _ in told] == ["line 1"]


@pytest.mark.parametrize("end", ["role", ' "assistant"', " -->\n\nanswered", "\nanswered"])
def test_what_is_left_of_the_next_mark_is_no_text_of_the_message_before(
    tmp_path: Path, end: str
) -> None:
    cut = TEXT[: TEXT.rindex(end)]

    (record,), told = read(tmp_path / "chat.md", cut)

    assert [(one.uid, one.content) for one in record.messages] == [(ASKED.uid, "asked")]
    assert record.messages[0] == RECORD.messages[0]
    assert told == [
        ("line 1", "The conversation ends before its last mark: the file was cut off."),
    ]


def test_with_a_part_of_the_last_mark_all_messages_are_whole(tmp_path: Path) -> None:
    (record,), told = read(tmp_path / "chat.md", TEXT[: TEXT.rindex("nd -->")])

    assert record.messages == RECORD.messages
    assert len(told) == 1


@pytest.mark.parametrize("text", ["asked", "answered"])
def test_a_cut_through_a_text_is_told_and_what_there_is_of_it_comes_in(
    tmp_path: Path, text: str
) -> None:
    (record,), told = read(tmp_path / "chat.md", TEXT[: TEXT.index(text) + 3])

    assert record.messages[-1].content == text[:3]
    assert told == [
        (
            "line 1",
            "The conversation ends before its last mark: the file was cut off, and the last "
            "message may lack its end.",
        )
    ]


def test_the_whole_file_brings_what_was_missing(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "chat.md"
    brought = []
    for end in (TEXT.index("\n## You"), TEXT.rindex("role"), len(TEXT), len(TEXT)):
        path.write_text(TEXT[:end])
        brought.append(take_in(store, path)[0])

    assert brought == [
        ImportCounts(),
        ImportCounts(new=1, messages=1),
        ImportCounts(grown=1, messages=1),
        ImportCounts(known=1),
    ]
    (entry,) = store.exports.entries(deleted=False)
    kept = store.exports.record(entry.id, deleted=False)
    assert [one.content for one in kept.messages] == ["asked", "answered"]
    assert kept.active_leaf == ANSWERED.uid


def test_an_export_without_messages_that_is_whole_is_taken_as_it_is(tmp_path: Path) -> None:
    record = replace(RECORD, messages=(), active_leaf=None)
    text = "".join(MarkdownText(branches=False).pieces(record))

    (read_back,), told = read(tmp_path / "chat.md", text)

    assert (read_back.title, read_back.system_prompt, told) == ("Chat", "Be short.", [])


def test_where_no_message_can_be_read_no_empty_conversation_comes_in(tmp_path: Path) -> None:
    records, told = read(tmp_path / "chat.md", TEXT.replace('"role":', '"part":'))

    assert records == []
    assert told[-1] == ("line 1", "There are no messages in it that can be read.")
