"""Exporting and importing from within the app."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from copilot_tui.errors import CopilotError, ImportRefused
from copilot_tui.paths import shown_path, with_shown_paths
from copilot_tui.text import one_line
from copilot_tui.ui.messages import StoreChanged, Told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.library.library import Library
    from copilot_tui.library.transferring import Import
    from copilot_tui.store.export_rows import ExportEntry
    from copilot_tui.ui.chat_layout import ChatLayout

_SAID_SECONDS = 3.0
"""How long the state of long work is shown; the next one comes sooner, if all is well."""

_PAUSE = 0.2
"""Seconds between two of them."""

_MOST_SKIPPED = 3


class TransferCommands:
    """Writes conversations to files, and takes them in.

    Args:
        screen: shows dialogs and how far it is.
        library: keeps the conversations.
    """

    def __init__(self, screen: ChatLayout, library: Library) -> None:
        self._screen = screen
        self._library = library
        self._is_importing = False

    async def export(self, conversation: Conversation | None) -> None:
        """Write one conversation to a file; the user says where."""
        if conversation is None:
            self._tell("There is no conversation yet to export.")
            return
        try:
            entries = await self._library.export_entries(conversation.id)
            await self._export(entries, is_all=False)
        except CopilotError as error:
            self._failed(error)

    async def export_all(self) -> None:
        """Write all conversations to a file or a folder; the user says where."""
        try:
            entries = await self._library.export_entries()
            if not entries:
                self._tell("There is no conversation yet to export.")
                return
            await self._export(entries, is_all=True)
        except CopilotError as error:
            self._failed(error)

    async def _export(self, entries: Sequence[ExportEntry], *, is_all: bool) -> None:
        from copilot_tui.transfer.exporting import picture_words
        from copilot_tui.ui.export_dialog import ExportDialog

        choice = await self._screen.app.push_screen_wait(ExportDialog(entries, is_all=is_all))
        if choice is None:
            return
        state = _State(self._screen, "Exporting", sum(entry.messages for entry in entries))
        try:
            exported = await self._library.export(
                entries, choice.target, overwrite=choice.overwrite, progress=state.show
            )
        finally:
            state.end()
        number = exported.conversations
        what = "The conversation is" if number == 1 else f"{number:,} conversations are"
        told = picture_words(exported, choice.target)
        self._tell(f"{what} in {shown_path(choice.target.path)}. {told}".rstrip())

    async def import_files(self) -> None:
        """Take conversations in from a file; the user sees first what it would bring."""
        if self._is_importing:
            self._tell("The import before this one still goes on.")
            return
        from copilot_tui.ui.import_dialog import ImportDialog

        dialog = ImportDialog()
        while (path := await self._screen.app.push_screen_wait(dialog)) is not None:
            try:
                await self._import_from(path)
            except ImportRefused as refusal:
                dialog = ImportDialog(dialog.typed, path, with_shown_paths(refusal.lines))
            else:
                return

    async def _import_from(self, path: Path) -> None:
        """Take conversations in from a path; any fault but that it cannot be read is told."""
        self._is_importing = True
        is_in = False
        try:
            is_in = await self._import(path)
        except ImportRefused:
            raise
        except CopilotError as error:
            self._failed(error)
        except Exception as error:  # Whatever a stranger's file has led to.
            self._failed(_fault(error))
        finally:
            self._is_importing = False
        if is_in:
            await self._complete_index()

    async def _import(self, path: Path) -> bool:
        """Whether something has come in."""
        state = _State(self._screen, "Reading")
        try:
            started = await self._library.begin_import(path, state.show)
        finally:
            state.end()
        try:
            if not started.counts.messages and not started.counts.new:
                self._tell(_words(started))
                return False
            if not await self._is_wanted(path, started):
                return False
            self._screen.status_line.say("Taking them in …", _SAID_SECONDS)
            counts = await started.write()
        finally:
            await started.close()
        from copilot_tui.transfer.import_words import brought

        sentence = brought(counts, dry_run=False)
        self._tell(sentence[0].upper() + sentence[1:])
        self._screen.post_message(StoreChanged())
        return True

    async def _complete_index(self) -> None:
        # Another import need not wait for that.
        try:
            await self._library.complete_index()
        except CopilotError as error:
            self._failed(error)

    async def _is_wanted(self, path: Path, started: Import) -> bool:
        from copilot_tui.ui.confirm_dialog import ConfirmDialog

        name = one_line(path.name) or shown_path(path)
        dialog = ConfirmDialog(f"Import {name}?", _words(started), by_itself=True)
        answer: bool = await self._screen.app.push_screen_wait(dialog)
        return answer

    def _tell(self, text: str) -> None:
        self._screen.post_message(Told(text))

    def _failed(self, error: CopilotError) -> None:
        self._screen.post_message(Told(error.lines, is_error=True))


class _State:
    """How far long work is, in the status line."""

    def __init__(self, screen: ChatLayout, what: str, total: int = 0) -> None:
        self._line = screen.status_line
        self._what = what
        self._total = total
        self._next = 0.0

    def show(self, messages: int, share: float | None = None) -> None:
        """So many messages are done, and such a share of it all, where only that is known."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _PAUSE
        if self._total:
            share = min(messages / self._total, 1)
        part = "" if share is None else f" {share:.0%},"
        self._line.say(f"{self._what} …{part} {messages:,} messages", _SAID_SECONDS)

    def end(self) -> None:
        """It is done."""
        self._line.say("", 0)


def _fault(error: Exception) -> CopilotError:
    return CopilotError(
        f"A fault in the program ({type(error).__name__}) has ended the import.",
        "What is there already is not added twice when you import it again. Please report it.",
    )


def _words(started: Import) -> str:
    """What a file would bring, and what in it makes no sense."""
    from copilot_tui.transfer.import_words import brought, pictures_left_out

    has_news = started.counts.messages or started.counts.new
    told = brought(started.counts, dry_run=True)
    kind = f"This is {started.titles[0]}."
    if len(started.titles) > 1:
        kind = f"Found in it: {', '.join(started.titles)}."
    lines = [kind, f"It {told}" if has_news else f"It has {told}"]
    skipped = [one for one in started.skipped if not one.is_picture]
    if skipped:
        parts = "1 part makes" if len(skipped) == 1 else f"{len(skipped):,} parts make"
        lines.append(f"{parts} no sense and {'is' if len(skipped) == 1 else 'are'} left out:")
        lines += [f"{one.place}: {one.why}" for one in skipped[:_MOST_SKIPPED]]
    if missing := pictures_left_out(started.skipped):
        lines.append(missing)
    return "\n".join(lines)
