"""Asks for a file by its path, and shows which one that is."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from copilot_tui.files.pasted_path import plain_path
from copilot_tui.paths import shown_path
from copilot_tui.text import one_line
from copilot_tui.ui.bindings import bindings_of
from copilot_tui.ui.line_input import LineInput
from copilot_tui.ui.path_suggester import PathSuggester

Chosen = TypeVar("Chosen")

LONGEST_PATH = 4_096


@dataclass(frozen=True, slots=True)
class PathWords:
    """What there is to say of a path.

    Attributes:
        text: for the user; may be empty.
        replaces: what is there and would be replaced; None where nothing is.
    """

    text: str = ""
    replaces: Path | None = None


class PathDialog(ModalScreen[Chosen | None], Generic[Chosen]):
    """A line for a path; below it the full path, and what there is to say of it.

    Dismissed with what was chosen, or None.

    Attributes:
        words: what was said last.

    Args:
        title: what is asked for.
        path: that stands there at first.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("list.cancel")

    def __init__(self, title: str, path: str) -> None:
        super().__init__()
        self._title = title
        self._first = path
        self.words = PathWords()

    def compose(self) -> ComposeResult:
        """A box with the line, and what is said of it."""
        with Vertical(classes="dialog -wide"):
            yield Static(self._title, classes="dialog--title", markup=False)
            yield from self.compose_choices()
            yield LineInput(self._first, max_length=LONGEST_PATH, suggester=PathSuggester())
            yield Static(id="path-full", classes="dialog--path", markup=False)
            yield Static(id="path-told", markup=False)
            yield Static(self.hint(), classes="dialog--hint", markup=False)

    def compose_choices(self) -> ComposeResult:
        """What stands above the line."""
        yield from ()

    def on_mount(self) -> None:
        """The line has the focus."""
        self.field.focus()
        self.field.cursor_position = len(self._first)

    @property
    def field(self) -> LineInput:
        """Where the path is typed."""
        return self.query_one(LineInput)

    @property
    def path(self) -> Path | None:
        """The full path as it stands now; None where nothing does."""
        # A file that is dropped on the terminal comes in quotes, or as a URL.
        typed = plain_path(self.field.value)
        if not typed or "\0" in typed:
            return None
        try:
            return Path.cwd() / Path(typed).expanduser()
        except (OSError, RuntimeError):
            return None

    def hint(self) -> str:
        """The keys."""
        return "enter go on   right complete   esc cancel"

    @abstractmethod
    def words_for(self, path: Path) -> PathWords:
        """What there is to say of a path; runs on a thread of its own and changes nothing."""

    @abstractmethod
    def choose(self, path: Path) -> None:
        """Enter was pressed."""

    @on(Input.Changed)
    def show_path(self) -> None:
        """Show which file is meant now."""
        path = self.path
        shown = "" if path is None else one_line(shown_path(path))
        self.query_one("#path-full", Static).update(Content(shown))
        self._look(path)

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self, path: Path | None) -> None:
        try:
            words = PathWords() if path is None else await asyncio.to_thread(self.words_for, path)
        except OSError as error:
            words = PathWords(one_line(error.strerror or str(error)))
        self.words = words
        self.query_one("#path-told", Static).update(Content(words.text))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        path = self.path
        if path is not None:
            self.choose(path)

    def action_cancel(self) -> None:
        """Go back without a choice."""
        self.dismiss(None)
