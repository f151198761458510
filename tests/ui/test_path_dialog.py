"""The line in which a path is typed, or onto which a file is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import App

from copilot_tui.ui.import_dialog import ImportDialog
from tests.ui.test_help_screen import STYLES
from tests.ui.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_dropped_file_is_the_one_that_is_meant(tmp_path: Path) -> None:
    file = tmp_path / "my export.json"
    file.touch()
    for dropped in (f"'{file}' ", f'"{file}"', file.as_uri(), f" {file}"):
        app = App[None](css_path=STYLES)
        async with app.run_test() as pilot:
            dialog = ImportDialog()
            await app.push_screen(dialog)
            await pilot.pause()
            dialog.field.post_message(events.Paste(dropped))
            await pilot.pause()
            assert dialog.path == file, dropped


async def test_of_a_path_that_is_being_completed_it_is_not_said_that_it_is_missing(
    tmp_path: Path,
) -> None:
    (tmp_path / "export.json").touch()
    dialog = ImportDialog()
    assert dialog.words_for(tmp_path / "exp").text == ""
    assert dialog.words_for(tmp_path / "export.json").text == ""
    assert dialog.words_for(tmp_path).text == ""
    assert dialog.words_for(tmp_path / "export.jsonl").text == "There is no such file."


async def test_a_key_with_ctrl_that_does_nothing_here_writes_no_character() -> None:
    app = App[None](css_path=STYLES)
    async with app.run_test() as pilot:
        dialog = ImportDialog()
        await app.push_screen(dialog)
        await wait_until(lambda: dialog.field.has_focus)
        for key, character in (("alt+ctrl+f", "^"), ("ctrl+6", "6"), ("b", "b")):
            app.post_message(events.Key(key, character))
        await pilot.pause()
        await wait_until(lambda: "b" in dialog.field.value)
        assert dialog.field.value == "b"
