"""Keeping a list of completions in step with the word that is being typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.ui.completion_word import CompletionKind, CompletionWord

if TYPE_CHECKING:
    from copilot_tui.commands import Command
    from copilot_tui.files.file_finder import FileFinder, Found
    from copilot_tui.ui.completion import Completion, CompletionRow

NOTHING = "No file has these letters; ignored files and links are left out."
PARTLY = "Not all of this folder was looked through."


class Completer:
    """Knows what the word at the cursor may become.

    Args:
        commands: gives the commands that can be run now.
        keys_of: the keys of a command as they are shown.
        folder: where paths begin.

    Attributes:
        completion: the list; None when there is nothing to choose from.
        word: what it is for.
    """

    def __init__(
        self,
        commands: Callable[[], Sequence[Command]],
        keys_of: Callable[[Command], str],
        folder: Path,
    ) -> None:
        self._commands = commands
        self._keys_of = keys_of
        self._folder = folder
        self.completion: Completion | None = None
        self.word: CompletionWord | None = None
        self._is_closed = False
        self._is_settled = True

    @cached_property
    def finder(self) -> FileFinder:
        """Finds paths; what it needs is loaded with the first `@`."""
        from copilot_tui.files.file_finder import FileFinder

        return FileFinder(self._folder)

    @property
    def is_settled(self) -> bool:
        """Whether `completion` is for the word as it is now."""
        return self._is_settled

    def look(self, word: CompletionWord | None) -> None:
        """Take in which word is at the cursor now; None for none that can be completed."""
        if word == self.word:
            return
        self.word = word
        if word is None:
            self._is_closed = False
        if word is None or self._is_closed:
            self._settle(None)
        elif word.kind is CompletionKind.COMMAND:
            self._settle(_completion(self._command_rows(word.query)))
        else:
            from copilot_tui.ui.completion import LOOKING

            self._is_settled = False
            self.completion = self.completion or LOOKING

    async def settle(self) -> None:
        """Find the paths that are still to be found for the word as it is now."""
        word = self.word
        if self._is_settled or word is None:
            return
        found = await self.finder.find(word.query)
        if found is None or word != self.word or self._is_settled:
            return
        self._settle(_completion(_path_rows(found), "" if found.complete else PARTLY))

    def move(self, step: int) -> None:
        """Move the cursor of the list."""
        if self.completion is not None:
            self.completion = self.completion.moved(step)

    def close(self) -> None:
        """Show no list until another word is begun."""
        self._is_closed = self.word is not None
        self._settle(None)

    def reopen(self) -> None:
        """Let the next look show the list, even for a word it was closed for."""
        self.word, self._is_closed = None, False

    def _settle(self, completion: Completion | None) -> None:
        self.completion = completion
        self._is_settled = True

    def _command_rows(self, query: str) -> list[CompletionRow]:
        from copilot_tui.ui.completion import CompletionRow
        from copilot_tui.ui.slash import matching_commands

        return [
            CompletionRow(command.id, f"/{command.slash}", command.title, self._keys_of(command))
            for command in matching_commands(query, self._commands())
        ]


def _path_rows(found: Found) -> list[CompletionRow]:
    from copilot_tui.chat.picture_kind import looks_like_picture
    from copilot_tui.files.file_size import file_size
    from copilot_tui.ui.completion import CompletionRow

    return [
        CompletionRow(
            path.path,
            path.path,
            title="picture" if looks_like_picture(path.path) else "",
            detail="" if path.size is None else file_size(path.size),
        )
        for path in found.paths
    ]


def _completion(rows: Sequence[CompletionRow], note: str = "") -> Completion | None:
    if not rows:
        return None
    from copilot_tui.ui.completion import Completion

    return Completion(tuple(rows), note=note)
