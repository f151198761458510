"""What is done with a message of the log when its key is pressed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.chat.continuation import can_continue
from copilot_tui.chat.conversation import Message, Role
from copilot_tui.chat.quotation import as_markdown, quotation
from copilot_tui.errors import StoreError
from copilot_tui.ui.message_action import MessageAction
from copilot_tui.ui.messages import CopyWanted, Deleted, MessageMenuWanted, StoreFailed, Told

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.replies.replies import Replies
    from copilot_tui.store.removal import Removed
    from copilot_tui.ui.conversation_pane import ConversationPane
    from copilot_tui.ui.message_log import MessageLog
    from copilot_tui.ui.picture_actions import PictureActions


class MessageActions:
    """Everything that can be done with messages but what only changes how they look.

    Args:
        pane: shows them.
        library: keeps them.
        replies: know the servers that they came from.
    """

    def __init__(self, pane: ConversationPane, library: Library, replies: Replies) -> None:
        self._pane = pane
        self._library = library
        self._replies = replies
        self._by_name: dict[MessageAction, Callable[[MessageLog.Asked], Awaitable[None]]] = {
            MessageAction.MENU: self._menu,
            MessageAction.COPY: self._copy,
            MessageAction.COPY_CODE: self._copy_code,
            MessageAction.EDIT: self._edit,
            MessageAction.REGENERATE: self._regenerate,
            MessageAction.CONTINUE: self._continue,
            MessageAction.PREVIOUS_VERSION: self._previous_version,
            MessageAction.NEXT_VERSION: self._next_version,
            MessageAction.QUOTE: self._quote,
            MessageAction.OPEN_LINK: self._open_link,
            MessageAction.OPEN_PICTURE: self._open_picture,
            MessageAction.SAVE_PICTURE: self._save_picture,
            MessageAction.FETCH_PICTURES: self._fetch_pictures,
            MessageAction.DELETE: self._delete,
            MessageAction.DELETE_REST: self._delete_rest,
        }

    async def run(self, event: MessageLog.Asked) -> None:
        """Do what was asked, or say why it cannot be done."""
        # While another conversation is being opened, the messages of the last one are seen.
        if not event.messages or not self._pane.shows(event.messages[0].conversation):
            self._tell("There is no message for that.")
            return
        try:
            await self._by_name[event.action](event)
        except StoreError as error:
            self._pane.post_message(StoreFailed(error.lines))

    def _tell(self, text: str) -> None:
        self._pane.post_message(Told(text))

    async def _copy(self, event: MessageLog.Asked) -> None:
        self._pane.post_message(CopyWanted(as_markdown(event.messages)))

    async def _copy_code(self, event: MessageLog.Asked) -> None:
        if event.code is None:
            self._tell("There is no code block in this message.")
        else:
            # Pasted into a shell, its last line would be run at once.
            self._pane.post_message(CopyWanted(event.code.removesuffix("\n")))

    async def _edit(self, event: MessageLog.Asked) -> None:
        message = event.messages[-1]
        if message.role is Role.USER:
            self._pane.edit(message)
        else:
            self._tell("Only your own messages can be edited; r asks for another answer.")

    async def _regenerate(self, event: MessageLog.Asked) -> None:
        question = await self._question(event.messages[-1])
        if question is not None and await self._pane.exchange.ask(question):
            self._pane.message_log.follow()

    async def _question(self, message: Message) -> Message | None:
        """The user's message that this one is, or answers."""
        if message.role is Role.USER or message.parent is None:
            return message if message.role is Role.USER else None
        return await self._library.message(message.parent)

    async def _continue(self, event: MessageLog.Asked) -> None:
        broken = event.messages[-1]
        if not can_continue(broken):
            self._tell("There is no answer here that could go on.")
            return
        question = await self._question(broken)
        if question is not None and await self._pane.exchange.ask(question, continues=broken.id):
            self._pane.message_log.follow()

    async def _previous_version(self, event: MessageLog.Asked) -> None:
        await self._step_version(event.messages[-1], -1)

    async def _next_version(self, event: MessageLog.Asked) -> None:
        await self._step_version(event.messages[-1], 1)

    async def _step_version(self, message: Message, step: int) -> None:
        versions = await self._library.version_ids(message.id)
        place = versions.index(message.id) + step if message.id in versions else -1
        if not 0 <= place < len(versions):
            only = len(versions) < 2
            self._tell("This is the only version." if only else "There is none on that side.")
            return
        other = versions[place]
        read = partial(self._library.show_version, message.conversation, other)
        self._pane.show_again(read, reveal=other)

    async def _quote(self, event: MessageLog.Asked) -> None:
        self._pane.composer.insert_quote(quotation(event.messages))
        self._pane.screen.set_focus(self._pane.composer)

    async def _open_link(self, event: MessageLog.Asked) -> None:
        links = self._pane.message_log.links(event.messages[-1])
        if not links:
            self._tell("There is no link in this message.")
        elif len(links) == 1:
            self._open(links[0][1])
        else:
            from copilot_tui.ui.menus import links_menu

            self._pane.app.push_screen(links_menu(links), self._open)

    def _open(self, url: str | None) -> None:
        if url is not None:
            self._pane.app.open_url(url)

    async def _open_picture(self, event: MessageLog.Asked) -> None:
        self._pictures().open(event.messages[-1])

    async def _save_picture(self, event: MessageLog.Asked) -> None:
        self._pictures().save(event.messages[-1])

    async def _fetch_pictures(self, event: MessageLog.Asked) -> None:
        self._pictures().fetch(event.messages[-1])

    def _pictures(self) -> PictureActions:
        # Seldom needed, and no part of the first paint.
        from copilot_tui.ui.picture_actions import PictureActions

        return PictureActions(self._pane, self._library, self._replies)

    async def _delete(self, event: MessageLog.Asked) -> None:
        if self._is_streaming(event.messages):
            return
        # Keys pressed in one burst may mean a message that the log still shows.
        there = [it for it in event.messages if not await self._library.is_deleted(it.id)]
        if not there:
            return
        removed = [await self._library.remove_message(entry.id) for entry in there]
        count = len(removed)
        what = "Deleted the message." if count == 1 else f"Deleted {count} messages."
        following = self._pane.message_log.message_after(there[-1].id)
        reveal = there[0].parent if following is None else following.id
        self._removed(there[0], removed, what, reveal)

    async def _delete_rest(self, event: MessageLog.Asked) -> None:
        first = event.messages[0]
        if self._is_streaming(event.messages) or await self._library.is_deleted(first.id):
            return
        removed = await self._library.delete_rest(first.id)
        self._removed(first, [removed], "Deleted everything from here on.", first.parent)

    def _is_streaming(self, messages: Sequence[Message]) -> bool:
        """Whether a reply runs here; if so, it is said that it must be stopped first."""
        if self._pane.is_answering:
            self._tell("This conversation still answers: esc stops it. Then delete.")
        return self._pane.is_answering and bool(messages)

    def _removed(
        self, first: Message, removed: Sequence[Removed], what: str, reveal: int | None
    ) -> None:
        """Show the conversation without them, and remember how they come back."""
        conversation = first.conversation

        async def undo() -> str:
            for one in reversed(removed):
                await self._library.undo_remove(one)
            shown = await self._library.get(conversation)
            self._pane.open_at(shown, first.id)
            return "The message is back." if len(removed) == 1 else "The messages are back."

        self._pane.post_message(Deleted(f"{what} u brings it back.", undo))
        read = partial(self._library.open, conversation)
        self._pane.show_again(read, reveal=reveal)

    async def _menu(self, event: MessageLog.Asked) -> None:
        self._pane.post_message(MessageMenuWanted(event.messages[-1]))
