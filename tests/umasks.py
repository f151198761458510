"""What a system takes from the modes of new files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def usual_umask() -> Iterator[None]:
    """The mask of most systems, under which others can look into new folders."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)
