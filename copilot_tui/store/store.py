"""Everything that is kept, in one file or on a server."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from copilot_tui.errors import Unwritable
from copilot_tui.store.conversations import Conversations
from copilot_tui.store.database import BUSY_TIMEOUT, Database
from copilot_tui.store.drafts import Drafts
from copilot_tui.store.facts import Facts
from copilot_tui.store.journal import Journal
from copilot_tui.store.listing import Listing
from copilot_tui.store.messages import Messages
from copilot_tui.store.pictures import Pictures
from copilot_tui.store.prompts import Prompts
from copilot_tui.store.queue import Queue
from copilot_tui.store.sqlite_database import IN_MEMORY, SqliteDatabase
from copilot_tui.store.tree import Tree
from copilot_tui.store.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import TracebackType

    from copilot_tui.chat.tally import Tally
    from copilot_tui.store.changes import Changes
    from copilot_tui.store.exchanging import Exchanger
    from copilot_tui.store.export_rows import Exports
    from copilot_tui.store.import_rows import Imports
    from copilot_tui.store.living import Known, Living
    from copilot_tui.store.moving.copying import Copying
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.search import Search
    from copilot_tui.store.statistics import MessageCounter
    from copilot_tui.store.written import Written


class Store:
    """An open conversation file or server; to be used only by the thread that opened it.

    Several processes may have the same one open. Whatever a method has written is on
    the disk when it returns.

    Args:
        place: a file; it and its folder are made if missing, for their owner only. Or
            `IN_MEMORY`, or a database that is open already.
        instance_id: this running copy of the program, the owner of its running replies
            and of what is typed in a conversation that does not exist yet.
        busy_timeout: how long to wait for another process's lock on a file, in seconds.
        clock: tells the Unix time in seconds, for a file.

    Attributes:
        conversations: the entries of the sidebar.
        messages: adding to the tree of messages and taking out of it.
        tree: reading paths and branches.
        journal: replies while they come in.
        drafts: unsent text.
        queue: what is to be sent when a reply has ended.
        pictures: those that messages show.
        prompts: the history of sent prompts.
        listing: what is printed of many conversations.
        facts: what was found out about servers.
        instance_id: as it was given.
        when_closed: called after that has happened.
        is_alive: tells whether the running copy of an id still runs; who opens the store
            knows where to look. Until then everybody seems to.
        mender: puts another store in the place of this one, where that is needed and can be.
        stands_in: whether this only stands in for the place where the conversations belong,
            to which the mender takes what is written here.
        is_passing: whether this is a copy for reading, which is gone afterwards.

    Raises:
        StoreError: the file cannot be made, opened, read or brought up to date.
        StoreDamaged: that is because of what stands in it.
    """

    def __init__(
        self,
        place: Path | Database,
        *,
        instance_id: str,
        busy_timeout: float = BUSY_TIMEOUT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.instance_id = instance_id
        self.mender: Exchanger | None = None
        self.when_closed: list[Callable[[], object]] = []
        self.is_alive: Callable[[str], bool] = lambda _: True
        self.stands_in = False
        self.is_passing = False
        self._names = frozenset({instance_id})
        self._watch: Watch | None = None
        self._database: Database
        if isinstance(place, Path):
            self._database = SqliteDatabase(place, busy_timeout=busy_timeout, clock=clock)
            if place != IN_MEMORY:
                self._watch = Watch(place)
        else:
            self._database = place
        self.conversations = Conversations(self._database, instance_id)
        self.messages = Messages(self._database)
        self.tree = Tree(self._database)
        self.journal = Journal(self._database, instance_id)
        self.drafts = Drafts(self._database, instance_id)
        self.queue = Queue(self._database, instance_id)
        self.pictures = Pictures(self._database)
        self.prompts = Prompts(self._database)
        self.listing = Listing(self._database)
        self.facts = Facts(self._database)

    @property
    def search(self) -> Search:
        """The full-text search.

        Raises:
            StoreError: there is none.
        """
        return self._database.search()

    def counter(self, tally: Tally) -> MessageCounter:
        """What counts messages into a tally."""
        from copilot_tui.store.statistics import MessageCounter

        return MessageCounter(self._database, tally)

    @property
    def exports(self) -> Exports:
        """Reading whole conversations out."""
        from copilot_tui.store.export_rows import Exports

        return Exports(self._database)

    @property
    def imports(self) -> Imports:
        """Taking whole conversations in."""
        from copilot_tui.store.import_rows import Imports

        return Imports(self._database)

    def copying_to(self, target: Store) -> Copying:
        """What copies everything into another store.

        Raises:
            StoreError: one of the two cannot be read, or they are the same.
        """
        from copilot_tui.store.moving.copying import Copying

        return Copying(self._database, target._database)

    @property
    def is_kept(self) -> bool:
        """Whether what is written here is there again at the next start."""
        return self._database.is_kept

    @property
    def has_file(self) -> bool:
        """Whether what is written here is in a file, of which copies can be made."""
        is_file = isinstance(self._database, SqliteDatabase)
        return is_file and self.is_kept and not self.stands_in

    @classmethod
    def in_memory(cls, instance_id: str, living: Living | None = None) -> Self:
        """A store from which everything can be carried into a file, see `take_over`.

        Args:
            instance_id: see `Store`.
            living: a damaged file, of which it is to hold what can be read.
        """
        from copilot_tui.store.carrying import record

        store = cls(IN_MEMORY, instance_id=instance_id)
        if living is not None:
            from copilot_tui.store.salvage import recover_in_memory

            recover_in_memory(store._file, living, instance_id)
            # What others let come in is not for this copy to end; here nothing more comes.
            store.recover(lambda _: False)
            store._names |= {living.owner}
        record(store._database)
        store.stands_in = True
        return store

    def take_over(self, other: Store) -> None:
        """Keep what was written in another store, which is one in memory.

        Raises:
            StoreError: that failed, and nothing of it was kept.
        """
        from copilot_tui.store.carrying import carry

        carry(
            other._database,
            self._database,
            lambda owner: self.instance_id if owner in other._names else owner,
        )

    def only_in_memory(self) -> list[Written]:
        """What was to go into a file, and is gone when this is closed."""
        if self.is_kept or not self.stands_in:
            return []
        from copilot_tui.store.written import read_written

        return read_written(self._database)

    @property
    def database(self) -> Database:
        """What it is kept in, for whoever takes it elsewhere."""
        return self._database

    @property
    def commits(self) -> int:
        """See `Database`."""
        return self._database.commits

    def living(self, known: Known) -> Living:
        """This store as what is still known of a damaged file; it must not be used then."""
        from copilot_tui.store.living import Living

        return Living(self._file, self.instance_id, known)

    @property
    def _file(self) -> SqliteDatabase:
        assert isinstance(self._database, SqliteDatabase)
        return self._database

    def together(self) -> AbstractContextManager[None]:
        """One transaction for all that is written in it: all of it or nothing."""
        return self._database.writing()

    def recover(self, is_alive: Callable[[str], bool] | None = None) -> int:
        """Mend what copies of the program that have died left behind.

        Their running replies become interrupted ones, and what waited to be sent goes
        back into the drafts.

        Args:
            is_alive: instead of the attribute of that name.

        Returns:
            How many replies and waiting messages there were.
        """
        alive = is_alive or self.is_alive
        return self.if_writable(lambda: self.journal.recover(alive) + self.queue.recover(alive))

    def if_writable(self, tidy_up: Callable[[], int]) -> int:
        """Leave undone what can wait, on a server that cannot be written now.

        It can still be read, and nothing need stand in for it yet.

        Args:
            tidy_up: returns how much it has done.
        """
        try:
            return tidy_up()
        except Unwritable:
            if isinstance(self._database, SqliteDatabase):
                raise
            return 0

    def when_told(self, tell: Callable[[], object]) -> None:
        """See `Database.when_told`."""
        self._database.when_told(tell)

    def changed_elsewhere(self) -> Changes:
        """What other processes have written since the last call or the opening."""
        return self._database.changed_elsewhere()

    def trouble(self) -> StoreNotice | None:
        """What has happened to the file since the opening; None while all is well.

        Raises:
            StoreDamaged: anybody has met damage in it.
        """
        return None if self._watch is None else self._watch.trouble()

    def close(self) -> None:
        """Tidy up and close the file; what was written is safe without it, too."""
        self._database.close()
        if self.mender is not None:
            self.mender.leave()
        for tell in self.when_closed:
            tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
