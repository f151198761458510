"""What the pictures of a message are called there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from copilot_tui.chat.picture import ATTACHMENT, find_pictures
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.chat.picture import PictureFacts

_LONGEST = 100
_NAMELESS = "picture"


def named_as_in(text: str, uses: Mapping[str, PictureFacts]) -> list[PictureFacts]:
    """The pictures of a message, each once, by the names that they have in its text.

    The same bytes are kept once for all conversations, with the name that they had first:
    it is no business of the others.

    Args:
        text: of the message.
        uses: its pictures that are kept, by their targets.
    """
    names: dict[str, str] = {}
    for reference in find_pictures(text):
        names.setdefault(reference.target, reference.alt)
    named: dict[str, PictureFacts] = {}
    for target, facts in uses.items():
        words = one_line(names.get(target, "")) or _last_part(target)
        named.setdefault(facts.digest, replace(facts, name=elide(words, _LONGEST)))
    return list(named.values())


def _last_part(target: str) -> str:
    """The name of the file that an address leads to."""
    if target.startswith((ATTACHMENT, "data:")):
        return _NAMELESS
    path = target.partition("#")[0].partition("?")[0]
    return one_line(unquote(path.rpartition("/")[2])) or _NAMELESS
