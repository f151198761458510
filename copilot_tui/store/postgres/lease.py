"""Who owns a running reply: a lease, as nobody sees from another machine who still runs.

All times are the server's. What a clock says here is of no matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.store.postgres.database import PostgresDatabase


@dataclass(frozen=True, slots=True)
class LeaseTerms:
    """How long a lease holds.

    A machine that is gone leaves its replies running for the others until it ends, so that it
    should be short. A network that is away for some seconds, as between two rooms, should end
    none: three renewals in a row have to fail for that. Whoever comes back later takes up his
    replies again; see `Journal.resume`.

    Attributes:
        length: seconds from a renewal to the end.
        renewal: seconds between two renewals.
    """

    length: float = 15.0
    renewal: float = 4.0


TERMS = LeaseTerms()

HOLD = b"""
INSERT INTO leases (owner, ends) VALUES (%s, now() + make_interval(secs => %s))
ON CONFLICT (owner, person) DO UPDATE SET ends = excluded.ends
"""
"""With the owner and the length as values; the first time as at each renewal."""

GIVE_BACK = b"DELETE FROM leases WHERE owner = %s"

CLEAR = b"DELETE FROM leases WHERE ends < now() - interval '1 day'"
"""What copies left that have died. It need not go at once, and `_LIVING` may still count it."""

# After a start of the server nobody had time to renew anything.
_LIVING = """
SELECT owner FROM leases WHERE ends > now()
    OR now() < pg_postmaster_start_time() + make_interval(secs => ?)
"""


class Leases:
    """The leases of all copies of this person's.

    Args:
        database: where they are.
        terms: by which they are held.
    """

    def __init__(self, database: PostgresDatabase, terms: LeaseTerms) -> None:
        self._database = database
        self._terms = terms
        self._transaction = 0
        self._living: frozenset[str] = frozenset()

    def is_alive(self, owner: str) -> bool:
        """Whether a copy holds a lease; within a transaction, which has read of it before.

        All leases are read at once, at the first question of each transaction.
        """
        if self._transaction != self._database.transactions:
            rows = self._database.execute(_LIVING, self._terms.length)
            self._living = frozenset(str(row["owner"]) for row in rows)
            self._transaction = self._database.transactions
        return owner in self._living
