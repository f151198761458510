"""Conversation files that are damaged at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.promises.outcome import Outcome
from tests.store.random_damage import damage_and_open
from tests.store.support_damage import fill, pages

if TYPE_CHECKING:
    from pathlib import Path


def run(seed: int, count: int, folder: Path) -> Outcome:
    """Damage a file so many times, each time from the beginning.

    Args:
        seed: of the first; each further one is one more.
        count: how often.
        folder: an empty one.
    """
    outcome = Outcome(seed)
    sound = folder / "sound" / "conversations.db"
    fill(sound)
    pages(sound)
    for number in range(count):
        place = folder / str(number)
        place.mkdir(mode=0o700)
        try:
            damage_and_open(sound, place, seed + number)
        except AssertionError as error:
            outcome.fail(number, [str(error).partition("\n")[0]], f"seed {seed + number}")
        outcome.tried += 1
    return outcome
