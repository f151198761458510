"""What waits on this machine for the server that has the conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from copilot_tui.doctor.finding import Finding, hint
from copilot_tui.errors import StoreError
from copilot_tui.paths import shown_path
from copilot_tui.store.outbox.waiting import all_waiting, in_words

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.outbox.waiting import Waiting

_START: Final = "Start the program while the server answers; it takes all of it there."
_RUNS: Final = "A running copy has it, and takes it there once the server answers."


def look_at_outboxes(folder: Path) -> Sequence[Finding]:
    """Which outboxes have not been delivered; none is changed.

    Args:
        folder: for everything of the server.
    """
    try:
        return tuple(map(_finding, all_waiting(folder)))
    except StoreError as error:
        return (hint("outbox", f"{error.what} {error.detail}".strip(), error.todo),)


def _finding(waiting: Waiting) -> Finding:
    what = f"{in_words([waiting])} for the server, in {shown_path(waiting.path)}."
    return hint("outbox", what, _RUNS if waiting.is_in_use else _START)
