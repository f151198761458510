"""What a command of the plain mode could not do."""

from __future__ import annotations

from copilot_tui.errors import CopilotError


class CommandProblem(CopilotError):
    """A command was typed that cannot be carried out as it stands."""
