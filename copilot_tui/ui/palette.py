"""The command palette's own commands, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from copilot_tui.commands import Command
from copilot_tui.ui.chat_screen import ChatScreen
from copilot_tui.ui.offered_commands import offered_commands


class CommandsProvider(Provider):
    """Offers every command of the table that the palette may have.

    The first one must do no harm: enter pressed right after the last letter runs what is
    highlighted, and that is the first one until the search has an answer.
    """

    async def discover(self) -> Hits:
        """Everything, in the order of the table."""
        for command, run in self._commands():
            yield DiscoveryHit(command.title, run, help=command.help)

    async def search(self, query: str) -> Hits:
        """What matches, by its title."""
        matcher = self.matcher(query)
        for command, run in self._commands():
            if (score := matcher.match(command.title)) > 0:
                yield Hit(score, matcher.highlight(command.title), run, help=command.help)

    def _commands(self) -> Iterator[tuple[Command, IgnoreReturnCallbackType]]:
        screen = self.screen
        assert isinstance(screen, ChatScreen)
        for command in offered_commands(screen):
            yield command, partial(screen.run_command, command.id)
