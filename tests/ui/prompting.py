"""An app with nothing but the prompt and its list, and what tests need to drive them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot

import copilot_tui.ui
from copilot_tui.ui.completion_list import CompletionList
from copilot_tui.ui.composer import Composer
from copilot_tui.ui.messages import Told
from copilot_tui.ui.theme import DARK, LIGHT
from tests.ui.painted_screen import PaintedScreen
from tests.ui.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

_UI = Path(copilot_tui.ui.__file__).parent
_KEYS = {
    " ": "space", "/": "slash", "@": "at", "\\": "backslash", "-": "minus", ".": "full_stop"
}  # fmt: skip
_CHARACTERS = {"enter": "\r", "tab": "\t", "escape": "\x1b", "ctrl+j": "\n"}


class PromptApp(App[None]):
    """The prompt with its list above it, wired as a conversation wires them.

    Args:
        folder: where paths begin.

    Attributes:
        sent: the texts that were submitted.
        commands: the commands that were chosen, with their arguments.
        told: what the user was told.
    """

    CSS_PATH: ClassVar[list[str | PurePath]] = [_UI / "copilot.tcss", _UI / "composer.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "accept", priority=True, show=False),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.sent: list[str] = []
        self.commands: list[tuple[str, str]] = []
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        """The list above the prompt, and something else that can have the focus."""
        yield CompletionList()
        yield Composer(id="composer", folder=self._folder)

    def on_mount(self) -> None:
        """Look as the real app does."""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    async def action_accept(self) -> None:
        """What tab does first."""
        await self.query_one(Composer).accept_completion()

    @on(Composer.Completing)
    def _show_list(self, event: Composer.Completing) -> None:
        for shown in self.query(CompletionList):
            shown.completion = event.completion

    @on(CompletionList.Chosen)
    async def _choose(self, event: CompletionList.Chosen) -> None:
        await self.query_one(Composer).choose_completion(event.index)

    @on(Composer.Submitted)
    def _send(self, event: Composer.Submitted) -> None:
        self.sent.append(event.text)

    @on(Composer.CommandChosen)
    def _run_command(self, event: Composer.CommandChosen) -> None:
        self.commands.append((event.command_id, event.argument))

    @on(Told)
    def _tell(self, event: Told) -> None:
        self.told.append(event.text)


class Prompt:
    """The running app as a test drives it."""

    def __init__(self, app: PromptApp, pilot: Pilot[None], painted: PaintedScreen) -> None:
        self.app = app
        self.pilot = pilot
        self.painted = painted
        self.composer = app.query_one(Composer)
        self.completions = app.query_one(CompletionList)

    def burst(self, *keys: str) -> None:
        """Put key events in the app's queue without letting it work in between."""
        for key in keys:
            character = key if len(key) == 1 else _CHARACTERS.get(key)
            self.app.post_message(events.Key(_KEYS.get(key, key), character))

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and let each be done."""
        for key in keys:
            self.burst(key)
            for _ in range(3):
                await self.pilot.pause(0)

    async def type(self, text: str) -> None:
        """Type into the prompt and see it stand there."""
        whole = self.composer.text + text
        self.burst(*text)
        await self.until(lambda: self.composer.text == whole)

    async def paste(self, text: str) -> None:
        """Paste as the terminal would, and wait until the prompt has changed."""
        before = self.composer.text
        self.app.post_message(events.Paste(text))
        await self.until(lambda: self.composer.text != before)

    async def until(self, reached: Callable[[], bool]) -> None:
        """See `wait_until`."""
        await wait_until(reached)

    async def offers(self, *texts: str) -> None:
        """Wait until the list shows just these names; none for no list at all."""
        await self.until(lambda: self.offered == texts)

    @property
    def offered(self) -> Sequence[str]:
        """The names in the list."""
        completion = self.completions.completion
        return () if completion is None else tuple(row.text for row in completion.rows)

    @property
    def rows(self) -> list[str]:
        """What stands on the screen."""
        return [row.rstrip() for row in self.painted.rows]


@asynccontextmanager
async def prompting(folder: Path, *, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Prompt]:
    """The prompt alone, with paths that begin in `folder`."""
    app = PromptApp(folder)
    painted = PaintedScreen(app)
    async with app.run_test(size=size) as pilot:
        prompt = Prompt(app, pilot, painted)
        prompt.composer.focus()
        await prompt.until(lambda: prompt.composer.has_focus)
        yield prompt
