"""Keeping unsent text while it is typed."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer

KEEP_SECONDS = 0.5
"""Unsent text is kept at most this long after a key."""


class DraftKeeper:
    """Keeps a draft soon after it has changed, and only when it has.

    Args:
        read: the draft as it is now.
        write: keeps a draft where it belongs.
        set_timer: calls a function once after some seconds.
    """

    def __init__(
        self,
        read: Callable[[], str],
        write: Callable[[str], None],
        set_timer: Callable[[float, Callable[[], None]], Timer],
    ) -> None:
        self._read = read
        self._write = write
        self._set_timer = set_timer
        self._timer: Timer | None = None
        self._kept: str | None = ""

    def known(self, draft: str | None) -> None:
        """Take it that this is what is kept already; None for what is not known."""
        self._kept = draft

    @property
    def is_kept(self) -> bool:
        """Whether the draft is kept as it is now."""
        return self._read() == self._kept

    def changed(self) -> None:
        """Keep the draft soon."""
        if self._timer is None:
            self._timer = self._set_timer(KEEP_SECONDS, self.keep)

    def keep(self) -> None:
        """Keep the draft now."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        draft = self._read()
        if draft != self._kept:
            self._kept = draft
            self._write(draft)
