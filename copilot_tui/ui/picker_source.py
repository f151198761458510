"""Where the rows of a picker come from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from copilot_tui.chat.fuzzy import FuzzyIndex
from copilot_tui.text import one_line
from copilot_tui.ui.picker_row import PickerRow, Value

Search: TypeAlias = Callable[[str], Awaitable[Sequence[PickerRow[Value]]]]
"""Gives the rows for a query, the best first; for an empty one, all there is to see."""


def fixed(rows: Sequence[PickerRow[Value]]) -> Search[Value]:
    """Search in rows that are all known, by the letters of their texts."""
    index: FuzzyIndex | None = None

    async def search(query: str) -> Sequence[PickerRow[Value]]:
        nonlocal index
        if not query.strip():
            return rows
        index = index or await FuzzyIndex.prepared([row.text for row in rows])
        return [rows[at] for at in await index.best(query)]

    return search


def or_typed(search: Search[Value], typed: Callable[[str], PickerRow[Value]]) -> Search[Value]:
    """The same search with a last row that takes what is typed as it is, unless it is blank."""

    async def search_or_take(query: str) -> Sequence[PickerRow[Value]]:
        rows = await search(query)
        text = one_line(query)
        return [*rows, replace(typed(text), is_fallback=True)] if text else rows

    return search_or_take


def debounced(search: Search[Value], seconds: float) -> Search[Value]:
    """The same search once typing has paused; a picker drops it when typing goes on."""

    async def search_later(query: str) -> Sequence[PickerRow[Value]]:
        await asyncio.sleep(seconds)
        return await search(query)

    return search_later
