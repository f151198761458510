"""What is said at the end about what has not reached the server."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.paths import Paths


def tell_of_undelivered(address: DatabaseAddress, paths: Paths) -> None:
    """Say on standard error what waits on this machine, if anything does.

    What another running copy has, that one delivers.

    Args:
        address: of the database.
        paths: where everything of this machine is.
    """
    folder = paths.instances_on(address.shown)
    if not folder.exists():
        return
    from copilot_tui.command_line.output import tell
    from copilot_tui.errors import StoreError
    from copilot_tui.store.outbox.waiting import all_waiting, in_words
    from copilot_tui.text import one_line
    from copilot_tui.wrapping import width_of, wrapped

    with suppress(StoreError, BrokenPipeError):
        if left := [each for each in all_waiting(folder) if not each.is_in_use]:
            count = sum(each.messages + each.texts for each in left)
            what = "them" if count > 1 else "it"
            told = (
                f"{in_words(left)} on this machine for {one_line(address.shown)}. The next "
                f"start takes {what} there once the server answers."
            )
            tell(wrapped(told, width_of(sys.stderr)))
