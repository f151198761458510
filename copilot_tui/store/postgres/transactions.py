"""How transactions on a server begin.

Those that write do not say `READ WRITE`: where whoever runs the server has made it read-only
(`default_transaction_read_only`), as for a disk that is nearly full, that counts.
"""

from __future__ import annotations

BRIEFLY = 0.5
"""Seconds to wait for a lock that is tried again anyway. Another copy may hold it for some
round trips, each of which may take 50 ms and more."""

READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITE = b"BEGIN ISOLATION LEVEL READ COMMITTED"
STAGE = b"BEGIN ISOLATION LEVEL REPEATABLE READ"

WAIT_BRIEFLY = f"SET LOCAL lock_timeout = '{round(BRIEFLY * 1000)}ms'".encode()
"""Within one."""
