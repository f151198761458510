"""Drafts that are not on disk yet."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError
from copilot_tui.library.holding import Holding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from copilot_tui.library.holding import Place
    from copilot_tui.store.outbox.unsent_texts import Held
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread


@dataclass(eq=False, slots=True)
class Unkept:
    """A draft on its way to the disk.

    Attributes:
        place: where it belongs.
        text: clean; an empty one takes away what is kept there.
        adds: whether it comes after what is kept there, in place of replacing it.
        before: what is to be written there before it, where it adds.
        kept: what was kept there before it; None while that is not known.
        is_written: whether it is on disk.
        has_failed: whether it could not be written.
        uses: how many writes and sendings of it are under way.
        held: keeps it on this machine until it is on the disk of another one.
    """

    place: Place
    text: str
    adds: bool = False
    before: Unkept | None = None
    kept: str | None = None
    is_written: bool = False
    has_failed: bool = False
    uses: int = 0
    held: Held | None = None

    def write(self, store: Store) -> None:
        """Write it, on the thread of the store. It may be done again."""
        conversation, edits = self.place
        text = self.text
        if self.adds:
            if self.before is not None and not self.before.is_written:
                self.before.write(store)
            if self.kept is None:
                self.kept = store.drafts.get(conversation, edits)
            text = joined(self.kept, text)
        store.drafts.set(conversation, text, edits)
        self.is_written = True

    @property
    def unwritten(self) -> str:
        """What of it is not on disk, with what comes before it."""
        if self.is_written:
            return ""
        return self.text if self.before is None else joined(self.before.unwritten, self.text)

    def over(self, kept: str) -> str:
        """The whole draft, on the thread of the store, where this is kept on disk."""
        if self.adds:
            return joined(kept, self.unwritten)
        return kept if self.is_written else self.text


@dataclass(frozen=True, slots=True)
class Unread:
    """A draft that had not been read when something was sent from its place.

    Attributes:
        added: what was written below it of the text that was sent.
    """

    added: Unkept | None

    @property
    def left(self) -> str | None:
        """What is kept there without that, on the thread of the store; None for what is there."""
        return self.added.kept if self.added is not None and self.added.is_written else None


def joined(kept: str, typed: str) -> str:
    """A draft, and below it what was typed before it could be read."""
    return f"{kept}\n{typed}" if kept and typed else kept or typed


class UnkeptDrafts:
    """Holds every draft until it is on disk, so that none is lost while the file is locked.

    Args:
        store: where drafts are kept.
    """

    def __init__(self, store: StoreThread) -> None:
        self._store = store
        self._holding = Holding(store)
        self._drafts: dict[Place, Unkept] = {}
        # The store's thread takes out of it what it has written.
        self._lock = Lock()

    def keep(self, place: Place, text: str) -> None:
        """Write a draft; its first failure is told as that of any write that nobody awaits."""
        draft = Unkept(place, text)
        self._hold(draft)
        with self._lock:
            before = self._drafts.get(place)
            self._drafts[place] = draft
        self._release(before)
        self._hand_over(draft)

    def add(self, place: Place, text: str, *, again: Unkept | None = None) -> Unkept:
        """Write a text below the draft that is kept in a place, whatever that is.

        Args:
            place: where it belongs.
            text: clean.
            again: what an earlier call returned, to be replaced.
        """
        with self._lock:
            draft = again or Unkept(place, "", adds=True, before=self._drafts.get(place))
            draft.text, draft.is_written = text, False
            self._drafts[place] = draft
        self._hold(draft)
        self._hand_over(draft)
        return draft

    def get(self, place: Place) -> Unkept | None:
        """A draft that is not on disk yet; None where the disk knows better."""
        return self._drafts.get(place)

    def failed(self, place: Place) -> str:
        """A text that could not be written, to replace what is kept; empty if there is none."""
        draft = self._drafts.get(place)
        return draft.text if draft is not None and draft.has_failed and not draft.adds else ""

    def hold_sent(self, place: Place, text: str, unread: Unread | None) -> Held | None:
        """Keep here what is to be sent, and no longer what was typed of it; see `Library.hold`."""
        held = self._holding.hold(place, text, is_sent=True)
        typed = None if unread is None else unread.added
        if typed is not None:
            self._holding.release(typed.held)
            typed.held = None
        return held

    @contextmanager
    def sending(self, place: Place) -> Iterator[None]:
        """Give up the draft that the body sends, unless it fails.

        Written again meanwhile, it would come after what is sent, as a draft of the same
        words. What is typed there since is another draft, and stays.
        """
        draft = self._drafts.get(place)
        if draft is None:
            yield
            return
        self._count(draft, 1)
        try:
            yield
        finally:
            self._count(draft, -1)
        self._forget(draft)

    @property
    def count(self) -> int:
        """How many texts could not be written and are in memory only."""
        return sum(1 for draft in self._all() if draft.has_failed and draft.text)

    def try_again(self) -> None:
        """Write what could not be written, unless that is being done."""
        for draft in self._all():
            if draft.has_failed and not draft.uses:
                self._hand_over(draft)

    async def settle(self) -> list[str]:
        """Try a last time to write the drafts.

        Returns:
            The texts that are nowhere but in memory.
        """
        import asyncio

        writes = [self._hand_over(draft) for draft in self._all()]
        await asyncio.gather(*map(asyncio.wrap_future, writes), return_exceptions=True)
        return [draft.unwritten for draft in self._all() if draft.unwritten]

    def write_rest(self, store: Store) -> list[str]:
        """Write the drafts when there is no event loop any more, on the thread of the store.

        Returns:
            The texts that are nowhere but in memory.
        """
        left: list[str] = []
        for draft in self._all():
            try:
                draft.write(store)
            except StoreError:
                left.append(draft.unwritten)
        return [text for text in left if text]

    def _forget(self, draft: Unkept) -> None:
        with self._lock:
            if self._drafts.get(draft.place) is draft:
                del self._drafts[draft.place]
                if draft.before is not None and not draft.before.is_written:
                    self._drafts[draft.place] = draft.before
        self._release(draft, even_unwritten=False)

    def _hold(self, draft: Unkept) -> None:
        """Keep it here until it is there."""
        before = draft.held
        draft.held = self._holding.hold(draft.place, draft.text, adds=draft.adds)
        self._holding.release(before)

    def _release(self, draft: Unkept | None, *, even_unwritten: bool = True) -> None:
        """It is there, or sent, or nobody wants it any more; so is what came before it, then."""
        while draft is not None:
            self._holding.release(draft.held)
            draft.held, draft = None, draft.before
            if draft is not None and not (even_unwritten or draft.is_written):
                return

    def _count(self, draft: Unkept, difference: int) -> None:
        with self._lock:
            draft.uses += difference

    def _all(self) -> list[Unkept]:
        with self._lock:
            return list(self._drafts.values())

    def _hand_over(self, draft: Unkept) -> Future[None]:
        self._count(draft, 1)
        future = self._store.submit(draft.write)
        future.add_done_callback(lambda written: self._written(draft, written))
        return future

    def _written(self, draft: Unkept, future: Future[None]) -> None:
        """Take out what is on disk now; on the thread of the store."""
        self._count(draft, -1)
        if future.cancelled() or future.exception() is not None:
            draft.has_failed = True
        elif draft.is_written and not (draft.adds and draft.uses):
            self._forget(draft)
