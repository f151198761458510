"""Where libpq went for an address that leaves the host to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.config.database_address import DatabaseAddress

NAME_HOST: Final = "name its host in the address: postgresql://user@host/database"
NAME_USER: Final = "name the user in the address: postgresql://user@host/database"

_SERVER = re.compile(
    r'connection to server (?:on socket "(?P<socket>[^"]*)"'
    r'|at "(?P<host>[^"]*)"(?: \([^)]*\))?, port (?P<port>\d+))'
)
_LONGEST: Final = 200


def leaves_host_open(address: DatabaseAddress) -> bool:
    """Whether an address says nothing of where the server is."""
    return not any(address.hosts) and not address.parameters.get("service")


def place_tried(address: DatabaseAddress, words: str) -> str:
    """An address as it is shown, and beside it what libpq has put in for what it leaves open.

    Args:
        address: of the database.
        words: of libpq, when it could not connect.
    """
    if not leaves_host_open(address):
        return address.shown
    defaults = _defaults()
    found = [_server(each.groupdict()) for each in _SERVER.finditer(words)]
    if not found:
        port = address.parameters.get("port") or defaults.get("port", "")
        host = defaults.get("hostaddr") or defaults.get("host", "")
        found = [f"{_host(host) if host else 'the usual socket'}, port {port}"]
    user = [] if address.user else [f"user {defaults.get('user') or 'of the system'}"]
    tried = one_line(", ".join([*dict.fromkeys(found), *user]))
    return f"{address.shown} ({elide(tried, _LONGEST)})"


def _server(found: Mapping[str, str | None]) -> str:
    if found["socket"]:
        return f"socket {found['socket']}"
    return f"host {found['host']}, port {found['port']}"


def _host(host: str) -> str:
    return f"sockets in {host}" if host.startswith(("/", "@")) else f"host {host}"


def _defaults() -> dict[str, str]:
    """What libpq takes from the environment, or has by itself."""
    from psycopg.pq import Conninfo

    return {
        option.keyword.decode(): option.val.decode(errors="replace")
        for option in Conninfo.get_defaults()
        if option.val and option.keyword in (b"host", b"hostaddr", b"port", b"user")
    }
