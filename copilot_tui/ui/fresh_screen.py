"""A screen that is styled once for its first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from textual import events


class FreshScreen(Screen[None]):
    """Leaves its styles as they are when it is shown for the first time.

    They have just been made, part by part, and Textual (8.2.8) would make all of them anew.
    """

    def __init__(self) -> None:
        super().__init__()
        self._was_shown = False

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Say so in the event, which goes on to Textual's own screen."""
        if not self._was_shown:
            event.refresh_styles = False
            self._was_shown = True
