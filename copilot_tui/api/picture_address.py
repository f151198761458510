"""Where a picture is that a reply shows: on the server that was asked, or elsewhere."""

from __future__ import annotations

from urllib.parse import SplitResult, unquote, urlsplit

from copilot_tui.chat.picture_kind import looks_like_picture

_FOLDERS = ("/media/", "/images/", "/thumbnail/", "/files/")
"""Where g4f 7.9.6 and others keep what they return."""

_PORTS = {"http": 80, "https": 443}


def own_picture(target: str, base_url: str) -> tuple[str, str] | None:
    """Where to ask a server for a picture that its own reply shows.

    It is what a text says, and a text can say anything: so nothing but a picture is asked
    for, and that of the very server that wrote the text.

    Args:
        target: of the Markdown image.
        base_url: of the server, up to and including `/v1`.

    Returns:
        The origin, such as "http://localhost:1337", and the path with its query below it;
        None when it is not a picture there.
    """
    try:
        base, parts = urlsplit(base_url), urlsplit(target)
        if parts.scheme or parts.netloc:
            if _origin(parts) != _origin(base):
                return None
        elif not target.startswith("/"):
            return None
    except ValueError:
        return None
    path = unquote(parts.path)
    names_picture = path.startswith(_FOLDERS) or looks_like_picture(path)
    if not names_picture or ".." in path.split("/") or "\\" in path:
        return None
    query = f"?{parts.query}" if parts.query else ""
    # With the user and password that the profile's address may have.
    return f"{base.scheme}://{base.netloc}", f"{parts.path.lstrip('/')}{query}"


def foreign_picture(target: str, base_url: str) -> str | None:
    """The host of a picture that is on another server; None for any other target."""
    try:
        parts = urlsplit(target)
        base = urlsplit(base_url)
        is_own = _origin(parts) == _origin(base)
    except ValueError:
        return None
    is_web = parts.scheme.lower() in _PORTS and bool(parts.hostname)
    return None if is_own or not is_web or parts.username else parts.hostname


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    """Scheme, host and port (RFC 6454).

    Raises:
        ValueError: the port is no number.
    """
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(scheme)
