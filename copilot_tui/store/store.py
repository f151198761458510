"""Everything that is kept, in one file."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from copilot_tui.store.conversations import Conversations
from copilot_tui.store.database import BUSY_TIMEOUT, IN_MEMORY, Database
from copilot_tui.store.drafts import Drafts
from copilot_tui.store.facts import Facts
from copilot_tui.store.journal import Journal
from copilot_tui.store.listing import Listing
from copilot_tui.store.messages import Messages
from copilot_tui.store.prompts import Prompts
from copilot_tui.store.queue import Queue
from copilot_tui.store.search import Search
from copilot_tui.store.tree import Tree
from copilot_tui.store.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from copilot_tui.chat.tally import Tally
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.statistics import MessageCounter


class Store:
    """An open conversation file; to be used only by the thread that opened it.

    Several processes may have the same file open. Whatever a method has written is on
    the disk when it returns.

    Args:
        path: the file; it and its folder are made if missing, for their owner only. Or
            `IN_MEMORY`.
        instance_id: this running copy of the program, the owner of its running replies.
        busy_timeout: how long to wait for another process's lock, in seconds.
        clock: tells the Unix time in seconds.

    Attributes:
        conversations: the entries of the sidebar.
        messages: adding to the tree of messages and taking out of it.
        tree: reading paths and branches.
        journal: replies while they come in.
        drafts: unsent text.
        queue: what is to be sent when a reply has ended.
        prompts: the history of sent prompts.
        search: the full-text search.
        listing: what is printed of many conversations.
        facts: what was found out about servers.

    Raises:
        StoreError: the file cannot be made, opened, read or brought up to date.
        StoreDamaged: that is because of what stands in it.
    """

    def __init__(
        self,
        path: Path,
        *,
        instance_id: str,
        busy_timeout: float = BUSY_TIMEOUT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._database = Database(path, busy_timeout=busy_timeout, clock=clock)
        self._watch = Watch(path) if path != IN_MEMORY else None
        self.conversations = Conversations(self._database)
        self.messages = Messages(self._database)
        self.tree = Tree(self._database)
        self.journal = Journal(self._database, instance_id)
        self.drafts = Drafts(self._database)
        self.queue = Queue(self._database, instance_id)
        self.prompts = Prompts(self._database)
        self.search = Search(self._database)
        self.listing = Listing(self._database)
        self.facts = Facts(self._database)

    def counter(self, tally: Tally) -> MessageCounter:
        """What counts messages into a tally."""
        from copilot_tui.store.statistics import MessageCounter

        return MessageCounter(self._database, tally)

    @property
    def is_kept(self) -> bool:
        """Whether what is written here is there again at the next start."""
        return self._path != IN_MEMORY

    def recover(self, is_alive: Callable[[str], bool]) -> int:
        """Mend what copies of the program that have died left behind.

        Their running replies become interrupted ones, and what waited to be sent goes
        back into the drafts.

        Args:
            is_alive: tells whether the running copy of that id still runs.

        Returns:
            How many replies and waiting messages there were.
        """
        return self.journal.recover(is_alive) + self.queue.recover(is_alive)

    def changed_elsewhere(self) -> bool:
        """Whether another process has written since the last call or the opening."""
        return self._database.changed_elsewhere()

    def trouble(self) -> StoreNotice | None:
        """What has happened to the file since the opening; None while all is well."""
        return None if self._watch is None else self._watch.trouble()

    def close(self) -> None:
        """Tidy up and close the file; what was written is safe without it, too."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
