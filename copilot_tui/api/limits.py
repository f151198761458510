"""How much of a server's answer is taken before it is too much."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds far above any honest answer, so that a hostile one cannot fill the memory.

    Attributes:
        line: bytes of one line of a stream.
        event: bytes of one event, and of a reply that is not streamed.
        reply: characters of a whole reply, its reasoning included.
        handle: characters of a thread handle; a larger one is dropped.
        error_body: bytes read of an HTTP error's body.
        listing: bytes of a list of models or providers.
    """

    line: int = 8 * MEBIBYTE
    event: int = 16 * MEBIBYTE
    reply: int = 64 * MEBIBYTE
    handle: int = MEBIBYTE
    error_body: int = 64 * 1024
    listing: int = 16 * MEBIBYTE
