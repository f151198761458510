"""What a system takes from the modes of new files."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def usual_umask() -> Iterator[None]:
    """The mask of most systems, under which others can look into new folders."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)
