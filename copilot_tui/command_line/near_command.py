"""Which command was most likely meant by a word that is none."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from copilot_tui.command_line.command_table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAR: Final = 0.7
"""How like a command's name a single word must be to be taken for one, by difflib's ratio."""

_SHORTEST: Final = 4
"""Letters of a command; most words of three letters are one letter away from another word."""

_IN_QUESTIONS: Final = """
backups bist chow complexion confia confie confio dist doc doce doces doch dock docks
doctora doctors does dogs dois doktor dons dors dos dots dottor doutor etats expert expor
exports fist gist hist how impart importa importe importo imports ist key last lest liest
lift lint lis lisp lista liste listo lists lit lits litt lost lust mist nerve restare
restored restorer restores seats serge serie serre serva served servem server serves servi
sho shoe shop shot shown shows sirve slow snow sow staats stabs starch stars starts stat
stata state states stati stato statt status stays stets stow swerve
"""
"""Words that a question can begin with, though they are one letter away from a command: of
English, German, French, Spanish, Italian and Portuguese those that are often written."""

_WORDS: Final = frozenset(_IN_QUESTIONS.split())


def near_to_word(word: str) -> str | None:
    """The command that a word that stands alone was meant as; None where it was none."""
    near = get_close_matches(word.casefold(), list(COMMANDS), n=1, cutoff=NEAR)
    return near[0] if near else None


def near_to_words(words: Sequence[str]) -> str | None:
    """The command that the first of several words was meant as; None for a question.

    That is so only where the shell has split them, as nobody quotes a command with what
    belongs to it, and where that word is one typing mistake away from a command, in small
    letters, as those are typed, and is no word that questions begin with. What ends with a
    question mark is a question.
    """
    first = words[0]
    if not first.islower() or first in _WORDS or words[-1].rstrip().endswith("?"):
        return None
    near = (name for name in COMMANDS if len(name) >= _SHORTEST and _is_one_mistake(first, name))
    return next(near, None)


def _is_one_mistake(typed: str, meant: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two neighbours are exchanged."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    pairs = zip_longest(typed, meant)
    at = next(place for place, (one, other) in enumerate(pairs) if one != other)
    if len(typed) != len(meant):
        shorter, longer = sorted((typed, meant), key=len)
        return shorter[at:] == longer[at + 1 :]
    exchanged = typed[at : at + 2] == meant[at : at + 2][::-1]
    return typed[at + 1 :] == meant[at + 1 :] or (exchanged and typed[at + 2 :] == meant[at + 2 :])
