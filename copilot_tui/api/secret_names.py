"""Keys that a server repeats in the names of what it offers."""

from __future__ import annotations

import re

HIDDEN = "[hidden]"

SHORTEST_KEY = 8
"""Characters of a key that is looked for in names: a shorter one may be a word of its own."""


def without_keys(name: str, secrets: tuple[str, ...]) -> str:
    """A name that a server gives something, with every key in it hidden, in any case.

    Args:
        name: as it came, not shortened yet.
        secrets: texts that must not be shown, such as the API key.
    """
    for secret in secrets:
        if len(secret) >= SHORTEST_KEY and secret.casefold() in name.casefold():
            name = re.sub(re.escape(secret), HIDDEN, name, flags=re.IGNORECASE)
    return name
