"""Doing a call of the store again so that it makes up the same names and times.

When a connection breaks, nobody knows whether what was just written has been kept. Done again
in another place it has the same names there, by which both are known to be one.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Made = TypeVar("Made")


class Attempt:
    """What one call has made up, in order, by what kind of thing it is."""

    def __init__(self) -> None:
        self._made: dict[str, list[object]] = {}
        self._used: dict[str, int] = {}

    @contextmanager
    def once(self) -> Iterator[None]:
        """What is made up within, on this thread, is what was made up the time before."""
        self._used = {}
        _current.attempt = self
        try:
            yield
        finally:
            _current.attempt = None

    def take(self, kind: str, make: Callable[[], Made]) -> Made:
        """The next thing of a kind; made now where the time before had no more of them."""
        made, used = self._made.setdefault(kind, []), self._used.get(kind, 0)
        if used == len(made):
            made.append(make())
        self._used[kind] = used + 1
        return cast("Made", made[used])


class _Current(threading.local):
    attempt: Attempt | None = None


_current = _Current()


def made(kind: str, make: Callable[[], Made]) -> Made:
    """Make something up, or take what the same call has made up the time before."""
    attempt = _current.attempt
    return make() if attempt is None else attempt.take(kind, make)
