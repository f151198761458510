"""Asking whether anything speaks HTTP at an address, without an HTTP library."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urlsplit

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})\b")
_LONGEST_LINE = 1024


async def http_status(url: str, *, key: str = "", time_limit: float = 2.0) -> int | None:
    """Send one GET and return the status, or None when no HTTP came back in time.

    Args:
        url: a `http` address.
        key: sent as bearer token; empty for none.
        time_limit: seconds for connecting, asking and the first line of the answer.
    """
    try:
        async with asyncio.timeout(time_limit):
            return await _ask(url, key)
    except (OSError, ValueError, asyncio.IncompleteReadError):
        # TimeoutError is an OSError; a line that never ends is a ValueError.
        return None


async def _ask(url: str, key: str) -> int | None:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(
        parts.hostname, parts.port or 80, limit=_LONGEST_LINE
    )
    try:
        head = f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        head += f"Authorization: Bearer {key}\r\n" if key else ""
        writer.write(f"{head}Accept: */*\r\nConnection: close\r\n\r\n".encode())
        match = _STATUS_LINE.match(await reader.readline())
    finally:
        writer.transport.abort()
    return int(match[1]) if match else None
