"""What is done with the pictures of a message."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.aside import aside
from copilot_tui.chat.picture_kind import SENDABLE
from copilot_tui.chat.picture_names import named_as_in
from copilot_tui.errors import CopilotError
from copilot_tui.files.passing_file import passing_file
from copilot_tui.files.picture_making import file_name
from copilot_tui.files.saving import save_new, unused_path
from copilot_tui.paths import shown_path
from copilot_tui.terminal.viewer import open_in_viewer, opener
from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.messages import Told

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from copilot_tui.chat.conversation import Message
    from copilot_tui.chat.picture import Picture, PictureFacts
    from copilot_tui.library.library import Library
    from copilot_tui.replies.replies import Replies
    from copilot_tui.ui.conversation_pane import ConversationPane


class PictureActions:
    """Opens pictures, saves them to files, and fetches those that are on other servers.

    Args:
        pane: shows them.
        library: keeps them.
        replies: know the servers.
    """

    def __init__(self, pane: ConversationPane, library: Library, replies: Replies) -> None:
        self._pane = pane
        self._library = library
        self._replies = replies

    def open(self, message: Message) -> None:
        """Show a picture of a message in the system's viewer, if the user wants that."""
        self._wait_for(partial(self._open, message))

    def save(self, message: Message) -> None:
        """Write a picture of a message to a file, wherever the user wants it."""
        self._wait_for(partial(self._save, message))

    def fetch(self, message: Message) -> None:
        """Fetch what an answer shows from other servers, if the user wants that."""
        self._wait_for(partial(self._fetch, message))

    def _wait_for(self, work: Callable[[], Awaitable[None]]) -> None:
        in_worker(self._pane, work, group="pictures")

    def _tell(self, text: str, *, is_error: bool = False) -> None:
        self._pane.post_message(Told(text, is_error=is_error))

    async def _open(self, message: Message) -> None:
        if not opener(os.environ):
            self._tell("No window can be shown from here: save the picture instead.")
            return
        try:
            picture = await self._picture("Open a picture", message)
            if picture is None or not await self._is_wanted(picture.facts):
                return
            suffix = SENDABLE.get(picture.facts.media_type, "")
            path = await aside(lambda: passing_file(picture.data, suffix))
        except CopilotError as error:
            self._tell(error.lines, is_error=True)
            return
        if not await open_in_viewer(str(path), os.environ):
            self._tell("The system has no viewer for it: save the picture instead.", is_error=True)

    async def _is_wanted(self, facts: PictureFacts) -> bool:
        from copilot_tui.ui.confirm_dialog import ConfirmDialog

        reason = "The system's viewer gets a copy of it, which is removed when this ends."
        question = ConfirmDialog(f"Open {facts.name}?", reason)
        return await self._pane.app.push_screen_wait(question)

    async def _save(self, message: Message) -> None:
        try:
            picture = await self._picture("Save a picture", message)
            if picture is None:
                return
            offered = await aside(lambda: unused_path(Path.cwd(), file_name(picture.facts)))
            path = await self._path(offered)
            if path is not None:
                await aside(lambda: save_new(path, picture.data))
                self._tell(f"Saved {shown_path(path)}")
        except CopilotError as error:
            self._tell(error.lines, is_error=True)

    async def _picture(self, title: str, message: Message) -> Picture | None:
        """The picture of a message that is meant."""
        known = (await self._library.picture_uses([message.id])).get(message.id, {})
        pictures = await aside(lambda: named_as_in(message.content, known))
        facts = await self._chosen(title, pictures)
        picture = None if facts is None else await self._library.picture(facts.digest)
        return None if picture is None or facts is None else replace(picture, facts=facts)

    async def _chosen(self, title: str, pictures: Sequence[PictureFacts]) -> PictureFacts | None:
        """The one that is meant; asks when there are several."""
        if not pictures:
            self._tell("There is no picture in this message that is kept.")
        if len(pictures) < 2:
            return next(iter(pictures), None)
        from copilot_tui.ui.menus import pictures_menu

        return await self._pane.app.push_screen_wait(pictures_menu(title, pictures))

    async def _path(self, offered: Path) -> Path | None:
        from copilot_tui.ui.save_picture_dialog import SavePictureDialog

        return await self._pane.app.push_screen_wait(SavePictureDialog(offered))

    async def _fetch(self, message: Message) -> None:
        from copilot_tui.ui.confirm_dialog import ConfirmDialog

        hosts = await aside(lambda: hosts_of(message.content))
        if not hosts:
            self._tell("There is no picture on another server in this message.")
            return
        question = f"Fetch pictures from {', '.join(hosts)}?"
        reason = "Whoever runs that server sees that you look at them, and your address."
        if not await self._pane.app.push_screen_wait(ConfirmDialog(question, reason)):
            return
        try:
            problems = await self._replies.fetch_pictures(message)
        except CopilotError as error:
            problems = [error.lines]
        self._pane.exchange.pictures.renew(message)
        if problems:
            self._tell("\n".join(dict.fromkeys(problems)), is_error=True)
        else:
            self._tell("The pictures are kept with the conversation now.")


def hosts_of(text: str) -> list[str]:
    """The hosts that a text's pictures are on, each once."""
    from copilot_tui.api.picture_address import foreign_picture
    from copilot_tui.chat.picture import find_pictures

    hosts = (foreign_picture(each.target, "") for each in find_pictures(text))
    return list(dict.fromkeys(host for host in hosts if host is not None))
