"""Faults of an app, and a terminal that does not take what is drawn."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static
from textual.worker import WorkerFailed

from copilot_tui.ui.sturdy_app import SturdyApp
from tests.ui.waiting import wait_until


class Small(SturdyApp):
    """A line of text.

    Attributes:
        displays: how often something was drawn.
        kept: how often it was told to keep what would be lost.
    """

    def __init__(self) -> None:
        super().__init__(ansi_color=None)
        self.displays = 0
        self.kept = 0

    def compose(self) -> ComposeResult:
        yield Static("before", markup=False)

    def post_display_hook(self) -> None:
        if not self._batch_count:
            self.displays += 1

    def keep_all(self) -> None:
        self.kept += 1
        raise RuntimeError


@pytest.mark.parametrize("name", ["_handle_exception", "_fatal_error", "panic", "_display"])
def test_textual_still_has_what_is_taken_over(name: str) -> None:
    assert name in vars(App)


async def test_nothing_is_drawn_while_the_terminal_is_behind_and_then_it_is() -> None:
    app = Small()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.terminal_is_behind(True)
        drawn = app.displays
        app.query_one(Static).update("after")
        await pilot.pause()
        assert app.displays == drawn
        app.terminal_is_behind(False)
        await wait_until(lambda: app.displays > drawn)


async def test_a_frame_that_was_lost_is_drawn_again() -> None:
    app = Small()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.terminal_is_behind(True)
        app._display(app.screen, "a frame")
        await pilot.pause()
        drawn = app.displays
        app.terminal_is_behind(False)
        await wait_until(lambda: app.displays > drawn)


async def test_the_first_fault_is_kept_and_nothing_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = Small()
    fault = ValueError("first")

    async def fail_twice() -> None:
        async with app.run_test() as pilot:
            app._handle_exception(WorkerFailed(fault))
            app._handle_exception(KeyError("second"))
            await pilot.pause()

    with pytest.raises(WorkerFailed):
        await fail_twice()
    assert app.fault is fault
    assert app.kept == 1
    assert app.return_code == 1
    assert capsys.readouterr().err == ""


async def test_it_can_be_asked_to_quit_before_it_runs() -> None:
    app = Small()
    app.ask_to_quit()
    async with app.run_test():
        pass
    assert app.return_code == 0
    assert app.fault is None
