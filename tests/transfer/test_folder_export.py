"""A folder of files: all of them, or nothing new."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import ExportFailed
from copilot_tui.transfer.file_export import ExportFormat
from copilot_tui.transfer.folder_export import folder_export
from copilot_tui.transfer.record import Picture, PictureUse
from tests.transfer.support import DIGEST, PNG, TARGET, conversation, message

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord

KINDS = [ExportFormat.MARKDOWN, ExportFormat.HTML]


def with_picture(name: str) -> ConversationRecord:
    shown = replace(
        message(name), content=f"![a cat]({TARGET})", pictures=(PictureUse(TARGET, DIGEST),)
    )
    picture = Picture(DIGEST, "image/png", "cat.png", 3, 4, 5.5, PNG)
    return replace(conversation(name, shown), pictures=(picture,))


def write_one_and_fail(folder: Path, kind: ExportFormat, fault: BaseException) -> None:
    with folder_export(folder, kind, ["one", "two"], overwrite=True) as export:
        export.add(with_picture("one"))
        assert (folder / f"one{kind.suffix}").exists()
        raise fault


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [KeyboardInterrupt(), ExportFailed("full"), ValueError()])
def test_of_one_that_failed_nothing_is_left_nor_the_folders_that_were_made(
    tmp_path: Path, kind: ExportFormat, fault: BaseException
) -> None:
    with pytest.raises(type(fault)):
        write_one_and_fail(tmp_path / "new" / "pages", kind, fault)

    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_in_the_folder_before_stays(tmp_path: Path, kind: ExportFormat) -> None:
    (tmp_path / "mine").touch()
    (tmp_path / f"one{kind.suffix}").write_text("old")
    with pytest.raises(ValueError, match="x"):
        write_one_and_fail(tmp_path, kind, ValueError("x"))

    assert (tmp_path / "mine").exists()
    assert (tmp_path / f"one{kind.suffix}").exists()


def test_a_folder_that_cannot_be_made_leaves_those_above_it_unmade(tmp_path: Path) -> None:
    with (
        pytest.raises(ExportFailed, match="could not be made"),
        folder_export(tmp_path / "new" / ("a" * 300), ExportFormat.HTML, ["one"]),
    ):
        pass

    assert [*tmp_path.iterdir()] == []


def test_each_text_has_a_folder_of_its_own_for_its_pictures(tmp_path: Path) -> None:
    with folder_export(tmp_path, ExportFormat.MARKDOWN, ["one", "one"]) as export:
        export.add(with_picture("one"))
        export.add(with_picture("one"))

    assert (export.pictures, export.left_out) == (2, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("one-2.md", "one-2.pictures", "one.md", "one.pictures")
    ]
