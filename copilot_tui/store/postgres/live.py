"""What goes to and fro between the running copies: that something has changed, and who lives."""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import errors

from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.store.changes import ANYTHING, NOTHING, Changes
from copilot_tui.store.postgres import told
from copilot_tui.store.postgres.lease import CLEAR, GIVE_BACK, HOLD, TERMS, LeaseTerms
from copilot_tui.store.postgres.listening import Listening
from copilot_tui.store.postgres.opened import open_connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg import Connection
    from psycopg.rows import DictRow

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 4.0
"""Seconds from a lost connection to the next try; each time twice as many."""

REFUSED_PAUSE = 60.0
"""The same where the server says no, such as to a password: that is not to be asked often."""

REST_SECONDS = 0.05
"""After something was heard: what many copies tell at once is taken in together. One that
streams alone tells of it more seldom than that, so nothing of it comes later."""

STOP_SECONDS = 2.0
"""How long the end of the program waits for a lease to be given back. It would end anyway."""

BEAT_SECONDS = 30.0
"""Seconds of silence after which the server is asked for something, to see that it is there."""

_LOCK_TIMEOUT = 5.0
_BEAT = b"SELECT 1"


class Live:
    """A connection and a thread beside the store's own, begun when one of them is needed.

    Whoever waits for the store, or a store that is busy with something long, keeps neither the
    lease from being renewed nor the others from being heard. A connection that is lost is made
    again; what was said meanwhile is not known then, so that anything may have changed.

    Args:
        dial: makes a connection; see `PostgresDatabase`.
        place: which database it is, in words without a password.
        owner: this running copy of the program.
        terms: of its lease.

    Attributes:
        sender: by which this copy knows what it has told itself.
    """

    def __init__(
        self,
        dial: Callable[[], Connection[Any]],
        *,
        place: str,
        owner: str,
        terms: LeaseTerms = TERMS,
    ) -> None:
        self.sender = secrets.token_hex(4)
        self.terms = terms
        self._dial = dial
        self._place = place
        self._owner = owner
        self._lock = threading.Lock()
        self._tell: Callable[[], object] = lambda: None
        self._changes = NOTHING
        self._grown: set[int] = set()
        self._holds = False
        self._taken = 0.0
        self._was_connected = False
        self._has_heard = False
        self._stopped = threading.Event()
        self._listening: Listening | None = None
        self._thread: threading.Thread | None = None

    @property
    def owner(self) -> str:
        """This running copy of the program."""
        return self._owner

    @property
    def is_listening(self) -> bool:
        """Whether what others tell comes in now."""
        return self._listening is not None

    def when_told(self, tell: Callable[[], object]) -> None:
        """Listen from now on.

        Args:
            tell: called on another thread when there is something for `take`.
        """
        self._tell = tell
        self._begin()

    def hold(self) -> None:
        """Renew the lease from now on; it is being taken by somebody else."""
        self._taken = time.monotonic()
        if not self._holds:
            self._holds = True
            self._begin()

    def grew(self, messages: frozenset[int]) -> None:
        """Tell the others soon that these replies have more text; what is untold gathers."""
        with self._lock:
            self._grown |= messages
        self._wake()

    def take(self) -> Changes:
        """What the others have told since the last call. For any thread."""
        with self._lock:
            changes, self._changes = self._changes, NOTHING
        return changes

    def put_back(self, changes: Changes) -> None:
        """Have what was taken and could not be looked at taken again."""
        with self._lock:
            self._changes |= changes

    def stop(self, *, is_away: bool = False) -> None:
        """Give the lease back and hear no more; waits `STOP_SECONDS` at most.

        Args:
            is_away: whether the server does not answer, so that nobody waits for it.
        """
        self._stopped.set()
        self._wake()
        if self._thread is not None and not is_away:
            self._thread.join(STOP_SECONDS)

    def _begin(self) -> None:
        if self._thread is None:
            # Nothing waits for it: at worst it is held up by a network that is gone.
            self._thread = threading.Thread(target=self._run, name="live", daemon=True)
            self._thread.start()
        self._wake()

    def _wake(self) -> None:
        with self._lock:
            if self._listening is not None:
                self._listening.wake()

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopped.wait(0):
            try:
                with self._connected() as (connection, channel):
                    pause = FIRST_PAUSE
                    if self._was_connected:
                        self.note(ANYTHING)
                    self._was_connected = True
                    self._serve(connection, channel)
            except (errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege):
                wait = REFUSED_PAUSE  # Nobody can listen on a server that follows another one.
            except (psycopg.Error, StoreUnreachable):
                wait, pause = pause, min(LONGEST_PAUSE, 2 * pause)
            except StoreError:
                wait = REFUSED_PAUSE  # The store itself says why.
            else:
                return
            self._stopped.wait(wait)

    @contextmanager
    def _connected(self) -> Iterator[tuple[Connection[DictRow], str]]:
        opened = open_connection(self._dial, self._place, _LOCK_TIMEOUT)
        try:
            opened.cleanup.close()  # Of the pipeline: here each statement is waited for.
            channel = told.listen(opened.connection)
            with Listening(opened.connection, self._take_in) as listening:
                self._use(listening)
                try:
                    yield opened.connection, channel
                finally:
                    self._use(None)
        finally:
            opened.close()

    def _use(self, listening: Listening | None) -> None:
        """Whoever wakes something never wakes what is closed."""
        with self._lock:
            self._listening = listening

    def _serve(self, connection: Connection[DictRow], channel: str) -> None:
        due, has_held = time.monotonic() + BEAT_SECONDS, False
        while not self._stopped.is_set():
            if self._holds and not has_held:
                connection.execute(CLEAR)
                # Before that, it would wait for the end of the transaction that takes it.
                due, has_held = self._taken + self.terms.renewal, True
            if time.monotonic() >= due:
                due = self._beat(connection)
            self._tell_growth(connection, channel)
            assert self._listening is not None
            self._listening.wait(max(0.0, due - time.monotonic()))
            if self._has_heard:
                self._has_heard = False
                rest(self._stopped)
        if self._holds:
            with suppress(psycopg.Error):
                connection.execute(GIVE_BACK, (self._owner,))

    def _beat(self, connection: Connection[DictRow]) -> float:
        """Renew the lease, or see at least that the server is there; when to do so next."""
        if not self._holds:
            connection.execute(_BEAT)
            return time.monotonic() + BEAT_SECONDS
        connection.execute(HOLD, (self._owner, self.terms.length))
        return time.monotonic() + self.terms.renewal

    def _tell_growth(self, connection: Connection[DictRow], channel: str) -> None:
        with self._lock:
            grown, self._grown = self._grown, set()
        for words in told.of_growth(self.sender, grown):
            connection.execute(told.TELL, (channel, words))

    def _take_in(self, words: str) -> None:
        if (changes := told.changes_from(words, self.sender)) is not None:
            self.note(changes)
            self._has_heard = True

    def note(self, changes: Changes) -> None:
        """Have `take` give these, and tell of it. For any thread."""
        with self._lock:
            is_new = not self._changes
            self._changes |= changes
        if is_new:
            self._tell()


def rest(ended: threading.Event) -> None:
    """Wait until more may have come in, or it has ended."""
    ended.wait(REST_SECONDS)
