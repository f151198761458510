"""Pictures beside Markdown: readers show them, and importing it brings text and pictures back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot_tui.errors import ExportFailed
from copilot_tui.text import clean
from copilot_tui.transfer.file_export import ExportFormat, file_export
from copilot_tui.transfer.formats.markdown import MarkdownText
from copilot_tui.transfer.record import Picture, PictureUse
from copilot_tui.transfer.sources.markdown import SOURCE
from tests.transfer.support import DIGEST, PNG, TARGET, conversation, message

if TYPE_CHECKING:
    from copilot_tui.transfer.record import ConversationRecord
    from copilot_tui.transfer.source import Skipped

OTHER = b"\xff\xd8 other"
FROM_SERVER = "/media/1.jpg?x=1"
PICTURES = (
    Picture(DIGEST, "image/png", "a cat.png", 3, 4, 5.5, PNG),
    Picture(sha256(OTHER).hexdigest(), "image/jpeg", "", 0, 0, 6.0, OTHER),
)
USES = (
    PictureUse(TARGET, DIGEST),
    PictureUse(FROM_SERVER, PICTURES[1].digest),
    PictureUse("http://a.b/copy.png", DIGEST),
)
NAME = f"a-cat-{DIGEST[:12]}.png"
SCRAPS = st.sampled_from(
    [
        *(f"![a]({TARGET})", f"![b]({FROM_SERVER} 'title')", "![](<http://a.b/copy.png>)"),
        *(f"`![a]({TARGET})`", f"\n```\n![a]({TARGET})\n```\n", TARGET, FROM_SERVER, "![", "]("),
        *(f"[![a]({TARGET})](http://a.b)", f"![x]({TARGET} '{TARGET}')", "chat.pictures/", NAME),
        *(f"chat.pictures/{NAME}", "g", "(", ")", "<", ">", "\\", "\n\n", " "),
    ]
)


def showing(text: str) -> ConversationRecord:
    shown = replace(message("shown"), content=text, pictures=USES)
    return replace(conversation("Chat", shown), pictures=PICTURES)


def written(folder: Path, record: ConversationRecord, *, overwrite: bool = False) -> Path:
    path = folder / "chat.md"
    with file_export(path, ExportFormat.MARKDOWN, overwrite=overwrite) as export:
        export.add(record)
    return path


def read(path: Path) -> tuple[ConversationRecord, list[Skipped]]:
    skipped: list[Skipped] = []
    (record,) = SOURCE.records(path, skipped.append)
    return record, skipped


@settings(deadline=None)
@given(st.lists(SCRAPS | st.text(max_size=3), max_size=8).map("".join).map(clean))
def test_every_text_with_pictures_comes_back_exactly(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        record, skipped = read(written(Path(folder), showing(text)))

    assert record.messages[0].content == text
    assert skipped == []


def test_the_text_names_the_files_and_importing_it_brings_the_pictures(tmp_path: Path) -> None:
    path = written(tmp_path, showing(f"![a]({TARGET}) and ![b](<{FROM_SERVER}>)"))

    assert f"![a](chat.pictures/{NAME}) and ![b](<chat.pictures/picture-" in path.read_text()
    assert (tmp_path / "chat.pictures" / NAME).read_bytes() == PNG
    record, skipped = read(path)
    assert (record.pictures, record.messages[0].pictures, skipped) == (PICTURES, USES[:2], [])


@pytest.mark.parametrize("address", ["../../{}", "/etc/{}", "chat.pictures/../{}", "x/{}", "{}"])
def test_only_the_very_pictures_are_taken_in(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "inner" / "text"
    folder.mkdir(parents=True)
    path = written(folder, showing(f"![a]({TARGET})"))
    for place in (tmp_path, folder):
        (place / NAME).write_bytes(PNG)
    path.write_text(path.read_text().replace(f"chat.pictures/{NAME}", address.format(NAME)))

    record, skipped = read(path)

    assert record.pictures == ()
    assert record.messages[0].content == f"![a]({TARGET})"
    assert [one.why for one in skipped] == [f"The picture {address.format(NAME)} is not beside it."]


def test_a_picture_that_is_another_now_is_not_taken_in(tmp_path: Path) -> None:
    path = written(tmp_path, showing(f"![a]({TARGET})"))
    (tmp_path / "chat.pictures" / NAME).write_bytes(b"secret")

    record, skipped = read(path)

    assert (record.pictures, len(skipped)) == ((), 1)


def test_the_same_picture_again_is_no_other_file_and_a_foreign_one_is_not_replaced(
    tmp_path: Path,
) -> None:
    record = showing(f"![a]({TARGET})")
    written(tmp_path, record)
    written(tmp_path, record, overwrite=True)
    assert [file.name for file in (tmp_path / "chat.pictures").iterdir()] == [NAME]

    (tmp_path / "chat.pictures" / NAME).write_bytes(b"mine")
    (tmp_path / "chat.md").unlink()
    with pytest.raises(ExportFailed, match="exists already"):
        written(tmp_path, record)
    assert (tmp_path / "chat.pictures" / NAME).read_bytes() == b"mine"
    assert not (tmp_path / "chat.md").exists()


def test_of_an_export_that_fails_no_picture_is_left(tmp_path: Path) -> None:
    def fail() -> None:
        with file_export(tmp_path / "chat.md", ExportFormat.MARKDOWN) as export:
            export.add(showing(f"![a]({TARGET})"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()

    assert [*tmp_path.iterdir()] == []


def test_the_folder_has_never_the_name_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "chat.pictures"
    with file_export(path, ExportFormat.MARKDOWN) as export:
        export.add(showing(f"![a]({TARGET})"))

    assert (tmp_path / "chat.pictures.pictures" / NAME).exists()
    assert "(chat.pictures.pictures/" in path.read_text()


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", ""])
def test_what_could_be_more_than_a_picture_is_left_out_and_counted(
    tmp_path: Path, kind: str
) -> None:
    record = showing(f"![a]({TARGET})")
    record = replace(record, pictures=(replace(PICTURES[0], media_type=kind),))
    with file_export(tmp_path / "chat.md", ExportFormat.MARKDOWN) as export:
        export.add(record)

    assert (export.pictures, export.left_out) == (0, 3)
    assert f"![a]({TARGET})" in (tmp_path / "chat.md").read_text()


def test_without_a_file_all_of_them_are_left_out_and_counted() -> None:
    text = MarkdownText(branches=False)
    whole = "".join(text.pieces(showing(f"![a]({TARGET})")))

    assert text.left_out == 3
    assert f"![a]({TARGET})" in whole
