"""Breaking lines, chips and whole texts in the prompt."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from textual import events

from copilot_tui.config.key_map import KeyMap
from copilot_tui.ui.chip_area import UNFOLD_CHARACTERS
from copilot_tui.ui.paste_guard import LONGEST_PASTE
from tests.ui.prompting import prompting

PASTED = "".join(f"line {number}\n" for number in range(30))


async def test_a_backslash_before_enter_breaks_the_line(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.burst(*"one\\", "enter", *"two", "enter")
        await prompt.until(lambda: prompt.app.sent == ["one\ntwo"])


async def test_a_backslash_elsewhere_is_sent(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.burst(*"a\\b", "left", "enter")
        await prompt.until(lambda: prompt.app.sent == ["a\\b"])


async def test_enter_and_newline_exchange_their_keys_at_run_time(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.app.set_keymap(KeyMap().with_enter(sends=False).textual())
        prompt.burst(*"one", "enter", *"two\\", "ctrl+j")
        await prompt.until(lambda: prompt.app.sent == ["one\ntwo\\"])
        prompt.app.set_keymap({})
        prompt.burst(*"one", "ctrl+j", *"two", "enter")
        await prompt.until(lambda: prompt.app.sent[1:] == ["one\ntwo"])


async def test_a_paste_of_more_than_twenty_lines_is_a_chip_that_unfolds_and_undo_folds(
    tmp_path: Path,
) -> None:
    async with prompting(tmp_path) as prompt:
        await prompt.type("before ")
        await prompt.paste(PASTED)
        chip = "before ⟦pasted text 1: 30 lines, 230 characters⟧"
        assert prompt.composer.text == chip
        assert prompt.composer.draft == f"before {PASTED}"
        prompt.composer.action_unfold()
        assert prompt.composer.text == f"before {PASTED}"
        await prompt.press("ctrl+z")
        await prompt.until(lambda: prompt.composer.text == chip)
        assert prompt.composer.draft == f"before {PASTED}"
        await prompt.press("ctrl+y")
        await prompt.until(lambda: prompt.composer.text == f"before {PASTED}")


async def test_the_chip_at_the_cursor_unfolds_alone_and_else_all_do(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        other = PASTED.replace("line", "other")
        await prompt.paste(PASTED)
        await prompt.type(" and ")
        await prompt.paste(other)
        prompt.composer.action_unfold()
        assert prompt.composer.text == f"⟦pasted text 1: 30 lines, 230 characters⟧ and {other}"
        await prompt.press("ctrl+z", "ctrl+e", "x")
        prompt.composer.action_unfold()
        assert prompt.composer.text == f"{PASTED} and {other}x"


async def test_unfolding_nothing_is_told(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.composer.action_unfold()
        await prompt.until(lambda: len(prompt.app.told) == 1)


@pytest.mark.parametrize("text", ["x" * 20_000, "line\n" * UNFOLD_CHARACTERS])
async def test_what_could_not_be_edited_stays_folded_and_it_is_said(
    tmp_path: Path, text: str
) -> None:
    async with prompting(tmp_path) as prompt:
        await prompt.paste(text)
        prompt.composer.action_unfold()
        await prompt.until(lambda: len(prompt.app.told) == 1)
        assert "too much to edit here" in prompt.app.told[0]
        assert prompt.composer.draft == text


async def test_a_draft_comes_back_with_its_chips_and_without_new_ones(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        typed = "by hand\n" * 25
        await prompt.paste(PASTED)
        draft = f"{typed}{prompt.composer.draft}"
        prompt.composer.restore("")
        prompt.composer.restore(draft)
        assert prompt.composer.text == f"{typed}⟦pasted text 1: 30 lines, 230 characters⟧"
        assert prompt.composer.draft == draft


async def test_copying_and_cutting_a_chip_takes_what_it_stands_for(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        await prompt.paste(PASTED)
        await prompt.press("shift+left", "ctrl+c")
        await prompt.until(lambda: prompt.app.clipboard == PASTED)
        prompt.app.copy_to_clipboard("")
        await prompt.press("ctrl+x")
        await prompt.until(lambda: prompt.composer.text == "")
        assert prompt.app.clipboard == PASTED
        prompt.composer.restore("")
        await prompt.press("ctrl+v")
        await prompt.until(lambda: prompt.composer.draft == PASTED)


async def test_cutting_where_nothing_stands_leaves_what_was_copied(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.app.copy_to_clipboard("copied")
        await prompt.press("ctrl+x", "x")
        await prompt.until(lambda: prompt.composer.text == "x")
        assert prompt.app.clipboard == "copied"


async def test_ten_thousand_lines_fold_at_once(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        text = "line of text\n" * 10_000
        started = time.perf_counter()
        await prompt.paste(text)
        assert time.perf_counter() - started < 0.5
        assert prompt.composer.draft == text


async def test_a_hostile_paste_is_made_safe(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        await prompt.paste("a\x1b]52;c;AAAA\x07\ud800\u202e\r\nb")
        assert prompt.composer.text == "a␛]52;c;AAAA␇\ufffd\nb"


async def test_a_text_goes_where_it_belongs_and_undo_brings_back_what_was_there(
    tmp_path: Path,
) -> None:
    async with prompting(tmp_path) as prompt:
        await prompt.type("typed")
        prompt.composer.insert_quote("> quoted\n\n")
        assert prompt.composer.text == "> quoted\n\ntyped"
        prompt.burst("!")
        await prompt.until(lambda: prompt.composer.text == "> quoted\n\ntyped!")
        prompt.composer.insert_text(" of the library")
        prompt.composer.replace_text("edited elsewhere")
        assert prompt.composer.text == "edited elsewhere"
        await prompt.press("ctrl+z")
        await prompt.until(lambda: prompt.composer.text == "> quoted\n\ntyped! of the library")


async def test_undoing_a_paste_of_many_lines_leaves_the_prompt_usable(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        await prompt.paste("line\n" * 18)
        await prompt.pilot.pause()
        await prompt.press("ctrl+z")
        await prompt.until(lambda: prompt.composer.text == "")
        await prompt.type("still here")


async def test_a_paste_that_is_too_long_changes_nothing_and_says_so(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        await prompt.type("before")
        prompt.app.post_message(events.Paste("x" * (LONGEST_PASTE + 1)))
        await prompt.until(lambda: len(prompt.app.told) == 1)
        assert prompt.app.told[0].startswith("Nothing was inserted")
        assert prompt.composer.text == "before"


async def test_a_key_with_ctrl_that_does_nothing_here_writes_no_character(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        for key, character in (("alt+ctrl+f", "^"), ("ctrl+6", "6"), ("alt+ctrl+shift+q", "Q")):
            prompt.app.post_message(events.Key(key, character))
        prompt.app.post_message(events.Key("a", "a"))
        await prompt.until(lambda: "a" in prompt.composer.text)
        assert prompt.composer.text == "a"
