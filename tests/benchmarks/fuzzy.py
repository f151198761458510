"""How long the switcher takes for each key with a hundred thousand titles.

Run with `uv run python -m tests.benchmarks.fuzzy`.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Iterable

from copilot_tui.chat.fuzzy import FuzzyIndex

TITLES = 100_000
GOAL_MILLISECONDS = 30.0
TYPED = ("oslo", "regex dates", "trvl", "zürich", "xqzj", "notes 9")
PASTED = ("trip to oslo", "mtng", "kubernetes", "zzzz")
_WORDS = re.findall(
    r"\w+",
    "trip to oslo regex for dates travel plan budget meeting notes kubernetes helm chart "
    "zürich flight hotel python asyncio tests rust borrow checker tax letter draft name "
    "meaning garden soup recipe birthday poem database index slow query invoice contract",
)


def titles() -> list[str]:
    """Titles of three to nine words, always the same."""
    chance = random.Random(1)
    return [
        " ".join(chance.choices(_WORDS, k=chance.randint(3, 9))).capitalize() + f" {number}"
        for number in range(TITLES)
    ]


async def timed(index: FuzzyIndex, queries: Iterable[str]) -> list[float]:
    """Milliseconds for each query, one after the other."""
    spent: list[float] = []
    for query in queries:
        begun = time.perf_counter()
        await index.best(query)
        spent.append((time.perf_counter() - begun) * 1000)
    return spent


async def measure() -> None:
    """Measure typing letter by letter, and pasting at once."""
    known = titles()
    begun = time.perf_counter()
    index = await FuzzyIndex.prepared(known)
    print(f"prepared {TITLES:,} titles in {(time.perf_counter() - begun) * 1000:.0f} ms")
    worst = 0.0
    for text in TYPED:
        spent = await timed(index, (text[:end] for end in range(1, len(text) + 1)))
        worst = max(worst, *spent)
        print(f"typed  {text:<14}" + " ".join(f"{one:5.1f}" for one in spent) + "  ms per key")
    verdict = "met" if worst <= GOAL_MILLISECONDS else "missed"
    print(f"worst key {worst:.1f} ms; goal: at most {GOAL_MILLISECONDS:g} ms: {verdict}")
    for text in PASTED:
        spent = await timed(index, [text])
        print(f"pasted {text:<14}{spent[0]:5.1f} ms")


if __name__ == "__main__":
    asyncio.run(measure())
