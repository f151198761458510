"""What copies on different machines need to know of each other."""

from __future__ import annotations

from copilot_tui.store.postgres.apart import keep_apart
from copilot_tui.store.postgres.version_1 import PERSON

# Whoever knows the name of a channel can listen on it, and send to it. So each person has a
# name that nobody else can guess, in a row that nobody else can read.
_CHANNEL = """
ALTER TABLE people ADD COLUMN channel text NOT NULL
DEFAULT 'copilot_tui_' || replace(CAST(gen_random_uuid() AS text), '-', '')
"""
_LEASES = f"""
CREATE TABLE leases (
    person text COLLATE "C" NOT NULL DEFAULT {PERSON},
    owner text NOT NULL,
    ends timestamp with time zone NOT NULL,
    PRIMARY KEY (owner, person)
)
"""

LIVE_TABLES = ("leases",)
"""Those that come with it."""

LIVE = (_CHANNEL, _LEASES, *keep_apart(LIVE_TABLES))
"""From a schema that can be searched to one whose copies see each other."""
