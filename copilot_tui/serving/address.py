"""Where the pages are served."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from copilot_tui.errors import ServingFailed
from copilot_tui.serving.access import TOKEN_FIELD
from copilot_tui.text import one_line

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8000
NEAR_PORTS: Final = range(DEFAULT_PORT, DEFAULT_PORT + 20)
"""Tried in turn where no port is asked for."""

_WAITING_CONNECTIONS: Final = 32


@dataclass(frozen=True, slots=True)
class Address:
    """A place where the pages are served.

    Attributes:
        listener: is bound to it.
        host: as it was asked for.
    """

    listener: socket.socket
    host: str

    @property
    def port(self) -> int:
        """The port."""
        port: int = self.listener.getsockname()[1]
        return port

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return ip_address(self._bound_to).is_loopback

    @property
    def names(self) -> tuple[str, ...]:
        """What this machine is called in requests that come here, beside by its addresses."""
        if self.is_loopback:
            return ()
        own = socket.gethostname()
        return (self.host, own, f"{own}.local", socket.getfqdn())

    def url(self, token: str) -> str:
        """What is to be opened, with the token."""
        bound = ip_address(self._bound_to)
        host = socket.gethostname() if bound.is_unspecified else self.host
        with suppress(ValueError):
            host = f"[{host}]" if isinstance(ip_address(host), IPv6Address) else host
        return f"http://{host}:{self.port}/?{TOKEN_FIELD}={token}"

    @property
    def _bound_to(self) -> str:
        address: str = self.listener.getsockname()[0]
        return address.partition("%")[0]


def listen(host: str, port: int | None) -> Address:
    """Listen at an address.

    Args:
        host: name or address.
        port: 0 takes any that is free; None takes a free one of `NEAR_PORTS`, else any.

    Raises:
        ServingFailed: it cannot be had.
    """
    if port is not None:
        return Address(_bound(host, port), host)
    for near in NEAR_PORTS:
        with suppress(_Taken):
            return Address(_bound(host, near), host)
    return Address(_bound(host, 0), host)


class _Taken(ServingFailed):
    """Somebody else listens there."""


def _bound(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        ServingFailed: it cannot be had; `_Taken` when another program has it.
    """
    shown = one_line(host)
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError, OverflowError) as error:
        raise ServingFailed(
            f"There is no address {shown} to serve at.",
            "Name one of this machine by --host, such as 127.0.0.1.",
            detail=(isinstance(error, OSError) and error.strerror) or str(error),
        ) from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_WAITING_CONNECTIONS)
    except OSError as error:
        listener.close()
        todo = "Choose another by --port; without it a free one is taken."
        if error.errno == errno.EADDRINUSE:
            raise _Taken(f"Port {port} of {shown} is taken.", todo) from error
        what = f"Port {port} of {shown} cannot be had."
        raise ServingFailed(what, todo, detail=error.strerror or str(error)) from error
    return listener
