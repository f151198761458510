"""What stands in real exports of Claude besides plain texts."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

from tests.transfer.foreign_files import assert_sound, read

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord
    from copilot_tui.transfer.source import Skipped


def said(sender: str, *blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A message as it stands in an export."""
    message = {
        "text": "",
        "content": list(blocks),
        "sender": sender,
        "created_at": "2025-05-01T10:00:00.000000Z",
        "updated_at": "2025-05-01T10:00:00.000000Z",
        "attachments": [],
        "files": [],
    }
    return message | fields


def block(kind: str, **fields: Any) -> dict[str, Any]:
    times = {"start_timestamp": None, "stop_timestamp": None, "flags": None}
    return {"type": kind, **times, **fields}


def export(to: Path, *messages: dict[str, Any]) -> Path:
    """The zip file that is mailed, with all that lies beside the conversations in it."""
    numbered = [message | {"uuid": f"m{number}"} for number, message in enumerate(messages)]
    empty: dict[str, Any] = {"uuid": "e", "name": "", "created_at": None, "chat_messages": []}
    one = {"uuid": "c", "name": "", "summary": "", "account": {"uuid": "a"}, "project": None}
    path = to / "data-2025-05-02-10-00-00-batch-0000.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("users.json", '[{"uuid": "a", "full_name": "A"}]')
        file.writestr("projects.json", '[{"uuid": "p", "docs": [{"content": "secret"}]}]')
        file.writestr("memories.json", "[]")
        file.writestr("conversations.json", json.dumps([empty, one | {"chat_messages": numbered}]))
    return path


def single(to: Path, *messages: dict[str, Any]) -> tuple[ConversationRecord, list[Skipped]]:
    """The only conversation with something in it, and what was skipped."""
    (record,), skipped = read(export(to, *messages))
    assert_sound([record])
    return record, skipped


def test_an_artifact_can_be_read(tmp_path: Path) -> None:
    artifact = {
        "id": "snake",
        "type": "application/vnd.ant.code",
        "title": "Snake",
        "command": "create",
        "language": "python",
        "content": "import curses\n\nprint('```')\n",
    }
    record, skipped = single(
        tmp_path,
        said("human", block("text", text="Write snake", citations=[])),
        said(
            "assistant",
            block("thinking", thinking="Easy.", summaries=[{"summary": "x"}], cut_off=False),
            block("text", text="Here it is."),
            block("tool_use", name="artifacts", input=artifact, message="artifacts"),
            block("tool_result", name="artifacts", content=[{"type": "text", "text": "OK"}]),
            block("text", text="Run it."),
        ),
    )
    reply = record.messages[1]
    assert "`content`:\n````python\nimport curses\n\nprint('```')\n````" in reply.content
    assert reply.content.startswith("Here it is.\n\nAsked `artifacts`:")
    assert reply.content.endswith("`artifacts` answered:\n```\nOK\n```\n\nRun it.")
    assert reply.reasoning == "Easy."
    assert record.title == "Write snake"
    assert skipped == []


def test_what_other_blocks_hold_is_kept_and_what_holds_nothing_is_no_fault(tmp_path: Path) -> None:
    record, skipped = single(
        tmp_path,
        said("human", block("voice_note", title="Note", text="Spoken words")),
        said(
            "assistant",
            block("redacted_thinking", data="Zm9v"),
            block("token_budget"),
            block("tool_use", name="web_search", input=None),
            block("tool_result", name="web_search", content=None, is_error=True),
            block("image", source={}),
            block("text", text="Done."),
        ),
    )
    question, reply = (message.content for message in record.messages)
    assert question == "Spoken words"
    assert reply.startswith("Asked `web_search`:")
    assert reply.endswith("Done.")
    assert skipped == []


def test_a_message_of_nothing_but_files_is_kept(tmp_path: Path) -> None:
    record, skipped = single(
        tmp_path,
        said(
            "human",
            attachments=[
                {"file_name": "", "file_size": 3, "file_type": "txt", "extracted_content": "long"},
                {"file_name": "a.pdf", "file_size": 9, "file_type": "pdf", "extracted_content": ""},
            ],
            files=[{"file_name": "photo ü.jpg"}, {"file_uuid": "f"}, {"file_name": "a.pdf"}],
        ),
        said("assistant", block("text", text="")),
        said("assistant", text="Old text", content=None),
    )
    assert record.messages[0].content == (
        "`pasted text`:\n```\nlong\n```\n\n[file a.pdf]\n\n[file photo ü.jpg]"
    )
    assert record.messages[-1].content == "Old text"
    assert skipped == []
