"""Where a link really leads, in the parts that matter to who is about to follow it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

SHOWN_HOST = 30
"""Characters of a host in a list; its end, which says whose it is, is always among them."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """An address that `text.safe_url` has let pass.

    Attributes:
        before: what stands before the host.
        host: who is asked, with the port; of a mail address what follows the @.
        after: the rest.
        ascii_host: the host as the network knows it, where it is written with letters
            outside ASCII, which may look like others; else empty.
    """

    before: str
    host: str
    after: str
    ascii_host: str = ""

    @property
    def short_host(self) -> str:
        """The host in at most `SHOWN_HOST` characters, with its end."""
        host = self.ascii_host or self.host
        return host if len(host) <= SHOWN_HOST else f"…{host[1 - SHOWN_HOST :]}"


def link_target(url: str) -> LinkTarget:
    """Take an address apart."""
    parts = urlsplit(url)
    if parts.scheme.lower() == "mailto":
        host = parts.path.rpartition("@")[2]
        end = len(parts.scheme) + 1 + len(parts.path)
    else:
        host = parts.netloc
        end = url.index("//") + 2 + len(host)
    start = end - len(host)
    return LinkTarget(url[:start], host, url[end:], _in_ascii(host))


def _in_ascii(host: str) -> str:
    """A host as the network knows it, or nearly so; empty when it is written like that."""
    if host.isascii():
        return ""
    # Browsers take full stops of other scripts for dots, and letters of one width for others.
    plain = unicodedata.normalize("NFKC", host).replace("。", ".").lower()
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
        for label in plain.split(".")
    )
