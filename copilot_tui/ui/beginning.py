"""What the app begins with when it was started for something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError
from copilot_tui.ui.composer import Composer
from copilot_tui.ui.messages import StoreFailed

if TYPE_CHECKING:
    from copilot_tui.intent import Intent
    from copilot_tui.library.library import Library
    from copilot_tui.ui.chat_screen import ChatScreen


async def begin(screen: ChatScreen, library: Library, intent: Intent | None) -> None:
    """Open what is to be opened, and send what is to be sent.

    The question takes the way of what the prompt sends: where it cannot be kept, it stands
    in the prompt and can be sent again. What is typed meanwhile stays in the prompt.

    Args:
        screen: the chat.
        library: all conversations, open by now.
        intent: what the app was started for; None for nothing.
    """
    if intent is None:
        return
    pane = screen.pane
    if intent.conversation is not None:
        try:
            conversation = await library.get(intent.conversation)
        except StoreError as error:
            # It went for good since it was looked up; its question is for nobody else.
            screen.post_message(StoreFailed(error.lines))
            pane.composer.put_back(intent.question)
            return
        screen.show_conversation(conversation)
    if intent.question:
        destination = pane.composer.destination
        pane.post_message(Composer.Submitted(pane.composer, intent.question, destination))
        # A new conversation takes over the draft of the one that did not exist.
        pane.call_later(pane.keep_draft)
