"""What version 3 of the conversation file adds: names that hold everywhere, and pictures."""

from __future__ import annotations

# A row's id means something in its own file only. By its uid a message or conversation is
# known in every copy, export and import of it (16 bytes, RFC 9562).
_CONVERSATION_UIDS = (
    "ALTER TABLE conversations ADD COLUMN uid BLOB",
    "UPDATE conversations SET uid = randomblob(16)",
    "CREATE UNIQUE INDEX conversation_uids ON conversations (uid)",
)

# A table of its own: a column behind the texts would lie on the pages of the text, and
# giving one to every message would write the whole file anew.
_MESSAGE_UIDS = (
    """
    CREATE TABLE message_uids (
        message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
        uid BLOB NOT NULL UNIQUE
    )
    """,
    "INSERT INTO message_uids (message, uid) SELECT id, randomblob(16) FROM messages",
)

# A picture is kept once, whoever shows it; `digest` is the SHA-256 of `data`, in hexadecimal.
# What shows it is the text of a message, in which `target` is the target of a Markdown image:
# `attachment:` and the digest for one of the user's, an address for one that was fetched.
_PICTURES = (
    """
    CREATE TABLE pictures (
        digest TEXT PRIMARY KEY,
        media_type TEXT NOT NULL,
        name TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        created REAL NOT NULL,
        data BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE picture_uses (
        message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
        target TEXT NOT NULL,
        digest TEXT NOT NULL REFERENCES pictures (digest) ON DELETE CASCADE,
        UNIQUE (message, target)
    )
    """,
    "CREATE INDEX uses_of_picture ON picture_uses (digest)",
)

VERSION_3 = (*_CONVERSATION_UIDS, *_MESSAGE_UIDS, *_PICTURES)
"""From version 2 to version 3."""
