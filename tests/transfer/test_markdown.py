"""Markdown that people read, and out of which every text comes back exactly."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.text import clean
from copilot_tui.transfer.formats.markdown import MarkdownText
from copilot_tui.transfer.sources.markdown import SOURCE
from tests.transfer.support import conversation, message

if TYPE_CHECKING:
    from copilot_tui.transfer.record import ConversationRecord, MessageRecord
    from copilot_tui.transfer.source import Skipped

UID = uuid4()
MARK = f"{UID.int % (1 << 32):08x}"
"""The word that the marks would begin with if no text held it."""

SCRAPS = st.sampled_from(
    [
        *("\n", "\n\n", " ", "```", "~~~\n", "# ", "## You", "### Reasoning", "-->", "<!--", "--"),
        *(f"<!-- {MARK} end -->", f"\n\n<!-- {MARK} end -->\n", f"<!-- {MARK} {{}} -->", MARK),
        f'\n\n## You\n\n<!-- {MARK} {{"role": "user"}} -->\n\n',
        f'# T\n\n<!-- {MARK} {{"copilot-tui": 1, "uid": "{UID}"}} -->\n\n- Started: now',
        '\n\n# T\n\n<!-- 01234567 {"copilot-tui": 1} -->\n\n<!-- 01234567 end -->\n',
        *("\\", "\t", "ä", "\N{GRINNING FACE}", "\u200b", "---\ntitle: x\n---\n", "<details>"),
    ]
)
TEXTS = st.lists(SCRAPS | st.text(max_size=5), max_size=8).map("".join).map(clean)


def read_back(*texts: str) -> list[ConversationRecord]:
    """What is read from a file that holds these texts."""
    skipped: list[Skipped] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chat.md"
        path.write_text("".join(texts), encoding="utf-8", newline="\n")
        assert SOURCE.recognises(path)
        records = [*SOURCE.records(path, skipped.append)]
    assert skipped == []
    return records


def as_markdown(record: ConversationRecord, *, branches: bool = False) -> str:
    return "".join(MarkdownText(branches=branches).pieces(record))


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS, TEXTS, TEXTS)
def test_every_text_comes_back_exactly(
    texts: list[str], reasoning: str, error: str, system_prompt: str
) -> None:
    chain: list[MessageRecord] = []
    for number, text in enumerate(texts):
        one = message(str(number), chain[-1] if chain else None)
        role = Role.ASSISTANT if number % 2 else Role.USER
        chain.append(replace(one, content=text, reasoning=reasoning, error=error, role=role))
    record = replace(conversation("Chat", *chain), uid=UID, system_prompt=system_prompt)
    record = replace(record, conversation_id=str(uuid4()))

    again = replace(conversation("Next", message("next")), uid=uuid4())
    first, second = read_back(as_markdown(record), as_markdown(again))

    assert first == replace(record, opened=None)
    assert second.messages == again.messages


def test_only_the_visible_path_goes_out_unless_all_branches_are_asked_for() -> None:
    asked = message("asked")
    left, right = message("left", asked), message("right", asked)
    record = conversation("Fork", asked, left, right)

    (path,) = read_back(as_markdown(record))
    (tree,) = read_back(as_markdown(record, branches=True))

    assert [one.content for one in path.messages] == ["asked", "right"]
    assert tree.messages == record.messages
    assert "## You, version 1 of 2" in as_markdown(record, branches=True)


def test_every_mark_is_a_comment_that_ends_where_it_should() -> None:
    record = replace(conversation("-- -->", message("x")), parameters={"stop": "--->"})
    marks = [line for line in as_markdown(record).splitlines() if line.startswith("<!--")]

    assert len(marks) == 3
    assert all("--" not in mark.removeprefix("<!--").removesuffix("-->") for mark in marks)


def test_people_can_read_it() -> None:
    asked = message("Hello")
    said = replace(
        message("Bye", asked), role=Role.ASSISTANT, model="gpt", status=Status.INTERRUPTED
    )
    text = as_markdown(conversation("A -- title", asked, said))

    shown = [line for line in text.splitlines() if line and not line.startswith("<!--")]
    assert shown == [
        "# A -- title",
        "- Started: 1 January 1970, 00:00 UTC",
        "- Last message: 1 January 1970, 00:00 UTC",
        "## You",
        "Hello",
        "## gpt (interrupted)",
        "Bye",
    ]


def test_line_ends_of_windows_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "chat.md"
    text = as_markdown(conversation("Chat", message("two\nlines")))
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert SOURCE.recognises(path)
    (record,) = SOURCE.records(path, lambda _: None)
    assert record.messages[0].content == "two\nlines"


def test_a_file_that_was_cut_off_says_so_and_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "chat.md"
    asked = message("asked")
    text = as_markdown(conversation("Chat", asked, message("answered", asked)))
    path.write_text(text[: text.index("ered")])
    skipped: list[Skipped] = []

    (record,) = SOURCE.records(path, skipped.append)

    assert [one.content for one in record.messages] == ["asked", "answ"]
    assert [one.place for one in skipped] == ["line 1"]


@pytest.mark.parametrize("text", ["", "# Notes\n\ntext\n", "\x00\xff", "<!-- 01234567 {} -->"])
def test_other_markdown_is_not_taken_for_ours(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.md"
    path.write_text(text)

    assert not SOURCE.recognises(path)
