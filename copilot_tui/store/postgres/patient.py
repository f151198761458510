"""A connection that does not wait for ever for a server from which nothing comes any more.

TCP notices a network that is gone. It does not notice a server that stands still, or something
in between that takes all and passes nothing on: there somebody acknowledges every packet.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

import psycopg
from psycopg.rows import TupleRow

from copilot_tui.store.postgres.patience import Patience

# What it has to say of a connection that is closed would stand on the screen, and is said by us.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg.abc import PQGen

Result = TypeVar("Result")

LOOK_SECONDS: Final = 0.1
"""Between two looks at the time."""

SILENT_SECONDS: Final = 75.0
"""Silence that is too long in any case: the server ends each statement before."""


class NobodyAnswers(psycopg.OperationalError):
    """Nothing comes, and it was tried in vain to be let in once more."""


class PatientConnection(psycopg.Connection[TupleRow]):
    """A connection as psycopg has it, whose waiting ends.

    Attributes:
        answers: finds out whether the server lets anybody in, within so many seconds.
        patience: of whoever uses it, where that can change.
    """

    answers: Callable[[int], bool] = staticmethod(lambda _: True)
    patience: Patience | None = None
    _is_interrupted = False

    def wait(
        self, gen: PQGen[Result], interval: float = LOOK_SECONDS, timeout: float | None = None
    ) -> Result:
        """Wait for what psycopg has begun.

        Raises:
            psycopg.OperationalError: nothing came for too long; the connection is closed then.
            KeyboardInterrupt: the user wants no more of it; the connection is closed then, too.
        """
        # Psycopg 3.2 knows no `timeout`, and asks for none.
        words = {} if timeout is None else {"timeout": timeout}
        try:
            return super().wait(self._watched(gen), interval, **words)
        except psycopg.Error:
            if not self._is_interrupted:
                raise
            self._is_interrupted = False
            raise KeyboardInterrupt from None
        except KeyboardInterrupt:
            self._is_interrupted = False
            self.pgconn.finish()
            raise

    def cancel_safe(self, *, timeout: float = 0.0) -> None:
        """What psycopg does first when the user interrupts a wait; nobody else asks for it.

        It would ask the server to leave off, and then wait, ten seconds in all where that stands
        still. The server notices by itself that nobody is there any more.
        """
        del timeout
        self._is_interrupted = True
        self.pgconn.finish()

    def _watched(self, gen: PQGen[Result]) -> PQGen[Result]:
        """The same steps, with a look at the time whenever nothing has come."""
        since, has_knocked = time.monotonic(), False
        patience = self.patience or Patience()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                silence = time.monotonic() - since
                if ready:
                    since, has_knocked = time.monotonic(), False
                elif silence > SILENT_SECONDS:
                    self._give_up(psycopg.OperationalError)
                elif silence > patience.knock_seconds and not has_knocked:
                    has_knocked = True
                    if not self.answers(patience.answer_seconds):
                        self._give_up(NobodyAnswers)
                wanted = gen.send(ready)
        except StopIteration as end:
            result: Result = end.value
            return result

    def _give_up(self, kind: type[psycopg.OperationalError]) -> NoReturn:
        # What the server says later is of no use: whoever asked has been told by then.
        self.pgconn.finish()
        raise kind("It has not answered for too long.")
