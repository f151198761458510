"""Whose address it is: what a key belongs to."""

from __future__ import annotations

from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are of one server: same scheme, host and port."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.hostname, first.port or _PORTS.get(first.scheme)) == (
        second.scheme,
        second.hostname,
        second.port or _PORTS.get(second.scheme),
    )


def is_exposed(url: str) -> bool:
    """Whether what is sent to this address can be read on the way: plain http elsewhere.

    Nobody is on the way to 127.0.0.0/8, ::1 and localhost.
    """
    import ipaddress  # 2 ms, and most servers need no key

    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "http" or host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True
