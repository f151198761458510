"""Web addresses in plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot_tui.text import safe_url

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])https?://[^\s<>\"`，。；：！？（）【】「」《》、]+", re.IGNORECASE
)
_TRAILING = "?!.,:;*_~'\"…’”"


def addresses(text: str) -> Iterator[tuple[str, str | None]]:
    """Cut `text` into pieces, and say of each whether it is a web address.

    Follows the extended autolinks of GitHub Flavored Markdown 0.29: punctuation at the end
    and a closing parenthesis without its opening one are not part of the address.
    """
    position = 0
    for found in _ADDRESS.finditer(text):
        address = _without_trailing(found.group())
        if safe_url(address) is None:
            continue
        if found.start() > position:
            yield text[position : found.start()], None
        yield address, address
        position = found.start() + len(address)
    if position < len(text):
        yield text[position:], None


def _without_trailing(address: str) -> str:
    """An address without the punctuation and the unmatched brackets at its end."""
    surplus = {
        closing: address.count(closing) - address.count(opening)
        for opening, closing in ("()", "[]")
    }
    end = len(address)
    while end:
        last = address[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return address[:end]
