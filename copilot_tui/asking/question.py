"""The message that is sent: the question, and below it what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.picture import picture_markdown
from copilot_tui.errors import ConfigError
from copilot_tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copilot_tui.asking.attached_files import AttachedFiles
    from copilot_tui.chat.picture import Picture
    from copilot_tui.files.text_file import TextFile


_HELP = "copilot-tui ask --help shows how to ask one."

STDIN = "-"
"""In the place of the question: it comes from standard input."""


def asked(
    words: Sequence[str],
    files: AttachedFiles,
    read_input: Callable[[bool], TextFile | None],
    notice: Callable[[str], None],
) -> str:
    """The message that is sent.

    Args:
        words: of the question, as they were typed.
        files: that go with it.
        read_input: reads standard input, and is told whether the question is expected there;
            None where there is none, such as at a terminal.
        notice: told what is odd about what was read.

    Raises:
        ConfigError: there is no question.
        FileRefused: standard input cannot or must not go with it.
    """
    question = "" if list(words) == [STDIN] else clean(" ".join(words)).strip()
    if words and not question and list(words) != [STDIN]:
        raise ConfigError("The question is empty.", _HELP)
    text = read_input(not question)
    about = [*files.texts, *([text] if text else [])]
    for read in about:
        if read.encoding != "utf-8":
            notice(f"{read.name} is no UTF-8; it was read as {read.encoding}.")
    if question:
        return question_with(question, about, files.pictures)
    if text is None or not text.text.strip():
        raise ConfigError("There is no question.", _HELP)
    return question_with(text.text, files.texts, files.pictures)


def question_with(
    question: str, about: Sequence[TextFile], pictures: Sequence[Picture] = ()
) -> str:
    """The question, and what it is about below it: each text in a fence, and the pictures.

    Args:
        question: clean; empty when the texts say it all.
        about: in this order.
        pictures: the same.
    """
    shown = [picture_markdown(each.facts.name, each.facts.digest) for each in pictures]
    blocks = [text.block for text in about if text.text.strip()]
    return "\n".join([f"{question.strip()}\n", *blocks, *shown]).strip("\n")
