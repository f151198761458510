"""Whatever lies in a file: it is read, reported or refused, and what comes out is sound."""

from __future__ import annotations

import io
import json
import os
import zipfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot_tui.errors import ImportRefused
from copilot_tui.transfer.all_sources import source_named, source_of
from copilot_tui.transfer.foreign import export_files
from tests.transfer.foreign_files import (
    FILES,
    SPECIMENS,
    assert_sound,
    copied,
    read,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.transfer.record import ConversationRecord
    from copilot_tui.transfer.source import Skipped

ALL = pytest.mark.parametrize("name", FILES)
JSON = ["chatgpt", "claude", "g4f", "parllama"]
JUNK: list[Any] = [
    *(None, True, 0, -1, 10**400, float("nan"), float("inf"), 1e300, "", "\ud800", "x" * 10),
    *([], {}, [[]], {"a": None}, ["x"], "2025-13-45", "data:image/png;base64,AAAA"),
]


def tried(path: Path, name: str) -> tuple[list[ConversationRecord], list[Skipped]]:
    """All that comes out, which is nothing when the file is refused."""
    try:
        records, skipped = read(path, name)
    except ImportRefused:
        return [], []
    assert_sound(records)
    assert all(item.place and item.why.strip() for item in skipped)
    return records, skipped


@cache
def value_of(name: str) -> str:
    return FILES[name].read_text(encoding="utf-8")


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a value with each of its keys."""
    waiting = [value]
    while waiting:
        held = waiting.pop()
        keys = list(held) if isinstance(held, dict) else range(len(held))
        for key in keys:
            yield held, key
            if isinstance(held[key], dict | list):
                waiting.append(held[key])


@pytest.mark.parametrize("name", JSON)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_wrong_and_missing_values_do_no_harm(name: str, data: st.DataObject) -> None:
    value = json.loads(value_of(name))
    for _ in range(data.draw(st.integers(1, 4))):
        found = list(places(value))
        if not found:
            break
        held, key = found[data.draw(st.integers(0, len(found) - 1))]
        if data.draw(st.booleans()):
            held[key] = deepcopy(JUNK[data.draw(st.integers(0, len(JUNK) - 1))])
        else:
            del held[key]
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILES[name].name
        path.write_text(json.dumps(value), encoding="utf-8")
        tried(path, name)


@ALL
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_changed_and_missing_bytes_do_no_harm(name: str, data: st.DataObject) -> None:
    original = bytearray(FILES[name].read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(original) - 1))
        size = data.draw(st.sampled_from([0, 1, 1, 7, 400]))
        original[at : at + size] = data.draw(st.binary(max_size=9))
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILES[name].name
        path.write_bytes(original)
        source_named(name).recognises(path)
        tried(path, name)
        assert path.read_bytes() == original


@ALL
@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_file_that_was_cut_off_gives_what_is_whole(
    name: str, share: float, tmp_path: Path
) -> None:
    path = copied(name, tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    records, skipped = tried(path, name)
    if name in ("chatgpt", "claude", "g4f") and share == 0.99:
        assert len(records) == {"chatgpt": 2, "claude": 1, "g4f": 1}[name]
        assert "middle of it" in skipped[-1].why


@ALL
def test_each_file_is_recognised_by_its_own_source_alone(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path / "something.else")
    assert source_of(path).name == name
    others = [other for other in FILES if other != name]
    assert not any(source_named(other).recognises(path) for other in others)


@ALL
def test_neither_pipes_nor_missing_files_nor_others_are_recognised(
    name: str, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "text").write_text("model: of a car\n[1, 2]\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    for other in ("pipe", "text", "folder", "missing"):
        assert not source_named(name).recognises(tmp_path / other)


def test_a_zip_file_that_unpacks_to_too_much_is_read_no_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_files, "LARGEST_FILE", 4 << 20)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        start = value_of("chatgpt").strip().removesuffix("]")
        file.writestr("conversations.json", start + ', {"x": "' + "0" * (16 << 20) + '"}]')
    records, skipped = tried(path, "chatgpt")
    assert len(records) <= 3
    assert "unpacks to more than" in skipped[-1].why


def test_names_in_a_zip_file_lead_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "file-AbC123dEf456.png"
    secret.write_bytes((SPECIMENS / "chatgpt" / "file-AbC123dEf456-two pixels.png").read_bytes())
    folder = tmp_path / "inner"
    folder.mkdir()
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("/conversations.json", value_of("chatgpt"))
        file.writestr("../../file-Gen789xyz-x.png", secret.read_bytes())
        file.writestr(str(secret), b"not a picture")
    before = sorted(tmp_path.rglob("*"))
    records, _ = tried(path, "chatgpt")
    assert len(records) == 3
    assert [len(record.pictures) for record in records] == [0, 1, 0]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("damage", ["cut off", "encrypted", "middle"])
def test_a_damaged_zip_file_is_refused_or_reported(damage: str, tmp_path: Path) -> None:
    path = zipped(SPECIMENS / "claude", tmp_path / "export.zip")
    data = bytearray(path.read_bytes())
    if damage == "cut off":
        del data[len(data) // 2 :]
    elif damage == "encrypted":
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
    else:
        data[len(data) // 4 : len(data) // 2] = b"\0" * (len(data) // 2 - len(data) // 4)
    path.write_bytes(data)
    records, skipped = tried(path, "claude")
    assert len(records) < 2
    assert skipped or damage == "cut off"


@pytest.mark.parametrize("name", ["chatgpt", "claude"])
def test_depth_and_circles_in_a_file_do_no_harm(name: str, tmp_path: Path) -> None:
    count = 5_000
    if name == "chatgpt":
        nodes = {
            str(n): {
                "parent": str((n - 1) % count),
                "message": {"author": {"role": "user"}, "content": {"parts": [f"text {n}"]}},
            }
            for n in range(count)
        }
        value: Any = [{"id": "c", "mapping": nodes, "current_node": "5"}]
    else:
        said = [
            {"uuid": str(n), "parent_message_uuid": str((n - 1) % count), "sender": "human"}
            for n in range(count)
        ]
        value = [{"uuid": "c", "chat_messages": said}]
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    (record,), skipped = tried(path, name)
    assert len(record.messages) == count
    assert len(skipped) == 1


@pytest.mark.parametrize("name", ["parllama", "aichat", "chatgpt"])
def test_names_of_files_cannot_write_on_the_terminal(name: str, tmp_path: Path) -> None:
    suffix = FILES[name].suffix
    if name == "chatgpt":
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("\x1b[2J/conversations-000.json", "[7]")
            file.writestr("\x1b[2J/conversations-001.json", "[7")
    else:
        path = tmp_path / f"\x1b[2J{suffix}"
        path.write_text("[", encoding="utf-8")
    _, skipped = read(path, name)
    assert skipped
    assert "\x1b" not in "".join(item.place + item.why for item in skipped)


def test_a_picture_that_is_a_bomb_is_left_out(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("conversations.json", value_of("chatgpt"))
        file.writestr("file-AbC123dEf456-x.png", b"\x89PNG\r\n\x1a\n" + bytes(40 << 20))
    (tmp_path / "export.zip").write_bytes(data.getvalue())
    records, skipped = tried(tmp_path / "export.zip", "chatgpt")
    assert records[0].pictures == ()
    assert skipped[0].why == "A picture of it is not in the export."
