"""The id of a row that is on its way to a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class PendingId:
    """An id that the server knows already, and that is waited for only by who looks at it.

    It can be a value of other statements of the same transaction. `int` looks at it, at no
    cost once the transaction has been kept.

    Args:
        number: the how manieth id of its transaction it is, from 1 on.
        before: the id below the first one, where it has come in; None until then.
        wait: waits for that.
    """

    __slots__ = ("_before", "_wait", "number")

    def __init__(
        self, number: int, before: Callable[[], int | None], wait: Callable[[], int]
    ) -> None:
        self.number = number
        self._before = before
        self._wait = wait

    @property
    def known(self) -> int | None:
        """The id itself, if nobody has to wait for it any more."""
        before = self._before()
        return None if before is None else before + self.number

    def __int__(self) -> int:
        return self._wait() + self.number
