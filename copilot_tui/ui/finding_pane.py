"""Looking for words in the conversation that is shown."""

from __future__ import annotations

from textual import on
from textual.getters import query_one

from copilot_tui.ui.find_bar import FindBar
from copilot_tui.ui.message_log import MessageLog
from copilot_tui.ui.prompt_pane import PromptPane


class FindingPane(PromptPane):
    """Lets the user look for words in the log, and go from hit to hit."""

    message_log = query_one("#log", MessageLog)
    find_bar = query_one("#find", FindBar)

    def find(self, needle: str = "") -> None:
        """Let the user look for words in this conversation."""
        self.find_bar.open(needle)

    @on(FindBar.Changed)
    def _find(self, event: FindBar.Changed) -> None:
        event.stop()
        self.message_log.find(event.needle)

    @on(FindBar.Moved)
    def _next_hit(self, event: FindBar.Moved) -> None:
        event.stop()
        self.message_log.action_next_hit(event.step)

    @on(FindBar.Closed)
    def _end_find(self, event: FindBar.Closed) -> None:
        event.stop()
        self.screen.set_focus(self.message_log)

    @on(MessageLog.HitsCounted)
    def _show_hits(self, event: MessageLog.HitsCounted) -> None:
        event.stop()
        self.find_bar.show_hits(event.current, event.total)
