"""Files of other programs, and what is read from them."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copilot_tui.transfer.all_sources import source_named, source_of

if TYPE_CHECKING:
    from copilot_tui.transfer.record import ConversationRecord, MessageRecord
    from copilot_tui.transfer.source import Skipped

SPECIMENS = Path(__file__).parent / "specimens"

FILES = {
    "chatgpt": SPECIMENS / "chatgpt" / "conversations.json",
    "claude": SPECIMENS / "claude" / "conversations.json",
    "elia": SPECIMENS / "elia" / "elia.sqlite",
    "oterm": SPECIMENS / "oterm" / "store.db",
    "parllama": SPECIMENS / "parllama" / "12541b2673de483d8a61f713e7c3a992.json",
    "aichat": SPECIMENS / "aichat" / "sessions" / "sorting.yaml",
    "g4f": SPECIMENS / "g4f" / "chat.json",
}
"""By the name of the source."""


def read(path: Path, name: str = "") -> tuple[list[ConversationRecord], list[Skipped]]:
    """All that a source reads: the one of that name, or the one that recognises it."""
    skipped: list[Skipped] = []
    source = source_named(name) if name else source_of(path)
    return list(source.records(path, skipped.append)), skipped


def copied(name: str, to: Path) -> Path:
    """A copy of a specimen that may be changed."""
    return Path(shutil.copy(FILES[name], to))


def changed_json(name: str, to: Path, change: Any) -> Path:
    """A copy of a specimen in JSON, changed by a function that gets its value."""
    value = json.loads(FILES[name].read_text(encoding="utf-8"))
    value = change(value) or value
    path = to / FILES[name].name
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def zipped(folder: Path, to: Path, *, below: str = "") -> Path:
    """A zip file with what a folder holds."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file.write(path, below + path.relative_to(folder).as_posix())
    return to


def paths_of(record: ConversationRecord) -> list[list[str]]:
    """The texts from the first message to each last one."""
    by_uid = {message.uid: message for message in record.messages}
    above = {message.parent for message in record.messages}
    return [
        [by_uid[uid].content for uid in _way(by_uid, message)]
        for message in record.messages
        if message.uid not in above
    ]


def visible(record: ConversationRecord) -> list[str]:
    """The texts of the path that is seen."""
    by_uid = {message.uid: message for message in record.messages}
    assert record.active_leaf is not None
    return [by_uid[uid].content for uid in _way(by_uid, by_uid[record.active_leaf])]


def _way(by_uid: dict[Any, MessageRecord], last: MessageRecord) -> list[Any]:
    way = []
    message: MessageRecord | None = last
    while message is not None:
        way.append(message.uid)
        message = by_uid[message.parent] if message.parent else None
    return way[::-1]


def assert_sound(records: list[ConversationRecord]) -> None:
    """Whatever was read can be taken in: parents first, one name each, times that are times."""
    for record in records:
        seen = set()
        digests = {picture.digest for picture in record.pictures}
        for message in record.messages:
            assert message.parent is None or message.parent in seen
            assert message.uid not in seen
            seen.add(message.uid)
            assert 0 < message.created < 253_402_300_800
            assert {use.digest for use in message.pictures} <= digests
            assert all(use.target in message.content for use in message.pictures)
        assert record.active_leaf in seen
        assert 0 < record.created <= record.updated
        json.dumps(record.parameters, allow_nan=False)
