"""The history of sent prompts."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from copilot_tui.store.messages import prompt_digest

if TYPE_CHECKING:
    from copilot_tui.store.database import Database

SEARCHED = 10_000
"""How far back `Prompts.search` looks, so that it is done between two keys."""

NEWEST_PROMPTS = """
SELECT messages.content FROM prompts JOIN messages ON messages.id = prompts.message
ORDER BY prompts.message DESC LIMIT ?
"""
OLDER_PROMPTS = """
SELECT messages.content FROM prompts JOIN messages ON messages.id = prompts.message
WHERE prompts.message < (SELECT message FROM prompts WHERE digest = ?)
ORDER BY prompts.message DESC LIMIT ?
"""


class Prompts:
    """What was sent in any conversation. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, *, limit: int, before: str | None = None) -> list[str]:
        """Up to `limit` prompts, newest first, the same text only once.

        Args:
            limit: the most to return.
            before: the last prompt of the page before; None for the newest ones.
        """
        with self._database.reading():
            if before is None:
                rows = self._database.execute(NEWEST_PROMPTS, limit)
            else:
                rows = self._database.execute(OLDER_PROMPTS, prompt_digest(before), limit)
            return [row["content"] for row in rows]

    def search(self, needle: str, *, limit: int) -> list[str]:
        """Up to `limit` prompts that contain `needle` in any case, newest first.

        Args:
            needle: any text; an empty one is everywhere.
            limit: the most to return. Only the newest `SEARCHED` prompts are looked at.
        """
        folded = needle.casefold()
        with self._database.reading():
            rows = self._database.execute(NEWEST_PROMPTS, SEARCHED)
            contents = (str(row["content"]) for row in rows)
            return list(islice((text for text in contents if folded in text.casefold()), limit))
