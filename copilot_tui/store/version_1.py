"""The tables of version 1 of the conversation file."""

from __future__ import annotations

APPLICATION_ID = 0x63747569
"""The letters "ctui" in the file's header, which tell our files from other programs'."""

# Long texts are the last columns: SQLite reads a row from the front and can leave the
# overflow pages of what follows alone. Ids are never used twice (AUTOINCREMENT), so an
# id that another window still holds cannot come to mean something else.
_CONVERSATIONS = """
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    profile TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    active_leaf INTEGER,
    pinned INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    updated REAL NOT NULL,
    deleted_at REAL,
    parameters TEXT NOT NULL,
    system_prompt TEXT NOT NULL
)
"""

# `parent` has no ON DELETE CASCADE: a long conversation would exceed SQLite's limit of
# 1000 nested actions. Messages go only with their conversation.
# `depth` is the length of the path from the first message, which is then never counted.
_MESSAGES = """
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent INTEGER REFERENCES messages (id),
    depth INTEGER NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    owner TEXT,
    created REAL NOT NULL,
    finished REAL,
    deleted_at REAL,
    profile TEXT NOT NULL DEFAULT '',
    provider TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    tokens_exact INTEGER,
    error TEXT NOT NULL DEFAULT '',
    handle TEXT,
    reasoning TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT ''
)
"""

_JOURNAL = """
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    written REAL NOT NULL,
    content TEXT NOT NULL,
    reasoning TEXT NOT NULL
)
"""

# The conversation that does not exist yet has its draft under NULL.
_DRAFTS = """
CREATE TABLE drafts (
    conversation INTEGER UNIQUE REFERENCES conversations (id) ON DELETE CASCADE,
    updated REAL NOT NULL,
    text TEXT NOT NULL
)
"""

# A prompt's text stands only in its message; the digest finds the same text again.
_PROMPTS = """
CREATE TABLE prompts (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    digest TEXT NOT NULL UNIQUE
)
"""

_FACTS = """
CREATE TABLE facts (
    url TEXT NOT NULL,
    provider TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (url, provider, name)
) WITHOUT ROWID
"""

_INDICES = (
    """
    CREATE INDEX conversations_newest ON conversations (pinned, updated, id)
    WHERE deleted_at IS NULL
    """,
    """
    CREATE INDEX conversations_trash ON conversations (deleted_at)
    WHERE deleted_at IS NOT NULL
    """,
    "CREATE INDEX messages_children ON messages (parent)",
    "CREATE INDEX messages_of_conversation ON messages (conversation, parent)",
    "CREATE INDEX messages_streaming ON messages (owner) WHERE status = 'streaming'",
    "CREATE INDEX journal_of_message ON journal (message)",
)

VERSION_1 = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    _CONVERSATIONS,
    _MESSAGES,
    _JOURNAL,
    _DRAFTS,
    _PROMPTS,
    _FACTS,
    *_INDICES,
)
"""From an empty file to version 1."""
