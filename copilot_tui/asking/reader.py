"""Whoever reads standard output."""

from __future__ import annotations

import errno
import os
import select
import stat


class Reader:
    """Tells when nobody reads a pipe any more, also while nothing is written to it.

    Args:
        descriptor: of standard output; None where it has none.

    Attributes:
        descriptor: can be read, oddly, once nobody reads; None where that cannot be known.
    """

    def __init__(self, descriptor: int | None) -> None:
        self.descriptor = descriptor if descriptor is not None and _is_pipe(descriptor) else None

    def look(self) -> None:
        """Look at the pipe, which seems to be closed.

        Raises:
            BrokenPipeError: it is.
        """
        if self.descriptor is None:
            return
        poll = select.poll()
        poll.register(self.descriptor, 0)
        if any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0)):
            raise BrokenPipeError(errno.EPIPE, "nobody reads standard output")
        # Some systems say of every pipe that it can be read.
        self.descriptor = None


def _is_pipe(descriptor: int) -> bool:
    return stat.S_ISFIFO(os.fstat(descriptor).st_mode) and hasattr(select, "poll")
