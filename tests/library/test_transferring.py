"""Reading a file whose conversations are to come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.transfer.export_target import ExportTarget
from copilot_tui.transfer.file_export import ExportFormat
from tests.library.turns import conversation_of

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.library.library import Library
    from copilot_tui.store.thread import StoreThread


async def test_reading_tells_how_many_messages_and_which_share_of_all_files_are_read(
    library: Library, store: StoreThread, tmp_path: Path
) -> None:
    for _ in range(2):
        await conversation_of(store, turns=1)
    entries = await library.export_entries()
    folder = tmp_path / "exported"
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        await library.export(entries, ExportTarget(folder / name, ExportFormat.JSONL))
    told: list[tuple[int, float | None]] = []

    started = await library.begin_import(
        folder, lambda messages, share: told.append((messages, share))
    )
    await started.close()

    counts, shares = [count for count, _ in told], [share or 0.0 for _, share in told]
    assert counts == [2, 4, 6, 8]
    assert 0 < shares[0] < shares[1] <= 0.5 < shares[2] < shares[3] <= 1
