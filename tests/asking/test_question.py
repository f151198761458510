"""What is sent is the question with what it is about below it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from copilot_tui.asking.attached_files import AttachedFiles, read_attached
from copilot_tui.asking.question import asked
from copilot_tui.asking.standard_input import text_of_input
from copilot_tui.errors import ConfigError, FileRefused
from copilot_tui.extras import how_to_add
from copilot_tui.files.documents import _CONVERTER
from copilot_tui.files.prompt_file import read_prompt_file
from copilot_tui.ui.file_part import file_part
from tests.files.test_documents import docx

if TYPE_CHECKING:
    from copilot_tui.files.text_file import TextFile


def sent(*words: str, files: tuple[Path, ...] = (), data: bytes | None = None) -> str:
    """What is sent for these words, files and standard input."""

    def read_input(is_question: bool) -> TextFile | None:
        assert is_question == (words in ((), ("-",)))
        return None if data is None else text_of_input(data)

    return asked(words, read_attached(files), read_input, lambda _: None)


def test_words_are_joined_and_made_clean() -> None:
    assert sent("why\x1b", " so? ") == "why␛  so?"


def test_texts_stand_in_fences_that_nothing_in_them_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("```\n")
    assert sent("q", files=(file,), data=b"~\n") == (
        f"q\n\n`{file}`:\n````text\n```\n````\n\n`standard input`:\n```\n~\n```"
    )


def test_a_document_stands_there_as_it_does_in_the_app(tmp_path: Path) -> None:
    file = docx(tmp_path / "a.docx")
    in_app = file_part(asyncio.run(read_prompt_file(file, str(file))), "", datetime.now())
    assert sent("q", files=(file,)) == f"q\n\n{in_app.text}".rstrip("\n")
    assert "\n```markdown\nGrüße, 世界\n```\n" in in_app.text


@pytest.mark.parametrize("words", [(), ("-",)])
def test_standard_input_is_the_question_where_there_is_none(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("text\n")
    assert sent(*words, files=(file,), data=b"q\n\n") == f"q\n\n`{file}`:\n```text\ntext\n```"


def test_standard_input_with_nothing_in_it_adds_nothing() -> None:
    assert sent("q", data=None) == sent("q", data=b" \n") == "q"


@pytest.mark.parametrize(("words", "data"), [((), None), (("-",), b" \n"), ((" ",), b"x")])
def test_a_question_there_must_be(words: tuple[str, ...], data: bytes | None) -> None:
    with pytest.raises(ConfigError, match="question"):
        asked(
            words,
            AttachedFiles(),
            lambda _: None if data is None else text_of_input(data),
            lambda _: None,
        )


@pytest.mark.parametrize("data", [b"\0", b"\x01\xff" * 20])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused, match="Standard input is not text") as refused:
        text_of_input(data)
    assert refused.value.todo == "Nothing was asked."


def test_how_a_text_was_read_is_told() -> None:
    told: list[str] = []
    asked(
        ("q",),
        AttachedFiles(),
        lambda _: text_of_input("schöne Grüße".encode("cp1252")),
        told.append,
    )
    assert told == ["standard input is no UTF-8; it was read as cp1252."]


def test_a_picture_is_shown_below_the_texts_once(tmp_path: Path) -> None:
    text, picture = tmp_path / "a.txt", tmp_path / "dot.png"
    text.write_text("text\n")
    picture.write_bytes(a_png())
    (kept,) = read_attached((picture, picture)).pictures
    assert sent("q", files=(picture, text, picture)) == (
        f"q\n\n`{text}`:\n```text\ntext\n```\n\n![dot.png](attachment:{kept.facts.digest})"
    )


def test_what_is_named_like_a_picture_and_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "dot.png"
    file.write_text("no picture")
    with pytest.raises(FileRefused) as refused:
        read_attached((file,))
    assert refused.value.todo == (
        "Nothing was asked. Save it as JPEG or PNG, then attach it again."
    )
    file.write_bytes(b"")
    with pytest.raises(FileRefused) as refused:
        read_attached((file,))
    assert refused.value.todo == "Nothing was asked."


def test_where_there_is_no_converter_it_is_said_how_to_add_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    how = how_to_add(_CONVERTER, "documents")
    monkeypatch.setattr("copilot_tui.files.prompt_file.can_convert", lambda: False)
    monkeypatch.setattr("copilot_tui.files.documents.can_convert", lambda: False)
    with pytest.raises(FileRefused, match="a converter is needed") as refused:
        read_attached((docx(tmp_path / "a.docx"),))
    assert refused.value.todo == f"Nothing was asked. Add it with: {how}"


def test_a_message_takes_ten_pictures(tmp_path: Path) -> None:
    files = []
    for number in range(11):
        files.append(tmp_path / f"{number}.png")
        files[-1].write_bytes(a_png(number))
    assert len(read_attached(files[:10]).pictures) == 10
    with pytest.raises(FileRefused, match="11 pictures are too many"):
        read_attached(files)


def a_png(shade: int = 0) -> bytes:
    """A picture of one colour."""
    written = BytesIO()
    Image.new("RGB", (3, 2), (shade, 0, 0)).save(written, "PNG")
    return written.getvalue()
