"""A question that is answered with yes or no."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App
from textual.widgets import Static

from copilot_tui.ui.confirm_dialog import ConfirmDialog
from tests.ui.test_help_screen import STYLES
from tests.ui.waiting import wait_until


@pytest.mark.parametrize(("key", "answer"), [("y", True), ("n", False), ("escape", False)])
async def test_it_takes_its_keys_and_of_another_one_says_that_it_is_none(
    key: str, answer: bool
) -> None:
    app, answers = App[None](css_path=STYLES), list[bool | None]()
    async with app.run_test() as pilot:
        dialog = ConfirmDialog("Import old?", "It brings 3 messages.")
        await app.push_screen(dialog, answers.append)
        await wait_until(lambda: dialog.is_mounted)
        await pilot.press("enter", "x")
        told = dialog.query_one("#confirm-told", Static)
        await wait_until(lambda: told.display and "Only these keys" in str(told.content))
        assert answers == []
        await pilot.press(key)
        await wait_until(lambda: answers == [answer])


async def test_a_letter_that_came_before_a_question_could_be_read_does_not_answer_it() -> None:
    app, answers = App[None](css_path=STYLES), list[bool | None]()
    async with app.run_test() as pilot:
        dialog = ConfirmDialog("Import old?", "It brings 3 messages.", by_itself=True)
        early = [events.Key("n", "n"), events.Key("y", "y")]
        await app.push_screen(dialog, answers.append)
        app.post_message(events.Key("n", "n"))
        hint = dialog.query_one("#confirm-hint", Static)
        await wait_until(lambda: "y yes" in str(hint.content))
        # Typed before, but read only now: a slow line.
        for key in early:
            app.post_message(key)
        await pilot.pause()
        await pilot.press("x")
        await wait_until(lambda: dialog.query_one("#confirm-told", Static).display)
        assert answers == []
        await pilot.press("n")
        await wait_until(lambda: answers == [False])


async def test_a_question_that_comes_by_itself_is_left_at_once_with_escape() -> None:
    app, answers = App[None](css_path=STYLES), list[bool | None]()
    async with app.run_test() as pilot:
        dialog = ConfirmDialog("Import old?", "It brings 3 messages.", by_itself=True)
        early = events.Key("escape", "\x1b")
        await app.push_screen(dialog, answers.append)
        app.post_message(early)
        await pilot.pause()
        await wait_until(lambda: answers == [False])
