"""The trust boundary for text, and small text tools.

Everything that comes from a server, a file or the clipboard passes `clean` where it
enters. What is stored, drawn, exported, copied and sent again is then clean by
construction. The work is done character by character, so an escape sequence that is
split over two deltas is as harmless as a whole one.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_CONTROL_PICTURES = 0x2400
_REPLACEMENT = 0xFFFD

_TABLE: dict[int, int | None] = {
    code: _CONTROL_PICTURES + code for code in range(0x20) if chr(code) not in "\t\n"
}
_TABLE[0x0D] = None
_TABLE[0x7F] = 0x2421
_TABLE.update(dict.fromkeys(range(0x80, 0xA0), _REPLACEMENT))
_TABLE.update(dict.fromkeys((0x85, 0x2028, 0x2029), 0x0A))
_TABLE.update(dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_TABLE.update(dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT))

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_WHITESPACE = re.compile(r"\s+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_HIDING = re.compile(r"[\s\\]")
_WEB = frozenset({"http", "https"})

LONGEST_URL = 2_000
"""Characters of an address that is opened or shown as a link."""


def clean(text: str) -> str:
    """Make foreign text safe to store, to draw and to send on.

    C0 controls other than newline and tab become their visible pictures (ESC is ␛), CR
    is dropped, DEL is ␡, C1 controls and lone surrogates become U+FFFD, NEL, LS and PS
    become newlines, bidirectional embeddings, overrides and isolates are removed.
    """
    if _UNSAFE.search(text) is None:
        return text
    return text.translate(_TABLE)


def one_line(text: str) -> str:
    """Clean `text` and fold all its white space, newlines too, into single spaces."""
    return _WHITESPACE.sub(" ", clean(text)).strip()


def elide(text: str, length: int) -> str:
    """Shorten `text` to at most `length` code points, ending in … where it was cut."""
    if len(text) <= length:
        return text
    return text[: max(0, length - 1)].rstrip() + "…"


def slug(text: str, length: int = 60) -> str:
    """Turn `text` into a file name of a-z, 0-9 and dashes; "untitled" if nothing is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_SLUG.sub("-", ascii_text.lower()).strip("-")[:length].strip("-") or "untitled"


def safe_url(url: str) -> str | None:
    """Return `url` when it may be opened or shown as a link, else None.

    Only http, https and mailto pass. What hides where an address leads does not: control
    characters, invisible ones and white space, backslashes, which browsers take for slashes,
    a user's name before the host, and more than `LONGEST_URL` characters.
    """
    if len(url) > LONGEST_URL or not url.isprintable() or _HIDING.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() == "mailto":
        is_whole = bool(parts.path) and not parts.netloc
    else:
        is_whole = parts.scheme.lower() in _WEB and bool(parts.hostname) and "@" not in parts.netloc
    return url if is_whole else None
