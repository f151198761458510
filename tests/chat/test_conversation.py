"""Titles."""

from __future__ import annotations

from copilot_tui.chat.conversation import TITLE_LENGTH, UNTITLED, title_from


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


def test_a_picture_is_named_in_a_title() -> None:
    prompt = f"![a.png](attachment:{'0' * 64})\nWhat is this?"
    assert title_from(prompt) == "[picture a.png] What is this?"
