"""What version 2 of the conversation file adds: search, the switcher, edits and the queue."""

from __future__ import annotations

# Every character between spaces belongs to a token: the tokens are made by
# chat/search_text.py, and the index is only to take them apart again.
_SIGNS = "".join(chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum())
_TOKENIZER = "ascii tokenchars '{}'".format(_SIGNS.replace("'", "''")).replace('"', '""')

# Contentless, as the text stands in `messages`. Measured on 100,000 pieces of 600
# characters of Python source (680 bytes a row): a word index without prefixes took 310
# bytes a message and up to 80 ms for the first letters of a word, which each prefix index
# makes as cheap as a whole word; with those of one to five letters it took 960 bytes. A
# trigram index took 1,540, 19 s instead of 16 s to build, and finds nothing shorter.
_SEARCH = f"""
CREATE VIRTUAL TABLE search USING fts5 (
    tokens, content='', prefix='1 2 3 4 5', tokenize="{_TOKENIZER}"
)
"""

# Ranges of message ids that may not be in the index yet.
_SEARCH_PENDING = "CREATE TABLE search_pending (first INTEGER NOT NULL, last INTEGER NOT NULL)"
_ALL_PENDING = """
INSERT INTO search_pending (first, last)
SELECT first, last FROM (SELECT min(id) AS first, max(id) AS last FROM messages)
WHERE last IS NOT NULL
"""

# `edits` is the message whose new version is being written; NULL for the plain draft.
_DRAFTS = (
    """
    CREATE TABLE new_drafts (
        conversation INTEGER REFERENCES conversations (id) ON DELETE CASCADE,
        edits INTEGER REFERENCES messages (id) ON DELETE CASCADE,
        updated REAL NOT NULL,
        text TEXT NOT NULL
    )
    """,
    """
    INSERT INTO new_drafts (conversation, updated, text)
    SELECT conversation, updated, text FROM drafts
    """,
    "DROP TABLE drafts",
    "ALTER TABLE new_drafts RENAME TO drafts",
    "CREATE INDEX drafts_of_conversation ON drafts (conversation, edits)",
    "CREATE INDEX drafts_of_message ON drafts (edits)",
)

_QUEUED = (
    """
    CREATE TABLE queued (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        owner TEXT NOT NULL,
        created REAL NOT NULL,
        content TEXT NOT NULL
    )
    """,
    "CREATE INDEX queued_in_conversation ON queued (conversation)",
)

# All that the switcher shows stands in the index, so that it reads no long row for it.
_OPENED = (
    "ALTER TABLE conversations ADD COLUMN opened REAL NOT NULL DEFAULT 0",
    "UPDATE conversations SET opened = updated",
    """
    CREATE INDEX conversations_opened
    ON conversations (opened, id, title, pinned, unread, updated, deleted_at)
    WHERE deleted_at IS NULL
    """,
)

VERSION_2 = (_SEARCH, _SEARCH_PENDING, _ALL_PENDING, *_DRAFTS, *_QUEUED, *_OPENED)
"""From version 1 to version 2."""
