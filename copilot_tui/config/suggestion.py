"""A guess at what was meant by a word that means nothing."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """End a sentence with the nearest of `names`; empty when none is near."""
    near = difflib.get_close_matches(word, list(names), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def unknown_profile(name: str, profiles: Iterable[str]) -> str:
    """Say that no profile has this name, and which is near or which there are."""
    hint = did_you_mean(name, profiles) or f"; there is {', '.join(profiles)}"
    return f'there is no profile "{name}"{hint}'
