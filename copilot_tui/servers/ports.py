"""Which port a server that we start gets."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from copilot_tui.servers.http_status import http_status

if TYPE_CHECKING:
    from collections.abc import Sequence

PORT_PLACEHOLDER = "{port}"

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is, or is to be.

    Attributes:
        url: its base URL.
        port: the port in it.
        occupied: whether a server answers there already.
    """

    url: str
    port: int
    occupied: bool = False


async def find_place(
    url: str, *, movable: bool, elsewhere: bool = False, time_limit: float = 2.0
) -> Place:
    """Find where a server for `url` can listen.

    The port of `url` is taken when it is free. Where a server answers there, that one is
    to be used. Otherwise, something else holds the port, and a free one is taken.

    Args:
        url: the profile's base URL.
        movable: whether the server can be told another port.
        elsewhere: whether what answers there is known to be something else.
        time_limit: seconds that whatever holds the port may take to answer.
    """
    parts = urlsplit(url)
    # "localhost" may be ::1 first, where nothing we start listens.
    host = _LOOPBACK if parts.hostname in (None, "localhost") else parts.hostname
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if not movable:
        return Place(url, port, occupied=await http_status(url, time_limit=time_limit) is not None)
    if is_free(host, port):
        return Place(_at(url, host, port), port)
    answered = await http_status(_at(url, host, port), time_limit=time_limit) is not None
    if answered and not elsewhere:
        return Place(_at(url, host, port), port, occupied=True)
    port = free_port(host)
    return Place(_at(url, host, port), port)


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on this port of this machine now."""
    try:
        _bound(host, port).close()
    except OSError:
        return False
    return True


def free_port(host: str = _LOOPBACK) -> int:
    """A port that nothing listens on now."""
    with _bound(host, 0) as listener:
        return int(listener.getsockname()[1])


def with_port(command: Sequence[str], port: int) -> tuple[str, ...]:
    """The command with the port in every place that asks for it."""
    return tuple(argument.replace(PORT_PLACEHOLDER, str(port)) for argument in command)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        # As servers do; without it, a port is "in use" for a minute after its last server.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1)
    except OSError:
        listener.close()
        raise
    return listener


def _at(url: str, host: str, port: int) -> str:
    parts = urlsplit(url)
    name = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, f"{name}:{port}", parts.path, "", ""))
