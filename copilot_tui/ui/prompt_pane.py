"""The prompt of a conversation: whose it is, and what stands in it unsent."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Vertical
from textual.getters import query_one
from textual.reactive import reactive
from textual.widgets import TextArea
from textual.worker import WorkerError

from copilot_tui.chat.setup import Setup
from copilot_tui.commands import COMMANDS_BY_ID
from copilot_tui.errors import EditorFailed, StoreError
from copilot_tui.ui.completion_list import CompletionList
from copilot_tui.ui.composer import Composer
from copilot_tui.ui.destination import Destination
from copilot_tui.ui.draft_keeper import DraftKeeper
from copilot_tui.ui.edit_line import EditLine, unsent_words
from copilot_tui.ui.messages import ConversationTouched, StoreFailed, Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.chat.picture import PictureFacts
    from copilot_tui.library.library import Library
    from copilot_tui.library.sent import Sent

_EDIT = COMMANDS_BY_ID["message.edit"]


class PromptPane(Vertical):
    """Keeps unsent text with the conversation, or the message, that it was typed for.

    Args:
        library: all conversations.
    """

    conversation: reactive[Conversation | None] = reactive(None, init=False)

    edit_line = query_one("#edit", EditLine)
    composer = query_one("#composer", Composer)

    def __init__(self, library: Library) -> None:
        super().__init__(id="chat")
        self._library = library
        self._drafts = DraftKeeper(
            read=lambda: self.composer.draft, write=self._write_draft, set_timer=self.set_timer
        )

    def on_mount(self) -> None:
        """Give the prompt somewhere to keep its pictures, and what it sends."""
        self.composer.keep_picture = self._library.keep_picture
        self.composer.hold = self._library.hold

    def _write_draft(self, draft: str) -> None:
        """Keep a draft where it belongs, below the one there if that could not be read yet."""
        to = self.composer.destination
        if to.is_read:
            self._library.keep_draft(to.row_id, draft, edits=to.edited_id)
        elif draft or to.added is not None:
            to.added = self._library.add_to_draft(
                to.row_id, draft, edits=to.edited_id, again=to.added
            )

    @property
    def setup(self) -> Setup:
        """What the open conversation is set to, or will be once it exists."""
        if self.conversation is None:
            return self.composer.destination.setup
        return Setup.of(self.conversation)

    @property
    def edited_message(self) -> Message | None:
        """The message that the prompt holds another version of."""
        return self.composer.destination.edits

    def edit(self, message: Message) -> None:
        """Put an earlier message into the prompt, to be sent as another version of itself."""
        self.turn_to(Destination(self.conversation, edits=message))
        self._read_draft()
        self.screen.set_focus(self.composer)

    def leave_edit(self) -> bool:
        """Go back from an earlier message to the draft. False when none is edited."""
        if self.composer.destination.edits is None:
            return False
        self.turn_to(Destination(self.conversation))
        self._read_draft()
        return True

    def taken_out(self, event: Composer.Submitted) -> None:
        """Take it that what is sent was taken out of a draft that could not be read yet."""
        if event.unread is not None and event.destination is self.composer.destination:
            self._drafts.known("")

    def sent(self, destination: Destination, sent: Sent, *, has_draft: bool = False) -> None:
        """Go on after a message, or another version of one, is on disk.

        Args:
            destination: where it was written.
            sent: what is on disk.
            has_draft: whether there still is the draft that was kept there.
        """
        destination.conversation = sent.conversation
        if destination is not self.composer.destination:
            return
        self.conversation = sent.conversation
        if not has_draft:
            self._drafts.known("")
        if destination.edits is not None:
            self.turn_to(Destination(sent.conversation))
            self._read_draft()

    def empty_if_sent(self, sent: Sequence[str]) -> bool:
        """Empty the prompt if what stands in it was sent by another copy of the app.

        What was written on since it was kept is another text, and stays.

        Args:
            sent: messages that have come in, where no draft is left.
        """
        draft = self.composer.message
        is_plain = self.composer.destination.is_read and not self.composer.destination.edits
        if not draft or draft not in sent or not is_plain or not self._drafts.is_kept:
            return False
        self._drafts.known("")
        self.composer.restore("")
        return True

    def turn_to(self, destination: Destination) -> None:
        """Make room for another text; what is typed from now on goes there."""
        self.keep_draft()
        self.composer.restore("")
        self.composer.destination = destination
        self.edit_line.display = destination.edits is not None
        self.conversation = destination.conversation
        self._drafts.known("")

    @work(group="draft", exclusive=True, exit_on_error=False)
    async def _read_draft(self) -> None:
        """Put back what was typed for this destination before."""
        destination = self.composer.destination
        try:
            draft = await self._library.draft(
                destination.row_id, edits=destination.edited_id, adopt=True
            )
            instead = "" if destination.edits is None else destination.edits.content
            pictures = await self._library.pictures_of(draft or instead)
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))
            return
        if destination is self.composer.destination:
            self.put_back_draft(draft, pictures, instead)

    def put_back_draft(
        self, draft: str, pictures: Sequence[PictureFacts] = (), instead: str = ""
    ) -> None:
        """Put a kept draft before what has been typed meanwhile, once for each destination.

        Args:
            draft: what is kept, maybe with what was typed meanwhile below it.
            pictures: what is known of those that it shows.
            instead: stands there where nothing is kept.
        """
        to = self.composer.destination
        if to.is_read:
            return
        to.is_read = True
        if to.added is not None and to.added.kept is not None:
            draft = to.added.kept
        self._drafts.known(draft if to.added is None else None)
        self.composer.know_pictures(pictures)
        self.composer.put_back(draft or instead)
        self._drafts.changed()

    async def tell_of_unsent_edit(self) -> None:
        """Say it if the last thing that was written is an edit that was never sent.

        It shows nowhere else: neither in the list of conversations nor in the prompt.
        """
        try:
            edited = await self._library.last_edit()
            if edited is None:
                return
            conversation = await self._library.get(edited.conversation)
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))
            return
        key = self.composer.keys_of(_EDIT)
        self.post_message(Told(unsent_words(conversation, edited, key), is_error=True))

    def touched(self, conversation: Conversation) -> None:
        """Show a conversation as it is now, wherever it is shown.

        The screen is told at once: what climbs up to it could be overtaken by what is told
        later, and an older title would take the place of a newer one.
        """
        if self.is_attached:
            self.screen.post_message(ConversationTouched(conversation))

    @on(TextArea.Changed, "#composer")
    def _text_changed(self) -> None:
        self._drafts.changed()

    def keep_draft(self) -> None:
        """Keep what is typed, now, with the conversation that it was typed in."""
        self._drafts.keep()

    @on(Composer.Completing)
    def _show_completions(self, event: Composer.Completing) -> None:
        event.stop()
        # It may be gone before the prompt has told of its last word, when the app ends.
        for shown in self.query(CompletionList):
            shown.completion = event.completion

    @on(CompletionList.Chosen)
    async def _complete(self, event: CompletionList.Chosen) -> None:
        event.stop()
        await self.composer.choose_completion(event.index)

    @work(group="editor", exclusive=True, exit_on_error=False)
    async def open_editor(self) -> None:
        """Let the user write the prompt in an editor."""
        from copilot_tui.ui.external_editor import write_in_editor

        destination, draft = self.composer.destination, self.composer.draft

        def keep(written: str) -> None:
            self._library.keep_draft(destination.row_id, written, edits=destination.edited_id)
            if self.composer.destination is destination:
                self._drafts.known(written)
                self.composer.replace_text(written)

        try:
            written = await write_in_editor(self.app, draft, keep)
        except EditorFailed as error:
            self.post_message(Told(error.lines, is_error=True))
            return
        if self.composer.destination is destination:
            self.composer.replace_text(written)
        else:
            self._library.keep_draft(destination.row_id, written, edits=destination.edited_id)

    async def end_editor(self) -> None:
        """End the editor, if one is open; what it had saved is the draft then."""
        for worker in self.workers.cancel_group(self, "editor"):
            with suppress(WorkerError):
                await worker.wait()

    async def finish_sending(self) -> None:
        """Wait until the keys pressed so far have done their work and what they sent is kept.

        An editor that is open is ended first. What enter sends passes through the queue of
        the prompt twice: as a key and as a message. Not to be called from the queue of
        either widget.
        """
        await self.end_editor()
        for widget in (self.composer, self.composer, self):
            reached = asyncio.Event()
            if widget.call_later(reached.set):
                await reached.wait()
