"""The chats of g4f's web interface other than in its own backup."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from copilot_tui.errors import UnknownKind
from copilot_tui.transfer.all_sources import source_of
from tests.transfer.foreign_files import FILES, changed_json, read
from tests.transfer.support import take_in

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store


def shared(to: Path, **changes: Any) -> Path:
    """A chat as a server of g4f keeps it when it was shared: the only one of its file."""
    backup = json.loads(FILES["g4f"].read_text(encoding="utf-8"))
    chat = next(value for key, value in backup.items() if key.startswith("conversation:"))
    to.joinpath("chat.json").write_text(json.dumps(chat | changes), encoding="utf-8")
    return to / "chat.json"


def test_a_chat_that_was_shared_is_that_of_the_backup(store: Store, tmp_path: Path) -> None:
    records, skipped = read(shared(tmp_path))
    assert records == read(FILES["g4f"])[0][:1]
    assert skipped == []
    take_in(store, FILES["g4f"])
    counts, _ = take_in(store, tmp_path / "chat.json")
    assert (counts.known, counts.messages) == (1, 0)


def test_a_shared_chat_is_recognised_behind_long_instructions(tmp_path: Path) -> None:
    path = shared(tmp_path, system="Answer. " * 5_000)
    assert source_of(path).name == "g4f"


def test_what_the_page_kept_is_read_without_its_settings(tmp_path: Path) -> None:
    def without_settings(value: Any) -> Any:
        return {key: kept for key, kept in value.items() if key.startswith("conversation:")}

    path = changed_json("g4f", tmp_path, without_settings)
    assert len(read(path)[0]) == 2


@pytest.mark.parametrize(
    "value", [{"id": 1, "items": [{"price": 2}]}, {"items": []}, {"id": "a", "items": {}}]
)
def test_other_lists_of_items_are_no_chat(tmp_path: Path, value: Any) -> None:
    (tmp_path / "other.json").write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(UnknownKind):
        source_of(tmp_path / "other.json")
