"""Where the prompt gets earlier texts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.ui.conversation_pane import ConversationPane


class EarlierPrompts:
    """First what waits in the open conversation, then all that was ever sent.

    Args:
        pane: shows the conversation.
        library: keeps the prompts.
    """

    def __init__(self, pane: ConversationPane, library: Library) -> None:
        self._pane = pane
        self._library = library

    async def take_back(self) -> bool:
        """Put the messages that wait for the running reply back into the prompt."""
        conversation = self._pane.conversation
        return conversation is not None and await self._pane.exchange.take_back(conversation.id)

    async def earlier(self, before: str | None) -> str | None:
        """The prompt that was sent before that one, or the last one; None at the end."""
        prompts = await self._library.prompts(limit=1, before=before)
        return prompts[0] if prompts else None
