"""What is done with whole conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import UNTITLED, Conversation
from copilot_tui.errors import StoreError
from copilot_tui.text import one_line
from copilot_tui.ui.messages import ConversationTouched, StoreFailed, Told

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.replies.replies import Replies
    from copilot_tui.ui.chat_layout import ChatLayout

COPY_TITLE = "{title} (copy)"


class ConversationCommands:
    """Renames, pins, duplicates and deletes conversations, and undoes deleting.

    Args:
        screen: shows them.
        library: keeps them.
        replies: the running replies.
    """

    def __init__(self, screen: ChatLayout, library: Library, replies: Replies) -> None:
        self._screen = screen
        self._library = library
        self._replies = replies

    async def rename(self, conversation: Conversation | None, title: str = "") -> None:
        """Give a conversation another title; asks for it when none is given."""
        if conversation is None:
            self._tell("There is no conversation yet to rename.")
            return
        if not title:
            from copilot_tui.ui.rename_dialog import RenameDialog

            typed = await self._screen.app.push_screen_wait(RenameDialog(conversation.title))
            title = typed or ""
        if title := one_line(title):
            try:
                self._touched(await self._library.rename(conversation.id, title))
            except StoreError as error:
                self._failed(error)

    async def toggle_pin(self, conversation: Conversation | None) -> None:
        """Keep a conversation on top of the list, or no longer."""
        if conversation is None:
            self._tell("There is no conversation yet to pin.")
            return
        try:
            changed = await self._library.set_pinned(
                conversation.id, pinned=not conversation.pinned
            )
        except StoreError as error:
            self._failed(error)
            return
        self._touched(changed)
        now = "stays on top of the list" if changed.pinned else "is no longer kept on top"
        self._tell(f"“{_name(changed)}” {now}.")

    async def duplicate(self, conversation: Conversation | None) -> None:
        """Make a copy of a conversation with all its branches, and open it."""
        if conversation is None:
            self._tell("There is no conversation yet to duplicate.")
            return
        title = COPY_TITLE.format(title=_name(conversation))
        try:
            copy = await self._library.duplicate(conversation.id, title=title)
        except StoreError as error:
            self._failed(error)
            return
        self._touched(copy)
        self._screen.show_conversation(copy)
        self._tell(f"This is the copy: “{_name(copy)}”.")

    async def delete(self, conversation: Conversation | None) -> None:
        """Put a conversation into the trash."""
        if conversation is None:
            self._tell("There is no conversation yet to delete.")
            return
        self._replies.stop(conversation.id)
        try:
            await self._library.delete(conversation.id)
        except StoreError as error:
            self._failed(error)
            return
        self._screen.undo_stack.push(lambda: self._restore(conversation.id))
        self._screen.conversation_gone(conversation)
        self._tell(f"Deleted “{_name(conversation)}”. u in the sidebar, or /undo, brings it back.")

    async def _restore(self, conversation: int) -> str:
        return self._show_restored(await self._library.restore(conversation))

    def _show_restored(self, restored: Conversation) -> str:
        self._screen.conversation_list.add([restored])
        self._screen.conversation_list.put_cursor_on(restored.id)
        self._screen.conversation_list.open_id = restored.id
        self._touched(restored)
        self._screen.pane.open(restored)
        return f"“{_name(restored)}” is back."

    async def undo(self) -> None:
        """Bring back what was deleted last, a message or a conversation.

        Where nothing was deleted since the start, it is the conversation that was deleted
        last, whenever and in whichever window that was.
        """
        try:
            if not self._screen.undo_stack.is_empty:
                self._tell(await self._screen.undo_stack.undo())
                return
            restored = await self._library.restore_last()
        except StoreError as error:
            self._failed(error)
            return
        if restored is None:
            self._tell("There is nothing to bring back.")
        else:
            self._tell(self._show_restored(restored))

    def _touched(self, conversation: Conversation) -> None:
        self._screen.post_message(ConversationTouched(conversation))

    def _tell(self, text: str) -> None:
        self._screen.post_message(Told(text))

    def _failed(self, error: StoreError) -> None:
        self._screen.post_message(StoreFailed(error.lines))


def _name(conversation: Conversation) -> str:
    return conversation.title or UNTITLED
