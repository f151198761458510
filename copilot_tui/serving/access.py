"""Who may use the pages: whoever has the token, from a page of ours."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

TOKEN_BYTES: Final = 32
"""256 bits: nobody guesses them."""

TOKEN_FIELD: Final = "token"
"""What the token is called in the query of the address that is printed."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a request must have to be answered.

    A name in the Host header is refused unless it is one of ours: a page elsewhere can have
    its own name lead to this machine (DNS rebinding), and would then be of the same origin.
    An address cannot be made to lead elsewhere.

    Browsers give a cookie to all ports of a host, thus also to what another user of this
    machine may serve. So the app itself is behind the token, too, which a page keeps where
    only pages of the same port find it.

    Attributes:
        port: on which it is served; part of the cookie's name.
        names: of this machine, in lower case.
        token: stands in the address that is printed.
        pass_: stands in the cookie that is given for the token.
    """

    port: int
    names: frozenset[str]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(TOKEN_BYTES), repr=False)
    pass_: str = field(default_factory=lambda: secrets.token_urlsafe(TOKEN_BYTES), repr=False)

    @classmethod
    def for_names(cls, port: int, names: Iterable[str]) -> Access:
        """A new token for a server that is called by these names."""
        return cls(port, frozenset(name.lower() for name in (*names, "localhost")))

    @property
    def cookie(self) -> str:
        """The name of the cookie."""
        return f"copilot-tui-{self.port}"

    def knows_host(self, host: str) -> bool:
        """Whether a Host header names this machine.

        Args:
            host: such as "localhost:8000".
        """
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return name is not None and (name in self.names or _is_address(name))

    def has_token(self, given: str | None) -> bool:
        """Whether this is the token. Takes as long for every wrong one."""
        return _is_same(given, self.token)

    def has_pass(self, given: str | None) -> bool:
        """Whether this is what the cookie must hold."""
        return _is_same(given, self.pass_)


def is_own_origin(origin: str, host: str) -> bool:
    """Whether a page that makes a request was loaded from where it makes it.

    Args:
        origin: the header of that name, such as "http://localhost:8000".
        host: the header of that name.
    """
    scheme, separator, place = origin.lower().partition("://")
    return bool(separator) and scheme in ("http", "https") and place == host.lower()


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_same(given: str | None, right: str) -> bool:
    # What is no text in a request comes as lone surrogates.
    return given is not None and hmac.compare_digest(
        given.encode("utf-8", "replace"), right.encode()
    )
