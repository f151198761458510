"""What is sent is the question with what it is about below it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.asking.question import asked
from copilot_tui.asking.standard_input import text_of_input
from copilot_tui.errors import ConfigError, FileRefused

if TYPE_CHECKING:
    from copilot_tui.files.text_file import TextFile


def sent(*words: str, files: tuple[Path, ...] = (), data: bytes | None = None) -> str:
    """What is sent for these words, files and standard input."""

    def read_input(is_question: bool) -> TextFile | None:
        assert is_question == (words in ((), ("-",)))
        return None if data is None else text_of_input(data)

    return asked(words, files, read_input, lambda _: None)


def test_words_are_joined_and_made_clean() -> None:
    assert sent("why\x1b", " so? ") == "why␛  so?"


def test_texts_stand_in_fences_that_nothing_in_them_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("```\n")
    assert sent("q", files=(file,), data=b"~\n") == (
        f"q\n\n`{file}`:\n````text\n```\n````\n\n`standard input`:\n```\n~\n```"
    )


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
        asked(words, (), lambda _: None if data is None else text_of_input(data), lambda _: None)


@pytest.mark.parametrize("data", [b"\0", b"\x01\xff" * 20])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused, match="Standard input is not text") as refused:
        text_of_input(data)
    assert refused.value.todo == "Nothing was asked."


def test_how_a_text_was_read_is_told() -> None:
    told: list[str] = []
    asked(("q",), (), lambda _: text_of_input("schöne Grüße".encode("cp1252")), told.append)
    assert told == ["standard input is no UTF-8; it was read as cp1252."]
