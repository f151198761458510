"""What was found out about servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.store.database import Database


class Facts:
    """The table of facts, by base URL and provider. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, url: str, provider: str) -> Mapping[str, str]:
        """All that is known about `provider` at the server `url`, by name."""
        with self._database.reading():
            rows = self._database.execute(
                "SELECT name, value FROM facts WHERE url = ? AND provider = ?", url, provider
            )
            return {row["name"]: row["value"] for row in rows}

    def learn(self, url: str, provider: str, name: str, value: str) -> None:
        """Remember one fact; it replaces what was known under that name."""
        with self._database.writing():
            self._database.execute(
                """
                INSERT INTO facts (url, provider, name, value) VALUES (?, ?, ?, ?)
                ON CONFLICT (url, provider, name) DO UPDATE SET value = excluded.value
                """,
                *(url, provider, name, value),
            )
