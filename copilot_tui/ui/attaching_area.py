"""A text area that takes files and pictures."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.widgets.text_area import Location

from copilot_tui.aside import aside
from copilot_tui.errors import FileRefused, StoreError
from copilot_tui.text import one_line
from copilot_tui.ui.chip_area import ChipArea
from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.messages import StoreFailed, Told
from copilot_tui.ui.pending_files import PendingFiles

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.chat.picture import Picture, PictureFacts
    from copilot_tui.files.text_file import TextFile

_NOTHING = "There is no picture in the clipboard."


class Place(NamedTuple):
    """A piece of the text, by where it begins and ends."""

    start: Location
    end: Location


class AttachingArea(ChipArea):
    """Takes files as text and pictures as chips, which stand for references to them.

    A picture comes by its path, which a terminal pastes when a file is dropped on it, or
    from the clipboard of the desktop. It is kept before its chip is there.

    Attributes:
        keep_picture: keeps a picture; None where there is nowhere to keep any.
    """

    keep_picture: Callable[[Picture], Awaitable[None]] | None = None

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id)
        self._pending = PendingFiles(self.files_are_there)

    def files_are_there(self) -> None:
        """All files that somebody waits for with sending are in the text now."""

    def _insert_soon(self, work: Callable[[], Awaitable[bool]]) -> None:
        """Read files without holding up anything but sending; `work` tells whether they are in."""
        self._pending.begin()
        in_worker(self, partial(self._insert_now, work), group="attach")

    async def _insert_now(self, work: Callable[[], Awaitable[bool]]) -> None:
        is_there = False
        try:
            is_there = await work()
        finally:
            self._pending.end(is_there=is_there)

    def know_pictures(self, pictures: Iterable[PictureFacts]) -> None:
        """Learn of pictures that a draft shows, before it is put back."""
        for facts in pictures:
            self._chips.know_picture(facts)

    def _paste(self, text: str) -> None:
        """Take a paste. Paths of pictures give way to the pictures; undo brings them back.

        Paths of other files stay, for they may be meant as paths.
        """
        start = min(self.selection)
        super()._paste(text)
        if "/" not in text or self.keep_picture is None:
            return
        from copilot_tui.files.pasted_path import pasted_files

        readings = pasted_files(text)
        if readings:
            place = Place(start, self.cursor_location)
            self._insert_soon(partial(self._attach_dropped, readings, place))

    async def _attach_dropped(self, readings: Sequence[Sequence[Path]], place: Place) -> bool:
        """Attach the pictures that were pasted by their paths, where all files are there.

        Returns:
            False when some of them could not be had, which is told.
        """
        from copilot_tui.chat.picture_kind import looks_like_picture

        before = self.get_text_range(*place)
        paths = await aside(lambda: next(filter(_are_there, readings), ()))
        pictures = [path for path in paths if looks_like_picture(path.name)]
        others = [path for path in paths if path not in pictures]
        if pictures:
            if self._has_changed(pictures[0].name, place, before):
                return False
            import shlex

            from copilot_tui.files.picture_file import read_picture_file

            reads = [partial(read_picture_file, path, path.name) for path in pictures]
            rest = [shlex.quote(str(path)) for path in others]
            if not await self._attach_pictures(reads, place, rest):
                return False
        if others:
            self.post_message(Told(_words_on_paths(others)))
        return True

    async def action_paste_picture(self) -> None:
        """Attach the picture of the clipboard; without one, paste what was copied in the app."""
        from copilot_tui.terminal.clipboard_picture import read_clipboard_picture

        data = await read_clipboard_picture(os.environ)
        if data is not None:
            from copilot_tui.files.picture_making import make_picture

            place = Place(*sorted(self.selection))
            await self._attach_pictures([lambda: make_picture(data, "clipboard.png")], place)
        elif self.app.clipboard:
            self.action_paste()
        else:
            self.post_message(Told(_NOTHING))

    async def insert_file(self, path: Path, name: str, inside: Path | None, place: Place) -> bool:
        """Put a file or picture in place of a piece of the text; ask first when it is large.

        Args:
            path: where it is.
            name: what to call it.
            inside: the folder that it must lie in; None where it may be anywhere.
            place: the piece of the text, as it is now.

        Returns:
            False when it cannot be had, which is told; asking for it is no refusal.
        """
        # What reads files is no part of the first paint.
        from copilot_tui.chat.picture_kind import looks_like_picture

        if looks_like_picture(name):
            from copilot_tui.files.picture_file import read_picture_file

            read = partial(read_picture_file, path, name, inside=inside)
            return await self._attach_pictures([read], place)
        from copilot_tui.files.prompt_file import read_prompt_file
        from copilot_tui.files.text_file import MANY_BYTES

        before = self.get_text_range(*place)
        try:
            file = await read_prompt_file(path, name, inside=inside)
        except FileRefused as refusal:
            self.post_message(Told(refusal.lines, is_error=True))
            return False
        if file.size > MANY_BYTES:
            self._insert_soon(partial(self._ask_for_file, file, place, before))
            return True
        return self._put_file(file, place, before)

    async def _ask_for_file(self, file: TextFile, place: Place, before: str) -> bool:
        from copilot_tui.ui.confirm_dialog import ConfirmDialog

        question = f"Insert {file.name}, {file.size_words}?"
        reason = "It is more than many models take at once."
        dialog = ConfirmDialog(question, reason, by_itself=True)
        return await self.app.push_screen_wait(dialog) and self._put_file(file, place, before)

    def _put_file(self, file: TextFile, place: Place, before: str) -> bool:
        if self._has_changed(file.name, place, before):
            return False
        from copilot_tui.ui.file_part import file_part

        row, column = place.start
        part = file_part(file, self.document.get_line(row)[:column], datetime.now())
        text = part.text
        if part.is_folded:
            text = self._chips.fold(text, part.title, part.words)
        self._put(text, *place)
        if file.encoding != "utf-8":
            self.post_message(Told(f"{file.name} is not UTF-8; it was read as {file.encoding}."))
        return True

    def _has_changed(self, name: str, place: Place, before: str) -> bool:
        """Whether a piece of the text is another now, so that nothing is put there; it is told."""
        has_changed = (
            place.end[0] >= self.document.line_count or self.get_text_range(*place) != before
        )
        if has_changed:
            self.post_message(Told(f"{name} was not inserted: the prompt is another now."))
        return has_changed

    async def _attach_pictures(
        self, reads: Sequence[Callable[[], Picture]], place: Place, rest: Sequence[str] = ()
    ) -> bool:
        """Put pictures in place of a piece of the text, if that is still there by then.

        Args:
            reads: each reads one, on another thread.
            place: the piece of the text, as it is now.
            rest: what of that piece stays, behind the pictures.

        Returns:
            Whether they are there.
        """
        before = self.get_text_range(*place)
        try:
            pictures = [await aside(read) for read in reads]
            if self._has_enough(len(self._new_ones(pictures))):
                return False
            if self.keep_picture is not None:
                for picture in pictures:
                    await self.keep_picture(picture)
        except FileRefused as refusal:
            self.post_message(Told(refusal.lines, is_error=True))
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))
        else:
            if not self._has_changed(pictures[0].facts.name, place, before):
                # Another one may have got there while these were read.
                new = self._new_ones(pictures)
                self._put_pictures(new, place, rest)
                if len(new) < len(pictures):
                    self.post_message(Told(_words_on_doubles(pictures[-1].facts.name)))
                return True
        return False

    def _new_ones(self, pictures: Iterable[Picture]) -> list[PictureFacts]:
        """Those that the prompt does not show yet, each once, as they are sent and shown."""
        from copilot_tui.chat.picture import attached_digests

        by_digest = {picture.facts.digest: picture.facts for picture in pictures}
        for digest in attached_digests(self.draft):
            by_digest.pop(digest, None)
        return list(by_digest.values())

    def _has_enough(self, more: int) -> bool:
        """Whether so many more pictures do not go into the message; it is told."""
        from copilot_tui.chat.picture import PICTURES_A_MESSAGE, attached_digests

        has_enough = len(attached_digests(self.draft)) + more > PICTURES_A_MESSAGE
        if has_enough:
            most = f"A message takes {PICTURES_A_MESSAGE} pictures."
            self.post_message(Told(f"{most} Send the others in another one.", is_error=True))
        return has_enough

    def _put_pictures(
        self, pictures: Iterable[PictureFacts], place: Place, rest: Iterable[str]
    ) -> None:
        text = " ".join([*(self._chips.know_picture(facts) for facts in pictures), *rest])
        # An edit of its own: undo gives back what was pasted.
        self._put(self._chips.refold(text), *place)


def _words_on_doubles(name: str) -> str:
    """That a picture is there already, maybe under another name."""
    return f"{one_line(name)} is attached already: a message has the same picture once."


def _words_on_paths(paths: Sequence[Path]) -> str:
    """That files other than pictures were pasted by their paths, and how they are sent."""
    if len(paths) == 1:
        return f"{one_line(paths[0].name)} stays a path; @ or /attach takes what is in it."
    return f"{len(paths)} files stay paths; @ or /attach takes what is in one."


def _are_there(paths: Iterable[Path]) -> bool:
    """Whether all of them are files, as far as one may look."""
    try:
        return all(path.is_file() for path in paths)
    except OSError:
        return False
