"""A text area that completes commands behind `/` and paths behind `@`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.widgets import TextArea

from copilot_tui.key_labels import keys_label
from copilot_tui.ui.attaching_area import AttachingArea, Place
from copilot_tui.ui.completer import Completer
from copilot_tui.ui.completion_word import CompletionKind, CompletionWord, word_at
from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.offered_commands import offered_commands

if TYPE_CHECKING:
    from copilot_tui.commands import Command
    from copilot_tui.ui.completion import Completion, CompletionRow

LIST_KEYS = frozenset({"up", "down", "enter", "tab", "escape"})
"""They belong to the list of completions while it is open."""


class CompletingArea(AttachingArea):
    """Keeps the focus and the keys while another widget shows the list to choose from.

    Args:
        folder: where the paths behind `@` begin.
        placeholder: shown while there is no text.
        id: the widget's id.

    Attributes:
        keys_of: the keys of a command as they are mapped.
    """

    @dataclass
    class CommandChosen(Message):
        """The user wants a command run that was typed with a slash.

        Attributes:
            command_id: of the command.
            argument: the words behind it; may be empty.
        """

        command_id: str
        argument: str

    @dataclass
    class Completing(Message):
        """The list of completions is to be shown like this; not at all when it is None."""

        completion: Completion | None

    def __init__(
        self, *, folder: Path = Path(), placeholder: str = "", id: str | None = None
    ) -> None:
        super().__init__(placeholder=placeholder, id=id)
        self.keys_of: Callable[[Command], str] = lambda command: keys_label(command.keys)
        self._shown_completion: Completion | None = None
        self._completer = Completer(
            commands=lambda: offered_commands(self.screen),
            keys_of=lambda command: self.keys_of(command),
            folder=folder,
        )

    def restore(self, draft: str) -> None:
        """Put a draft back with the chips it had; no list opens for it."""
        super().restore(draft)
        self._look()
        self._completer.close()

    def _paste(self, text: str) -> None:
        """Take a paste; no list of files opens for it, as nobody has asked for a file."""
        super()._paste(text)
        self._look()
        word = self._completer.word
        if word is not None and word.kind is CompletionKind.FILE:
            self.close_completion()

    @on(TextArea.Changed)
    @on(TextArea.SelectionChanged)
    def _follow_typing(self) -> None:
        self._look()
        self._show_list()
        if not self._completer.is_settled:
            in_worker(self, self._find_paths, group="completion")

    def on_blur(self) -> None:
        """Close the list: the keys go elsewhere now."""
        self.close_completion()

    async def _find_paths(self) -> None:
        await self._completer.settle()
        self._show_list()

    def _look(self) -> None:
        """Take in the word at the cursor; what was typed last may not have been told of yet."""
        row, column = self.cursor_location
        word = None
        if self.selection.is_empty:
            only = self.document.line_count == 1
            word = word_at(self.document.get_line(row), row, column, is_only_line=only)
        self._completer.look(word)

    def _show_list(self) -> None:
        if self._completer.completion is not self._shown_completion:
            self._shown_completion = self._completer.completion
            self.post_message(self.Completing(self._shown_completion))

    async def _use_list(self, key: str) -> bool:
        """Let the list have one of its keys. False when it has no use for it."""
        if key == "escape":
            return self.close_completion()
        if key in ("enter", "tab"):
            return await (self._choose() if key == "enter" else self._accept())
        await self._completer.settle()
        is_open = self._completer.completion is not None
        self._completer.move(-1 if key == "up" else 1)
        self._show_list()
        return is_open

    @property
    def is_completing_command(self) -> bool:
        """Whether the list offers commands, one of which is meant."""
        word = self._completer.word
        is_open = self._completer.completion is not None
        return is_open and word is not None and word.kind is CompletionKind.COMMAND

    def open_file_completion(self) -> None:
        """Begin a path at the cursor, as `@` does."""
        self.focus()
        self._look()
        word = self._completer.word
        if word is None or word.kind is not CompletionKind.FILE:
            row, column = self.cursor_location
            before = self.document.get_line(row)[:column]
            self.insert_text("@" if not before or before[-1].isspace() else " @")
        self._completer.reopen()
        self._follow_typing()

    def close_completion(self) -> bool:
        """Close the list and leave the text as it is. False when none is open."""
        is_open = self._completer.completion is not None
        self._completer.close()
        self._show_list()
        return is_open

    async def accept_completion(self) -> bool:
        """Complete the word at the cursor, once the keys pressed so far have done their work.

        A command's name is only written out; once it is whole, the command is run.

        Returns:
            False when nothing can be completed.
        """
        await self._typed()
        return await self._accept()

    async def choose_completion(self, index: int) -> bool:
        """Run the command, go into the directory or insert the file of a row.

        Returns:
            False when there is nothing to choose from.
        """
        await self._typed()
        return await self._choose(index)

    async def _typed(self) -> None:
        """Wait until the keys pressed so far have done their work, if others are to do it."""
        reached = asyncio.Event()
        if asyncio.current_task() is not self.task and self.call_later(reached.set):
            await reached.wait()

    async def _accept(self) -> bool:
        word, row = await self._chosen()
        if word is None or row is None:
            return False
        if word.kind is not CompletionKind.COMMAND or word.text == row.text:
            return await self._choose()
        from copilot_tui.ui.slash import TAKING_WORDS

        self._write(word, row.text + (" " if row.value in TAKING_WORDS else ""))
        return True

    async def _choose(self, index: int | None = None) -> bool:
        word, row = await self._chosen(index)
        if word is None or row is None:
            return False
        if word.kind is CompletionKind.COMMAND:
            self._run(row.value)
        elif row.value.endswith("/"):
            self._write(word, f"@{row.value}")
        else:
            self.close_completion()
            await self._insert_file(word, row.value)
        return True

    async def _chosen(
        self, index: int | None = None
    ) -> tuple[CompletionWord | None, CompletionRow | None]:
        """The word as it is now and what it is to become: the row under the cursor if none."""
        self._look()
        await self._completer.settle()
        completion = self._completer.completion
        if completion is None or not completion.rows:
            return self._completer.word, None
        place = completion.cursor if index is None else min(index, len(completion.rows) - 1)
        return self._completer.word, completion.rows[place]

    def _run(self, command_id: str, argument: str = "") -> None:
        self.restore("")
        self.post_message(self.CommandChosen(command_id, argument))

    def _write(self, word: CompletionWord, text: str) -> None:
        self._put(text, (word.row, word.start), (word.row, word.end))
        self._follow_typing()

    async def _insert_file(self, word: CompletionWord, path: str) -> None:
        """Put a file in place of the word, as it is now."""
        finder = self._completer.finder
        place = Place((word.row, word.start), (word.row, word.end))
        await self.insert_file(finder.locate(path), path, finder.bounds(path), place)

    async def attach(self, path: str) -> bool:
        """Put the file at a path into the prompt, in place of what is selected.

        Args:
            path: as it was typed behind the command, in quotes or not.

        Returns:
            False when it cannot be had, which is told.
        """
        from copilot_tui.files.pasted_path import plain_path

        path = plain_path(path)
        place = Place(*sorted(self.selection))
        return await self.insert_file(self._completer.finder.locate(path), path, None, place)
