"""Where requests go."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from copilot_tui.profile import Dialect, Limits, Timeouts
from copilot_tui.text import elide, one_line


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server's address and how to speak to it.

    Attributes:
        base_url: up to and including `/v1`.
        dialect: which extra fields a request carries.
        api_key: sent as bearer token; empty for none.
        timeouts: how long to wait, in seconds.
        limits: how much of an answer is taken.
    """

    base_url: str
    dialect: Dialect = Dialect.G4F
    api_key: str = field(default="", repr=False)
    timeouts: Timeouts = field(default_factory=Timeouts)
    limits: Limits = field(default_factory=Limits)

    def url(self, path: str) -> str:
        """The address of something below the base URL, such as "models"."""
        return f"{self.base_url.rstrip('/')}/{path}"

    def shown_url(self, path: str = "") -> str:
        """The same for people: without user, password and query."""
        url = self.url(path).rstrip("/")
        try:
            parts = urlsplit(url)
        except ValueError:
            return elide(one_line(url), 200)
        host = parts.netloc.rpartition("@")[2]
        shown = parts._replace(netloc=host, query="", fragment="").geturl()
        return elide(one_line(shown), 200)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not stand in any message: the key, and the password of the URL."""
        try:
            password = urlsplit(self.base_url).password or ""
        except ValueError:
            password = ""
        return tuple(filter(None, (self.api_key, password, unquote(password))))
