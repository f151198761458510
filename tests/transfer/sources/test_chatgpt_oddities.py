"""What stands in real exports of ChatGPT besides plain texts.

The kinds and how they nest are those that public reports on real exports count; see the README of
the specimens.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from copilot_tui.chat.conversation import Role
from tests.transfer.foreign_files import SPECIMENS, assert_sound, read

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord, MessageRecord
    from copilot_tui.transfer.source import Skipped

PICTURE = SPECIMENS / "chatgpt" / "file-AbC123dEf456-two pixels.png"
LINK = "\ue200cite\ue202turn0search1\ue202turn0search4\ue201"


def node(role: str, content: Any, **fields: Any) -> dict[str, Any]:
    """A message as it stands in an export; a text is its content."""
    if isinstance(content, str):
        content = {"content_type": "text", "parts": [content]}
    name = fields.pop("name", None)
    message = {
        "id": "x",
        "author": {"role": role, "name": name, "metadata": {}},
        "create_time": 1735689600.5,
        "update_time": None,
        "content": content,
        "status": "finished_successfully",
        "end_turn": None,
        "weight": 1.0,
        "metadata": {},
        "recipient": "all",
        "channel": None,
    }
    return message | fields


def export(to: Path, *messages: dict[str, Any] | None, **fields: Any) -> Path:
    """An export with one conversation, a row of messages below the empty root."""
    mapping: dict[str, Any] = {"client-created-root": {"id": "r", "message": None, "parent": None}}
    last = "client-created-root"
    for number, message in enumerate(messages, 1):
        key = f"n{number}"
        mapping[last]["children"] = [key]
        mapping[key] = {"id": key, "message": message, "parent": last, "children": []}
        last = key
    conversation = {"title": "Odd", "create_time": 1735689600.0, "mapping": mapping}
    conversation |= {"conversation_id": "c", "current_node": last, "moderation_results": []}
    path = to / "conversations.json"
    path.write_text(json.dumps([conversation | fields]), encoding="utf-8")
    return path


def single(
    to: Path, *messages: dict[str, Any] | None
) -> tuple[ConversationRecord, MessageRecord, list[Skipped]]:
    """The only conversation, its last message, and what was skipped."""
    (record,), skipped = read(export(to, *messages))
    assert_sound([record])
    return record, record.messages[-1], skipped


def test_what_has_no_message_no_time_or_no_text_is_passed_over_in_silence(tmp_path: Path) -> None:
    record, last, skipped = single(
        tmp_path,
        None,
        node("system", "", weight=0, metadata={"is_visually_hidden_from_conversation": True}),
        node("user", {"content_type": "user_editable_context", "user_profile": "I am secret"}),
        node("user", "Hello", create_time=None),
        node("assistant", {"content_type": "text", "parts": [""]}),
        node("assistant", {"content_type": "text", "parts": [None]}),
        node("assistant", {"content_type": "code", "language": "unknown", "text": ""}),
        node("tool", {"content_type": "tether_browsing_display", "result": "", "summary": None}),
        node("assistant", None),
        node("assistant", "Hi"),
    )
    assert [message.content for message in record.messages] == ["Hello", "Hi"]
    assert last.created == 1735689600.5
    assert skipped == []


def test_a_document_that_was_written_beside_the_chat_can_be_read(tmp_path: Path) -> None:
    asked = {"name": "poem", "type": "code/python", "content": "one = 1\ntwo = 2\n"}
    text = {"content_type": "code", "language": "json", "text": json.dumps(asked)}
    _, last, skipped = single(
        tmp_path, node("user", "Write"), node("assistant", text, recipient="canmore.create_textdoc")
    )
    assert last.content == (
        "Asked `canmore.create_textdoc`:\n"
        '```json\n{\n  "name": "poem",\n  "type": "code/python",\n'
        '  "content": "(below)"\n}\n```\n\n'
        "`content`:\n```python\none = 1\ntwo = 2\n```"
    )
    assert skipped == []


def test_so_can_a_change_of_it(tmp_path: Path) -> None:
    asked = {"updates": [{"pattern": ".*", "multiple": False, "replacement": "Dear all\n\nBye"}]}
    _, last, _ = single(
        tmp_path,
        node("user", "Change"),
        node("assistant", json.dumps(asked), recipient="canmore.update_textdoc"),
    )
    assert "`replacement`:\n```\nDear all\n\nBye\n```" in last.content


@pytest.mark.parametrize(
    ("text", "metadata", "read_as"),
    [
        (
            f"Snow{LINK}.",
            {"content_references": [{"matched_text": LINK, "alt": "([a](https://a.example))"}]},
            "Snow([a](https://a.example)).",
        ),
        (f"Snow{LINK}.", {"content_references": [{"matched_text": LINK, "alt": None}]}, "Snow."),
        (f"Snow{LINK}.", {}, "Snow."),
        ('In \ue200entity\ue202["city","Oslo","Norway"]\ue201 now', {}, "In Oslo now"),
        ("In \ue200entity\ue202Oslo\ue201 now", {}, "In Oslo now"),
        ("\ue200entity\ue202[7]\ue201", {}, ""),
        (
            "See \ue200url\ue202Docs\ue202https://d.example/\ue201",
            {},
            "See [Docs](https://d.example/)",
        ),
        ("See \ue200url\ue202Docs\ue202javascript:x\ue201", {}, "See Docs"),
        ("\ue200link_title\ue202Open\ue202turn0search1\ue201!", {}, "Open!"),
        ("half \ue200cite\ue202turn0", {}, "half "),
        ("a\ue203b", {}, "a\ue203b"),
        ("As said【4†source】.", {}, "As said【4†source】."),
        (
            "As said【4†source】.",
            {
                "citations": [
                    {
                        "start_ix": 7,
                        "end_ix": 17,
                        "metadata": {"title": "A [b]", "url": "https://a.example"},
                    }
                ],
                "content_references": [{"matched_text": " ", "alt": "no"}],
            },
            "As said([A b](https://a.example)).",
        ),
    ],
)
def test_references_become_links_and_names(
    tmp_path: Path, text: str, metadata: dict[str, Any], read_as: str
) -> None:
    record, _, skipped = single(
        tmp_path, node("user", "?"), node("assistant", text, metadata=metadata)
    )
    texts = [message.content for message in record.messages[1:]]
    assert texts == ([read_as] if read_as else [])
    assert skipped == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"content_type": "citable_code_output", "output_str": "rows: 3"}, "rows: 3"),
        (
            {
                "content_type": "sonic_webpage",
                "url": "https://a.example",
                "title": "A",
                "text": "t",
            },
            "A\n\nt",
        ),
        (
            {"content_type": "tether_quote", "url": "file-1", "title": "a.cs", "text": "x = 1"},
            "x = 1",
        ),
        ({"content_type": "tether_browsing_display", "result": "L0: a", "summary": ""}, "L0: a"),
        ({"content_type": "system_error", "name": "tool_error", "text": "no"}, "tool_error: no"),
        ({"content_type": "execution_output", "text": "42"}, "42"),
    ],
)
def test_what_tools_answer_is_kept(tmp_path: Path, content: Any, words: str) -> None:
    _, last, skipped = single(tmp_path, node("user", "?"), node("tool", content, name="tool.x"))
    assert last.role is Role.ASSISTANT
    assert last.content.startswith("`tool.x` answered:\n```\n")
    assert words in last.content
    assert skipped == []


def test_what_was_said_aloud_stands_there_as_text(tmp_path: Path) -> None:
    parts = [
        {"content_type": "audio_transcription", "text": "Good morning", "direction": "in"},
        {
            "content_type": "real_time_user_audio_video_asset_pointer",
            "audio_asset_pointer": {"content_type": "audio_asset_pointer"},
        },
    ]
    spoken = {"content_type": "multimodal_text", "parts": parts}
    sound = {"content_type": "multimodal_text", "parts": [{"content_type": "audio_asset_pointer"}]}
    record, _, skipped = single(tmp_path, node("user", spoken), node("assistant", sound))
    assert [message.content for message in record.messages] == ["Good morning", "[sound]"]
    assert skipped == []


def test_what_code_has_drawn_is_shown_below_its_output(tmp_path: Path) -> None:
    (tmp_path / PICTURE.name).write_bytes(PICTURE.read_bytes())
    drawn = [
        {"message_type": "stream", "text": "done"},
        {"message_type": "image", "image_url": "file-service://file-AbC123dEf456"},
    ]
    output = node(
        "tool",
        {"content_type": "execution_output", "text": "done"},
        name="python",
        metadata={"aggregate_result": {"messages": drawn}},
    )
    record, last, skipped = single(tmp_path, node("user", "Draw"), output)
    assert last.content.startswith("`python` answered:\n```\ndone\n```\n\n![")
    assert len(record.pictures) == 1
    assert skipped == []


def test_a_picture_of_a_screen_that_is_missing_is_a_notice(tmp_path: Path) -> None:
    screen = {
        "content_type": "computer_output",
        "screenshot": {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_9"},
    }
    _, _, skipped = single(tmp_path, node("user", "?"), node("tool", screen, name="computer.do"))
    assert [one.is_picture for one in skipped] == [True]


def test_a_kind_that_is_not_known_is_reported(tmp_path: Path) -> None:
    record, _, skipped = single(
        tmp_path, node("user", "?"), node("assistant", {"content_type": "hologram"})
    )
    assert len(record.messages) == 1
    assert [one.is_picture for one in skipped] == [False]
    assert "hologram" in skipped[0].why
