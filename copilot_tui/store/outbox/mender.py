"""Going on while the server that has the conversations is away, and going back to it."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.errors import (
    Overtaken,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreUnreachable,
    Unwritable,
)
from copilot_tui.store.instance import Started, start_for_server
from copilot_tui.store.living import Known
from copilot_tui.store.notice import StoreNotice
from copilot_tui.store.outbox.beside import tell_beside
from copilot_tui.store.outbox.database import Outbox, left_outboxes, lock_for_new, take
from copilot_tui.store.outbox.filling import fill
from copilot_tui.store.outbox.giving_back import give_back
from copilot_tui.store.outbox.left import deliver_left, end_what_ran
from copilot_tui.store.outbox.recent_rows import RecentRows
from copilot_tui.store.outbox.remembering import remember
from copilot_tui.store.outbox.returning import remember_delivered, remember_left
from copilot_tui.store.outbox.unsent_texts import kept_texts
from copilot_tui.store.recent_drafts import RecentDrafts
from copilot_tui.store.repeating import repeated
from copilot_tui.store.sqlite_database import IN_MEMORY
from copilot_tui.store.store import Store
from copilot_tui.store.uid import new_uid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from copilot_tui.store.outbox.reach import Reach

_KEPT_HERE = (
    "Until it {works}, what you write is kept on this machine, and messages that only the "
    "server has are not shown."
)
_KEPT_HERE_IN_SHORT = "What you write is kept on this machine until it {works}."
_IN_MEMORY = (
    "What you write is kept in memory only: there is no place for it on this machine. {why} When "
    "the server {works} before you quit, all of it is kept there."
)
_IN_MEMORY_IN_SHORT = "What you write is kept in memory only."
_COMES_BACK = " {count} from before {verb} back then."
_BACK = "The server {works} again, and has all that was written meanwhile."


def open_or_stand_in(
    reach: Reach, tell: Callable[[StoreNotice], object], *, may_be_away: bool
) -> Store:
    """Open the conversations on a server, and bring there what earlier copies could not.

    Args:
        reach: the server.
        tell: told what the user should know, now and later, on whatever thread.
        may_be_away: whether an outbox is opened where it cannot be reached.

    Raises:
        StoreUnreachable: it cannot be reached, and must not be away.
        StoreError: it cannot be used.
    """
    started = start_for_server(reach.folder)
    mender = ServerMender(reach, started, tell)
    with ExitStack() as failing:
        failing.callback(started.instance.close)
        try:
            store = mender.open()
        except (StoreUnreachable, Unwritable, StoreLocked) as away:
            if not may_be_away:
                raise
            store = mender.stand_in(away)
        failing.pop_all()
    return store


class ServerMender:
    """See `Exchanger`: an outbox stands in for the server.

    Args:
        reach: the server.
        started: this running copy of the program, which ends with it.
        tell: see `open_or_stand_in`.
    """

    mends = (StoreUnreachable, Unwritable, StoreDamaged)
    is_afar = True

    def __init__(
        self, reach: Reach, started: Started, tell: Callable[[StoreNotice], object]
    ) -> None:
        self._reach = reach
        self._started = started
        self._tell = tell
        self._outbox: Outbox | None = None
        self._recent = RecentRows()
        """What was read and written, on the server and before it was away: it may go again."""
        self._drafts = RecentDrafts()
        """The same for unsent texts."""
        self._kept_here = _KEPT_HERE
        self._told = ""
        self._works = ""
        """What the server does when it is back."""
        self._said = ("", "", "")
        """Why it was said to be away, and what else was said, at length and briefly."""
        self._latest = ""
        """Why it was away when it was tried last."""

    def open(self) -> Store:
        """Open the conversations on the server, with all that was left in outboxes.

        Raises:
            StoreUnreachable: it cannot be reached.
            StoreError: it cannot be used.
        """
        store = self._reach.open(self._started)
        with ExitStack() as failing:
            failing.callback(store.close)
            self._deliver_left(store)
            failing.pop_all()
        return self._ours(store)

    def stand_in(self, away: StoreError) -> Store:
        """An outbox at the start: the newest that was left, or a new one."""
        self._note(away)
        self._kept_here = f"{_KEPT_HERE}{_comes_back(self._reach.folder)}"
        for path in reversed(left_outboxes(self._reach.folder)):
            with suppress(StoreError):
                if (outbox := take(path)) is not None:
                    return self._opened(outbox, away, ends=True)
        return self._opened(self._new(Known(), away), away)

    def mend(self, store: Store, trouble: StoreError, known: Known) -> Store | None:
        """See `Exchanger`."""
        if self._outbox is not None:
            return self._go_on_in_memory(store, self._outbox, trouble)
        if isinstance(trouble, StoreDamaged):
            return None
        self._note(trouble)
        outbox = self._new(known, trouble)
        store.mender = None  # The other one is in use now.
        store.close()
        return self._opened(outbox, trouble)

    def can_go_back(self) -> bool:
        """See `Exchanger`."""
        try:
            self._reach.knock()
        except StoreError as error:
            self._follow(error)
            return False
        return True

    def go_back(self, standing_in: Store) -> Store | None:
        """See `Exchanger`."""
        from copilot_tui.store.outbox.delivery import deliver

        outbox = self._outbox
        if outbox is None:
            return None
        try:
            with ExitStack() as failing:
                store = self._reach.open(self._started)
                failing.callback(store.close)
                store.database.recent_drafts = self._drafts
                also = partial(remember_delivered, recent=self._recent, drafts=self._drafts)
                beside = repeated(lambda: deliver(outbox, store.database, also))
                failing.pop_all()
        except StoreError as error:
            self._complain(error)
            return None
        self._outbox = None
        outbox.remove()
        standing_in.mender = None
        # There is another start for what others have left.
        with suppress(StoreUnreachable, StoreLocked):
            self._deliver_left(store)
        self._tell(StoreNotice(_BACK.format(works=self._works), is_settled=True))
        tell_beside(beside, self._tell)
        return self._ours(store)

    def leave(self) -> None:
        """See `Exchanger`."""
        self._started.instance.close()

    def _deliver_left(self, store: Store) -> None:
        # What others have left is in no prompt here.
        recovered, store.database.recent_drafts = store.database.recent_drafts, RecentDrafts()
        deliver_left(self._reach.folder, store.database, self._tell)
        give_back(self._reach.folder, store.database, recovered, self._tell)

    def _ours(self, store: Store) -> Store:
        store.mender = self
        store.database.recent_drafts = self._drafts
        remember(store, self._recent)
        return store

    def _note(self, away: StoreError) -> None:
        self._works = _works_after(away)
        self._told = away.what

    def _new(self, known: Known, away: StoreError) -> Outbox:
        owner = self._started.instance.id
        filled = partial(fill, known=known, recent=self._recent, drafts=self._drafts, owner=owner)
        try:
            path, lock = lock_for_new(self._reach.folder, new_uid().hex())
            outbox = Outbox.new(path, lock, filled)
        except StoreError as error:
            self._say_in_memory(away, error)
            return Outbox.new(IN_MEMORY, ExitStack(), filled)
        self._say(away, self._kept_here, _KEPT_HERE_IN_SHORT)
        return outbox

    def _opened(self, outbox: Outbox, away: StoreError, *, ends: bool = False) -> Store:
        if ends:
            end_what_ran(outbox, self._started.instance.id)
            remember_left(outbox, self._recent, self._drafts)
            self._say(away, self._kept_here, _KEPT_HERE_IN_SHORT)
        store = Store(outbox, instance_id=self._started.instance.id)
        store.stands_in = True
        # Nobody else writes into it.
        store.is_alive = lambda _: False
        store.mender = self
        self._outbox = outbox
        return store

    def _go_on_in_memory(self, store: Store, outbox: Outbox, trouble: StoreError) -> Store | None:
        if not outbox.is_kept:
            return None
        memory = outbox.in_memory()
        store.mender = None
        self._say_in_memory(trouble, trouble)
        return self._opened(memory, trouble)

    def _say_in_memory(self, away: StoreError, why: StoreError) -> None:
        because = "" if why is away else f"{why.what} {why.todo}"
        self._say(away, _IN_MEMORY.replace("{why}", because), _IN_MEMORY_IN_SHORT)

    def _follow(self, away: StoreError) -> None:
        """Say why the server is away now, once it was so twice: not each that comes in between."""
        is_steady, self._latest = away.what == self._latest, away.what
        said, what, brief = self._said
        if is_steady and away.what != said:
            self._note(away)
            self._say(away, what, brief)

    def _say(self, away: StoreError, what: str, brief: str) -> None:
        self._said = (away.what, what, brief)
        what, brief = (words.replace("{works}", self._works) for words in (what, brief))
        self._tell(
            StoreNotice(
                " ".join(f"{away.what} {away.todo} {what}".split()),
                brief=f"{away.what} {brief}",
                is_lasting=True,
                is_error=True,
                hides_conversations=True,
            )
        )

    def _complain(self, error: StoreError) -> None:
        """Say once why what was written cannot be taken there."""
        passes = isinstance(error, (StoreUnreachable, StoreLocked, Overtaken))
        if passes or error.what == self._told:
            return
        self._told = error.what
        self._tell(
            StoreNotice(
                f"What was written while the server was away does not get there. {error.what} "
                f"{error.todo} It is kept on this machine and tried again.",
                is_error=True,
            )
        )


def _works_after(away: StoreError) -> str:
    """What the server does when it can be used again."""
    if isinstance(away, StoreLocked):
        return "is free"
    return "can be written" if isinstance(away, Unwritable) else "answers"


def _comes_back(folder: Path) -> str:
    """A sentence on the texts that copies left which the server had not heard out."""
    count = sum(len(kept.paths) for kept in kept_texts(folder))
    if not count:
        return ""
    one = _COMES_BACK.format(count="1 text", verb="comes")
    return one if count == 1 else _COMES_BACK.format(count=f"{count} texts", verb="come")
