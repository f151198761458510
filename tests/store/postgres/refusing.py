"""A server that lets nobody in, with words of the test's choice."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from tests.postgres_installation import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def refusing(code: str, words: str) -> Iterator[int]:
    """The port of one that refuses everybody, as a server does before it asks for anything.

    Args:
        code: SQLSTATE.
        words: what it says.
    """
    fields = {"S": "FATAL", "V": "FATAL", "C": code, "M": words}
    body = b"".join(f"{key}{value}\0".encode() for key, value in fields.items()) + b"\0"
    answer = b"E" + (len(body) + 4).to_bytes(4) + body
    with socket.create_server((HOST, 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = server.accept()
                    with client:
                        # It asks for encryption first; a word of 4 bytes, and its length.
                        if client.recv(8)[4:] == (80877103).to_bytes(4):
                            client.sendall(b"N")
                            client.recv(8)
                        client.sendall(answer)
                        client.shutdown(socket.SHUT_WR)
                        while client.recv(4096):
                            pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
