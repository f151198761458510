"""The HTTP connections of the app: made when first needed, kept for the next request."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from copilot_tui import __version__
from copilot_tui.errors import EnvironmentUnusable

_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=8, keepalive_expiry=4.0)
"""uvicorn, g4f's server, closes an idle connection after 5 s: reuse has to end before."""


@dataclass(frozen=True, slots=True)
class _Route:
    """How a server is reached: past every proxy or not, and whether TLS may be needed."""

    direct: bool
    secure: bool


LOCATION = "copilot-tui-location"
"""The extension of a response that holds the address it points to."""


class HttpClients:
    """One `httpx.AsyncClient` for each way to reach a server.

    Servers on this machine are reached directly, whatever proxy the environment names,
    and a proxy setting that httpx cannot use does not stand in their way. Reading the
    certificates takes tens of milliseconds, so it is done only where TLS may be used.
    """

    def __init__(self) -> None:
        self._clients: dict[_Route, httpx.AsyncClient] = {}

    def for_url(self, url: httpx.URL) -> httpx.AsyncClient:
        """The client to use for this address.

        Raises:
            EnvironmentUnusable: the environment names a proxy that cannot be used.
        """
        direct = is_loopback(url.host)
        route = _Route(direct=direct, secure=not direct or url.scheme == "https")
        client = self._clients.get(route)
        if client is None:
            client = self._clients[route] = _make(route)
        return client

    async def aclose(self) -> None:
        """Close every connection. The next request opens new ones."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()


def is_loopback(host: str) -> bool:
    """Whether this host name or address is the machine itself."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _make(route: _Route) -> httpx.AsyncClient:
    trusted = _trusted(route)
    try:
        return httpx.AsyncClient(
            verify=trusted,
            trust_env=not route.direct,
            limits=_LIMITS,
            follow_redirects=False,
            cookies=_no_cookies(),
            event_hooks={"response": [_set_aside_location]},
            headers={"User-Agent": f"copilot-tui/{__version__}", "Accept-Encoding": "identity"},
        )
    except (ImportError, ValueError, httpx.InvalidURL):
        raise EnvironmentUnusable(
            "The proxy that the environment names cannot be used; only http and https can.",
            "Correct or unset HTTP_PROXY, HTTPS_PROXY and ALL_PROXY.",
        ) from None


def _trusted(route: _Route) -> ssl.SSLContext:
    """The certificates that are trusted.

    Raises:
        EnvironmentUnusable: the environment names some that cannot be read.
    """
    if not route.secure:
        # The bare context trusts no certificate at all, so a plain client cannot be misused.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as error:
        # ssl.SSLError is an OSError; a path with NUL in it is a ValueError.
        raise EnvironmentUnusable(
            "The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read.",
            "Correct or unset SSL_CERT_FILE and SSL_CERT_DIR.",
            detail=(error.strerror or "") if isinstance(error, OSError) else "",
        ) from None


async def _set_aside_location(response: httpx.Response) -> None:
    """Keep where an answer points out of the sight of httpx.

    It would prepare the request that is never made, and fail at an address that is none.
    """
    location = response.headers.get("location")
    if location is not None:
        response.extensions[LOCATION] = location
        del response.headers["location"]


def _no_cookies() -> CookieJar:
    """A jar that takes no cookies: they know no ports.

    What one server on this machine sets would be sent to every other on it.
    """
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))
