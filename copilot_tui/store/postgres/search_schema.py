"""What the full-text search needs in PostgreSQL.

The operators of a full-text index are not leakproof, so that PostgreSQL does not use one under
row-level security (postgresql.org/docs/current/rules-privileges.html). What is found by it
therefore stands in tables that nobody may touch but the functions here, which run as the
owner of the schema and keep to the rows of `session_user`: `current_user` is the owner there.

Keys are mixed with a secret number of the person before they are kept. In the one index that
all share, a search reaches only what belongs to whoever asks: how long it takes tells nothing
of others, as nobody can ask for their numbers.
"""

from __future__ import annotations

from copilot_tui.store.postgres.apart import keep_apart
from copilot_tui.store.postgres.search_functions import INNER_FUNCTIONS, SEARCH_FUNCTIONS
from copilot_tui.store.postgres.version_1 import PERSON

_TABLES = (
    """
    CREATE TABLE search_people (
        person text COLLATE "C" PRIMARY KEY,
        secret bigint NOT NULL
    )
    """,
    # A bucket has the messages from its first one to the next bucket's.
    """
    CREATE TABLE search_buckets (
        person text COLLATE "C" NOT NULL,
        number integer NOT NULL,
        first bigint NOT NULL,
        PRIMARY KEY (person, number)
    )
    """,
    "CREATE INDEX search_buckets_by_first ON search_buckets (person, first)",
    """
    CREATE TABLE search_documents (
        person text COLLATE "C" NOT NULL,
        message bigint NOT NULL,
        keys integer[] NOT NULL,
        PRIMARY KEY (person, message),
        FOREIGN KEY (person, message) REFERENCES messages (person, id) ON DELETE CASCADE
    )
    """,
    # There is nothing in such numbers that could be made shorter.
    "ALTER TABLE search_documents ALTER COLUMN keys SET STORAGE EXTERNAL",
)

SEARCH_INDEX = """
CREATE INDEX search_documents_by_keys ON search_documents USING gin (keys)
WITH (fastupdate = off)
"""
"""The index itself. What waits to be put in would be read through by every look into it."""

PENDING = "search_pending"

# Ranges of message ids that may not be in the index yet.
_PENDING = (
    f"""
    CREATE TABLE {PENDING} (
        person text COLLATE "C" NOT NULL DEFAULT {PERSON},
        id bigint GENERATED ALWAYS AS IDENTITY,
        first bigint NOT NULL,
        last bigint NOT NULL,
        PRIMARY KEY (person, id)
    )
    """,
    *keep_apart([PENDING]),
)

OUT_OF_REACH = ("search_people", "search_buckets", "search_documents")
"""The tables that nobody but their owner may touch."""

_RIGHTS = (
    # Without a policy nobody sees a row but the owner, whatever may be granted one day.
    *(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY" for table in OUT_OF_REACH),
    *(f"REVOKE ALL ON {table} FROM PUBLIC" for table in OUT_OF_REACH),
    *(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC" for function in INNER_FUNCTIONS),
)

SEARCH = (
    *_TABLES,
    SEARCH_INDEX,
    *_PENDING,
    *SEARCH_FUNCTIONS,
    *_RIGHTS,
)
"""From the tables of conversations and messages to those that can be searched."""
