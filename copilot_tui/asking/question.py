"""The message that is sent: the question, and below it what it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.errors import ConfigError, FileRefused
from copilot_tui.files.fenced_block import fenced_block
from copilot_tui.files.text_file import read_text_file
from copilot_tui.text import clean

if TYPE_CHECKING:
    from copilot_tui.files.text_file import TextFile


_HELP = "copilot-tui ask --help shows how to ask one."

STDIN = "-"
"""In the place of the question: it comes from standard input."""


def asked(
    words: Sequence[str],
    paths: Sequence[Path],
    read_input: Callable[[bool], TextFile | None],
    notice: Callable[[str], None],
) -> str:
    """The message that is sent.

    Args:
        words: of the question, as they were typed.
        paths: of the files that go with it.
        read_input: reads standard input, and is told whether the question is expected there;
            None where there is none, such as at a terminal.
        notice: told what is odd about what was read.

    Raises:
        ConfigError: there is no question.
        FileRefused: a file or standard input cannot or must not go with it.
    """
    question = "" if list(words) == [STDIN] else clean(" ".join(words)).strip()
    if words and not question and list(words) != [STDIN]:
        raise ConfigError("The question is empty.", _HELP)
    files = _read_files(paths)
    text = read_input(not question)
    for read in (*files, *([text] if text else [])):
        if read.encoding != "utf-8":
            notice(f"{read.name} is no UTF-8; it was read as {read.encoding}.")
    if question:
        return question_with(question, [*files, *([text] if text else [])])
    if text is None or not text.text.strip():
        raise ConfigError("There is no question.", _HELP)
    return question_with(text.text, files)


def _read_files(paths: Sequence[Path]) -> list[TextFile]:
    """Read the files that go with the question.

    Raises:
        FileRefused: one cannot or must not.
    """
    files = []
    for path in paths:
        try:
            files.append(read_text_file(path, str(path)))
        except FileRefused as error:
            raise FileRefused(error.what, "Nothing was asked.", detail=error.detail) from error
    return files


def question_with(question: str, about: Sequence[TextFile]) -> str:
    """The question, and each text that it is about in a fence below it.

    Args:
        question: clean; empty when the texts say it all.
        about: in this order.
    """
    blocks = [fenced_block(text.name, text.text) for text in about if text.text.strip()]
    return "\n".join([f"{question.strip()}\n", *blocks]).strip("\n")
