"""Waiting for what comes over a connection, or for somebody here."""

from __future__ import annotations

import selectors
import socket
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from psycopg import Connection, Notify
    from psycopg.rows import DictRow


class Listening:
    """Waits without asking the server for anything.

    Args:
        connection: that listens, in autocommit mode and in no pipeline.
        take: given what comes in; also while a statement of the connection is waited for.
    """

    def __init__(self, connection: Connection[DictRow], take: Callable[[str], None]) -> None:
        self._connection = connection
        self._take = take
        self._cleanup = ExitStack()
        self._inside, self._outside = (self._cleanup.enter_context(s) for s in socket.socketpair())
        for end in (self._inside, self._outside):
            end.setblocking(False)
        self._selector = self._cleanup.enter_context(selectors.DefaultSelector())
        self._selector.register(connection.fileno(), selectors.EVENT_READ)
        self._selector.register(self._inside, selectors.EVENT_READ)
        connection.add_notify_handler(self._handle)

    def wait(self, seconds: float) -> None:
        """Wait until something came in or `wake` was called, but no longer than so.

        Raises:
            psycopg.OperationalError: the connection is lost.
        """
        self._selector.select(seconds)
        with suppress(BlockingIOError):
            while self._inside.recv(4096):
                pass
        pgconn = self._connection.pgconn
        pgconn.consume_input()
        while (notice := pgconn.notifies()) is not None:
            self._take(notice.extra.decode("utf-8", "replace"))

    def wake(self) -> None:
        """Let `wait` return; from any thread, while this is open."""
        with suppress(BlockingIOError):  # It is full of what wakes already.
            self._outside.send(b"w")

    def _handle(self, notice: Notify) -> None:
        self._take(notice.payload)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._cleanup.close()
