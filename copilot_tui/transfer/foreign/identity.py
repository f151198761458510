"""Names for messages of programs that give them none of their own, or change them in place."""

from __future__ import annotations

import hashlib
from collections import Counter


class MessageKeys:
    """Keys of the messages of one conversation, the same at every import.

    A message that was changed in place gets another key: it comes in beside the old one,
    and neither is lost.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def key(self, *parts: object) -> str:
        """The key of a message.

        Args:
            parts: what it is told from others by; the same parts again make another key.
        """
        name = fingerprint(*parts)
        self._seen[name] += 1
        return f"{name}:{self._seen[name]}"


def fingerprint(*parts: object) -> str:
    """A short text that is the same for the same parts, and only for them."""
    digest = hashlib.sha256()
    for part in parts:
        data = str(part).encode("utf-8", "replace")
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:32]
