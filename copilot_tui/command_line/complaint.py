"""What is said on standard error when a command cannot do what it was asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import (
    ConfigError,
    CopyRefused,
    FileRefused,
    ImportRefused,
    NotFound,
    ServerStartError,
    ServerUnreachable,
    StoreError,
)

if TYPE_CHECKING:
    from copilot_tui.errors import CopilotError

_STATUSES: tuple[tuple[type[CopilotError], ExitStatus], ...] = (
    (ConfigError, ExitStatus.WRONG_WORDS),
    (FileRefused, ExitStatus.WRONG_WORDS),
    (ImportRefused, ExitStatus.WRONG_WORDS),
    (NotFound, ExitStatus.NOT_FOUND),
    (CopyRefused, ExitStatus.WRONG_WORDS),
    (StoreError, ExitStatus.STORE),
    (ServerUnreachable, ExitStatus.UNREACHABLE),
    (ServerStartError, ExitStatus.UNREACHABLE),
)


def status_of(error: CopilotError) -> ExitStatus:
    """The status with which a command ends that this error has stopped."""
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return status
    return ExitStatus.FAILED


def complain(error: CopilotError, status: int | None = None) -> int:
    """Print what happened, the details and what to do.

    Args:
        error: what happened.
        status: the exit status; None takes that of `status_of`.

    Returns:
        The exit status.
    """
    from copilot_tui.command_line.output import tell
    from copilot_tui.paths import with_shown_paths
    from copilot_tui.text import clean
    from copilot_tui.wrapping import width_of, wrapped

    details = [f"  {line}" for line in error.detail.splitlines()]
    lines = [f"copilot-tui: {error.what}", *details, error.todo]
    # What it names may be a word of the command line, or a file somebody else has named.
    told = clean(with_shown_paths("\n".join(line for line in lines if line)))
    tell(wrapped(told, width_of(sys.stderr)))
    return status_of(error) if status is None else status
