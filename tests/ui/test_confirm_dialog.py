"""A question that is answered with yes or no."""

from __future__ import annotations

import pytest
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
