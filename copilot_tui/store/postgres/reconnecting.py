"""Connecting once more to a server that has let this program in before."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError, StoreUnreachable, Unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def unreachable_if_refused() -> Iterator[None]:
    """Take a server that no longer lets us in for one that is away.

    Its password may have been changed, or its database be gone: at the start that is a mistake
    to be corrected, later on there is something written that needs another place meanwhile.

    Raises:
        StoreUnreachable: it cannot be reached, or refuses.
        Unwritable: it can only be read.
    """
    try:
        yield
    except (StoreUnreachable, Unwritable):
        raise
    except StoreError as error:
        raise StoreUnreachable(error.what, error.todo, detail=error.detail) from error
