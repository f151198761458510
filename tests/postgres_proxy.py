"""Stands between a program and its server, and counts how often the program waits.

In the protocol (postgresql.org/docs/current/protocol-message-formats.html) a client that wants
to have answers now says so: by Flush or Sync. Whatever it sends in between is not waited for,
so that the number of these is that of the round trips, however slow the machine is.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING

from tests.postgres_installation import HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WAITS = b"HSQ"
"""Flush, Sync, and the simple query, which is answered at once."""

_LONGEST_SILENCE = 20.0


class Proxy:
    """Passes on what comes, for any number of connections.

    Args:
        port: of the server.
        piece: how many bytes of its answers are passed on at once.
        delay: seconds that everything takes on its way, in each direction.
    """

    def __init__(self, port: int, piece: int, delay: float) -> None:
        self._piece = piece
        self._delay = delay
        self._server = (HOST, port)
        self._listener = socket.create_server((HOST, 0))
        self._sockets: list[socket.socket] = [self._listener]
        self.port: int = self._listener.getsockname()[1]
        self._count = 0
        self._requests: list[threading.Event] = []
        self._answers: list[threading.Event] = []
        self._swallows_new = False
        threading.Thread(target=self._accept, daemon=True).start()

    @contextmanager
    def counting(self) -> Iterator[list[int]]:
        """Count the round trips of what is done meanwhile; they stand in the list at its end."""
        before, counted = self._count, list[int]()
        yield counted
        counted.append(self._count - before)

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Keep back what either of them says meanwhile, as a network does that stands still.

        Raises:
            AssertionError: it went on for so long that somebody must have waited for its end.
        """
        is_over = threading.Event()

        def end() -> None:
            is_over.set()
            self.flow()

        timer = threading.Timer(_LONGEST_SILENCE, end)
        self.swallow()
        timer.start()
        try:
            yield
            assert not is_over.is_set(), "what was done meanwhile waited for the server"
        finally:
            timer.cancel()
            self.flow()

    def cut(self) -> None:
        """Break all connections, as a network does that goes away."""
        for each in self._sockets[1:]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def swallow(self, *, newcomers: bool = True, requests: bool = True) -> None:
        """Keep all that comes from now on, as a network does that loses every packet.

        Args:
            newcomers: whether also what comes over connections that are made later.
            requests: whether also what the clients say, not only what is answered.
        """
        self._swallows_new = newcomers
        for flows in [*self._answers, *(self._requests if requests else ())]:
            flows.clear()

    def flow(self) -> None:
        """Pass on what was kept, and all that comes."""
        self._swallows_new = False
        for flows in [*self._answers, *self._requests]:
            flows.set()

    def close(self) -> None:
        """Take no more connections, and end those that there are."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self.cut()
        self.flow()
        for each in self._sockets:
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                for each in (client, server):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._sockets += [client, server]
                for task, gates, ends in (
                    (self._pass_on, self._requests, (client, server)),
                    (self._return, self._answers, (server, client)),
                ):
                    gate = threading.Event()
                    if not self._swallows_new:
                        gate.set()
                    gates.append(gate)
                    threading.Thread(target=task, args=(*ends, gate), daemon=True).start()

    def _pass_on(
        self, client: socket.socket, server: socket.socket, flows: threading.Event
    ) -> None:
        """What the client says; only its first message has no letter in front."""
        data, is_begun = b"", False
        send = self._sender(server)
        with suppress(OSError):
            while received := client.recv(65_536):
                data += received
                while len(data) >= 5:
                    start = 1 if is_begun else 0
                    length = start + int.from_bytes(data[start : start + 4])
                    if len(data) < length:
                        break
                    self._count += not is_begun or data[:1] in _WAITS
                    # It asks for encryption first, and then begins once more.
                    is_begun = is_begun or data[4:8] != (80877103).to_bytes(4)
                    data = data[length:]
                flows.wait()
                send(received)
        self._end(client, server)

    def _return(self, server: socket.socket, client: socket.socket, flows: threading.Event) -> None:
        send = self._sender(client)
        with suppress(OSError):
            while received := server.recv(self._piece):
                flows.wait()
                send(received)
        self._end(client, server)

    def _sender(self, target: socket.socket) -> Callable[[bytes], None]:
        """What sends to a socket, at once or so much later."""
        if not self._delay:
            return target.sendall
        waiting: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
        threading.Thread(target=_send_later, args=(waiting, target), daemon=True).start()
        return lambda data: waiting.put((time.monotonic() + self._delay, data))

    @staticmethod
    def _end(*ended: socket.socket) -> None:
        for each in ended:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def _send_later(waiting: SimpleQueue[tuple[float, bytes]], target: socket.socket) -> None:
    with suppress(OSError):
        while True:
            due, data = waiting.get()
            time.sleep(max(0.0, due - time.monotonic()))
            target.sendall(data)


@contextmanager
def proxy_to(port: int, *, piece: int = 65_536, delay: float = 0.0) -> Iterator[Proxy]:
    """A proxy in front of the server on a port; see `Proxy`."""
    proxy = Proxy(port, piece, delay)
    try:
        yield proxy
    finally:
        proxy.close()
