"""What was deleted since the start, and how it comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

Undo: TypeAlias = Callable[[], Awaitable[str]]
"""Brings something back, and says in a sentence what."""


class UndoStack:
    """Brings back what was deleted, the last thing first."""

    def __init__(self) -> None:
        self._undos: list[Undo] = []

    def push(self, undo: Undo) -> None:
        """Remember how something comes back."""
        self._undos.append(undo)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was deleted here that is not back."""
        return not self._undos

    async def undo(self) -> str:
        """Bring back what was deleted last; if that fails, it can be tried again.

        Returns:
            A sentence on what came back.

        Raises:
            StoreError: it could not be brought back.
        """
        if not self._undos:
            return "There is nothing to bring back."
        words = await self._undos[-1]()
        self._undos.pop()
        return words
