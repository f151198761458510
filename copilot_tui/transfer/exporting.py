"""Conversations written to where a target says, and what there is to say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.transfer.file_export import file_export
from copilot_tui.transfer.folder_export import folder_export
from copilot_tui.transfer.picture_files import picture_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from copilot_tui.transfer.export_target import ExportTarget
    from copilot_tui.transfer.record import ConversationRecord


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export has written.

    Attributes:
        conversations: how many.
        pictures: how many files beside the text.
        left_out: how many pictures that are in none of the files.
    """

    conversations: int
    pictures: int
    left_out: int


def export_to(
    target: ExportTarget,
    records: Iterable[ConversationRecord],
    titles: Sequence[str],
    *,
    branches: bool = False,
    overwrite: bool = False,
) -> Exported:
    """Write conversations to a file or a folder.

    Args:
        target: where to, and as what; not standard output.
        records: the conversations.
        titles: of them, in that order.
        branches: see `file_export.text_of`.
        overwrite: whether files that are there are replaced.

    Raises:
        ExportFailed: they cannot be written; nothing new is left.
    """
    number = 0
    opened = (
        folder_export(target.path, target.kind, titles, branches=branches, overwrite=overwrite)
        if target.is_folder
        else file_export(target.path, target.kind, branches=branches, overwrite=overwrite)
    )
    with opened as export:
        for record in records:
            export.add(record)
            number += 1
    return Exported(number, export.pictures, export.left_out)


def picture_words(exported: Exported, target: ExportTarget) -> str:
    """What became of the pictures, in sentences; empty where there are none."""
    told: list[str] = []
    if exported.pictures:
        folder = "folders of their own" if target.is_folder else picture_folder(target.path).name
        told.append(f"{_pictures(exported.pictures)} beside the text, in {folder}.")
    if exported.left_out:
        told.append(left_out_words(exported.left_out))
    return " ".join(told)


def left_out_words(number: int) -> str:
    """A sentence on pictures that are not in an export."""
    return f"{_pictures(number)} not in it; jsonl and html have them."


def _pictures(number: int) -> str:
    return "1 picture is" if number == 1 else f"{number:,} pictures are"
