"""Titles."""

from __future__ import annotations

import pytest

from copilot_tui.chat.conversation import TITLE_LENGTH, UNTITLED, title_from
from copilot_tui.files.fenced_block import fenced_block


def test_a_short_first_message_is_the_title() -> None:
    assert title_from("Hello, i am Heiner.\nHow are you?") == "Hello, i am Heiner. How are you?"


def test_a_long_first_message_is_cut_at_a_word() -> None:
    title = title_from("Explain the difference between a process and a thread in simple terms")
    assert title == "Explain the difference between a process and a thread in…"
    assert len(title) <= TITLE_LENGTH + 1


def test_a_single_long_word_is_cut_all_the_same() -> None:
    assert len(title_from("x" * 500)) == TITLE_LENGTH


def test_markdown_marks_do_not_open_a_title() -> None:
    assert title_from("## Plan\n- one") == "Plan - one"


def test_a_message_without_any_letter_still_has_a_title() -> None:
    assert title_from(" \n") == UNTITLED


PICTURE = f"![a.png](attachment:{'0' * 64})"
FILE = fenced_block("note.txt", "note\n```\ntext")


@pytest.mark.parametrize(
    "prompt",
    [
        f"{PICTURE}What is this?",
        f"What {PICTURE} is this?",
        f"{FILE}What is this?",
        f"What is this?\n\n{FILE}\n{FILE}{PICTURE}",
    ],
)
def test_a_title_is_of_the_words_of_the_question(prompt: str) -> None:
    assert title_from(prompt) == "What is this?"


def test_attachments_without_a_question_give_the_title_their_names() -> None:
    assert title_from(FILE) == "note.txt"
    assert title_from(PICTURE) == "a.png"
    assert title_from(f"{FILE}\n{PICTURE}") == "note.txt, a.png"


def test_code_that_the_question_shows_and_a_file_that_never_ends_are_words() -> None:
    assert title_from("Fix:\n```\nx\n```") == "Fix: ``` x ```"
    assert title_from("`note.txt`:\n````\nnote") == "note.txt`: ```` note"
