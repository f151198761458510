"""Full-text search in PostgreSQL: the same messages as in SQLite, found by another index."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from copilot_tui.chat.text_match import holder_of
from copilot_tui.store.database import AMONG_IDS
from copilot_tui.store.postgres.bulk_index import put_together
from copilot_tui.store.postgres.search_index import index_pending
from copilot_tui.store.postgres.search_keys import array_of, wanted_keys
from copilot_tui.store.repeating import repeated
from copilot_tui.store.search import BATCH, CANDIDATES, SCORED_CHARACTERS, Search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copilot_tui.chat.search_query import Term
    from copilot_tui.store.database import Row

FIND = """
SELECT id, beginning FROM search_find(
    CAST(? AS INTEGER[]), CAST(? AS INTEGER), CAST(? AS BIGINT), CAST(? AS BIGINT)
)
"""
_WHOLE = f"SELECT id, content FROM messages WHERE id IN {AMONG_IDS}"

_SPARE = 20
"""So many more are asked for where the text decides, as a few may not match."""

_FASTEST_GROWTH = 4
"""By which factor more messages are looked at the next time, at most."""

_BEYOND = (1 << 63) - 1
"""Higher than every id."""


class PostgresSearch(Search):
    """See `Search`."""

    def backfill(self, batch: int = BATCH) -> bool:
        """See `Search.backfill`."""
        with self._database.writing():
            return index_pending(self._database, batch)

    def backfill_in_bulk(self, batch: int) -> bool:
        """See `Search.backfill_in_bulk`."""
        return repeated(lambda: self._index_together(batch))

    def _index_together(self, batch: int) -> bool:
        with self._database.writing(), put_together(self._database):
            return index_pending(self._database, batch)

    def _holds(self, content: str, terms: Sequence[Term]) -> bool:
        return holder_of(terms)(content)

    def _newest_matches(self, terms: Sequence[Term], conversation: int | None) -> Sequence[Row]:
        wanted = wanted_keys(terms)
        if wanted.is_certain:
            return self._with_keys(wanted.keys, CANDIDATES, _BEYOND, conversation)
        holds = holder_of(terms)
        found: list[Row] = []
        below, most, seen = _BEYOND, CANDIDATES + _SPARE, 0
        while True:
            rows = self._with_keys(wanted.keys, most, below, conversation)
            found += self._that_hold(rows, holds)
            if len(rows) < most or len(found) >= CANDIDATES:
                return found[:CANDIDATES]
            below, seen = min(row["id"] for row in rows), seen + len(rows)
            most = min(likely_enough(len(found), seen), _FASTEST_GROWTH * most)

    def _with_keys(
        self, keys: Sequence[int], most: int, below: int, conversation: int | None
    ) -> list[Row]:
        found = self._database.execute(FIND, array_of(keys), most, below, conversation)
        return found.fetchall()

    def _that_hold(self, rows: Sequence[Row], holds: Callable[[str], bool]) -> list[Row]:
        """Those of `rows` that match; of what is long, all of the text may have to be read."""
        kept = {row["id"]: row for row in rows if holds(_without_cut_word(row["beginning"]))}
        unclear = [
            row["id"]
            for row in rows
            if row["id"] not in kept and len(row["beginning"]) == SCORED_CHARACTERS
        ]
        if unclear:
            whole = self._database.execute(_WHOLE, json.dumps(unclear))
            held = {row["id"] for row in whole if holds(row["content"])}
            kept |= {row["id"]: row for row in rows if row["id"] in held}
        return list(kept.values())


def likely_enough(found: int, seen: int) -> int:
    """How many more messages to look at, when so many of those that were seen have matched.

    Twice as many as would be enough if they went on like this: each further look is a way to the
    server, and a message that is too many takes 0.03 ms.
    """
    return 2 * (CANDIDATES - found) * seen // max(found, 1) + _SPARE


def _without_cut_word(beginning: str) -> str:
    """The beginning of a text without the word that it may end within."""
    if len(beginning) < SCORED_CHARACTERS:
        return beginning
    return beginning[: max(beginning.rfind(space) for space in " \n") + 1]
