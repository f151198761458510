"""What counts as the address of a server."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from copilot_tui.text import elide, one_line

_DEFAULT_PATH = "/v1"
_ENDPOINT = "/chat/completions"


def base_url(text: str) -> str:
    """Turn what people type into a base URL.

    A trailing slash and the endpoint `/chat/completions` are dropped, and a missing path
    becomes `/v1`, so `http://localhost:1337` and the address in g4f's own examples work.

    Raises:
        ValueError: the text is not usable; the message completes "url: …" and never
            repeats a password.
    """
    if "@" in text:
        raise ValueError('must not hold "@"; a key belongs into api_key_env or api_key_cmd')
    # A key may stand behind either sign.
    shown = elide(one_line(re.split("[?#]", text)[0]), 80)
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise ValueError(_expected(shown)) from None
    if parts.scheme not in ("http", "https") or port == 0:
        raise ValueError(_expected(shown))
    if not parts.hostname or one_line(text) != text.strip() or " " in text.strip():
        raise ValueError(_expected(shown))
    if parts.query or parts.fragment:
        raise ValueError(f'must not hold "?" or "#", got "{shown}…"')
    path = parts.path.rstrip("/").removesuffix(_ENDPOINT).rstrip("/") or _DEFAULT_PATH
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _expected(shown: str) -> str:
    return f'expected an http or https address such as "http://localhost:1337/v1", got "{shown}"'
