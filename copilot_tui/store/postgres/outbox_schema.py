"""What tells an outbox that was delivered from one that was not."""

from __future__ import annotations

from copilot_tui.store.postgres.apart import keep_apart
from copilot_tui.store.postgres.version_1 import PERSON

_DELIVERIES = f"""
CREATE TABLE deliveries (
    person text COLLATE "C" NOT NULL DEFAULT {PERSON},
    outbox bytea NOT NULL,
    attempt bigint NOT NULL,
    delivered double precision NOT NULL,
    PRIMARY KEY (outbox, person)
)
"""

OUTBOX_TABLES = ("deliveries",)
"""Those that come with it."""

DELIVERIES = (_DELIVERIES, *keep_apart(OUTBOX_TABLES))
"""From a schema whose copies see each other to one that takes what they wrote apart from it."""
