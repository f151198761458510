"""What becomes of a text that could not be sent."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.ui.composer import Composer
    from copilot_tui.ui.prompt_pane import PromptPane

_BETWEEN = "\n\n"


class RefusedTexts:
    """Lets texts that could not be sent be unsent text again, where they were written.

    Args:
        pane: holds the prompt.
        library: keeps the drafts of what is not shown.
    """

    def __init__(self, pane: PromptPane, library: Library) -> None:
        self._pane = pane
        self._library = library
        self._given_back = ""

    async def give_back(self, event: Composer.Submitted) -> None:
        """Put a text before what was typed there since, with a blank line between them."""
        destination, text = event.destination, event.text
        since = ""
        if not self._is_shown(event):
            with suppress(StoreError):
                since = await self._library.draft(*destination.place)
        if self._is_shown(event):
            self._put_back(text)
            return
        if since and since != text:
            text = f"{text}{_BETWEEN}{since}"
        self._library.keep_draft(destination.row_id, text, edits=destination.edited_id)

    def _is_shown(self, event: Composer.Submitted) -> bool:
        return event.destination.place == self._pane.composer.destination.place

    def _put_back(self, text: str) -> None:
        """Put a text into the prompt, behind those that were sent and put back before it."""
        composer, before = self._pane.composer, self._given_back
        typed = composer.draft
        if before and (typed == before or typed.startswith(f"{before}{_BETWEEN}")):
            composer.restore(typed.removeprefix(before).removeprefix(_BETWEEN))
            text = f"{before}{_BETWEEN}{text}"
        composer.put_back(text, between=_BETWEEN)
        self._given_back = text
