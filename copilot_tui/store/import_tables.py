"""SQL for conversations on their way into the database, and how they go in.

They wait in tables of their own, which only this connection sees. What others use is locked
only while they go from there into it, all at once, and that without a step of Python for each.
"""

from __future__ import annotations

# `seq` counts from 1 in the order of coming; a message stands behind its parent. `home` is
# the row that a conversation has, or will have.
TABLES = (
    """
    CREATE TEMP TABLE staged_conversations (
        seq INTEGER PRIMARY KEY,
        uid BLOB NOT NULL UNIQUE,
        conversation_id TEXT NOT NULL UNIQUE,
        spare_id TEXT NOT NULL,
        title TEXT NOT NULL,
        profile TEXT NOT NULL,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        active_leaf INTEGER,
        pinned BOOLEAN NOT NULL,
        unread BOOLEAN NOT NULL,
        created REAL NOT NULL,
        updated REAL NOT NULL,
        opened REAL NOT NULL,
        deleted_at REAL,
        home INTEGER,
        is_new BOOLEAN NOT NULL DEFAULT TRUE,
        deeper INTEGER NOT NULL DEFAULT 0,
        parameters TEXT NOT NULL,
        system_prompt TEXT NOT NULL
    )
    """,
    """
    CREATE TEMP TABLE staged_messages (
        seq INTEGER PRIMARY KEY,
        uid BLOB NOT NULL UNIQUE,
        conversation INTEGER NOT NULL,
        parent INTEGER,
        depth INTEGER NOT NULL,
        role TEXT NOT NULL,
        status TEXT NOT NULL,
        created REAL NOT NULL,
        finished REAL,
        deleted_at REAL,
        profile TEXT NOT NULL,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        prompt_tokens INTEGER,
        completion_tokens INTEGER,
        tokens_exact BOOLEAN,
        prompt_digest TEXT,
        error TEXT NOT NULL,
        reasoning TEXT NOT NULL,
        content TEXT NOT NULL
    )
    """,
    "CREATE INDEX temp.staged_of_conversation ON staged_messages (conversation)",
    """
    CREATE TEMP TABLE staged_rows (
        seq INTEGER PRIMARY KEY, message INTEGER NOT NULL UNIQUE, is_new BOOLEAN NOT NULL
    )
    """,
    """
    CREATE TEMP TABLE staged_drafts (
        conversation INTEGER NOT NULL, edits INTEGER, updated REAL NOT NULL, text TEXT NOT NULL
    )
    """,
    """
    CREATE TEMP TABLE staged_pictures (
        digest TEXT PRIMARY KEY, media_type TEXT NOT NULL, name TEXT NOT NULL,
        width INTEGER NOT NULL, height INTEGER NOT NULL, created REAL NOT NULL,
        data BLOB NOT NULL
    )
    """,
    "CREATE TEMP TABLE staged_uses (message INTEGER NOT NULL, target TEXT, digest TEXT)",
)
TABLE_NAMES = (
    *("staged_conversations", "staged_messages", "staged_rows"),
    *("staged_drafts", "staged_pictures", "staged_uses"),
)

ADD_CONVERSATION = """
INSERT INTO staged_conversations (seq, uid, conversation_id, spare_id, title, profile, provider,
    model, pinned, unread, created, updated, opened, deleted_at, parameters, system_prompt)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_MESSAGE = """
INSERT INTO staged_messages (seq, uid, conversation, parent, depth, role, status,
    created, finished, deleted_at, profile, provider, model, prompt_tokens,
    completion_tokens, tokens_exact, prompt_digest, error, reasoning, content)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING
"""

FIND_HOMES = """
UPDATE staged_conversations
SET home = (SELECT id FROM conversations WHERE conversations.uid = staged_conversations.uid),
    is_new = NOT EXISTS (
        SELECT 1 FROM conversations WHERE conversations.uid = staged_conversations.uid
    )
"""
# Messages whose uid is that of a message of another conversation.
STRANGERS = """
SELECT staged_messages.seq, staged_messages.uid, staged_conversations.uid AS home_uid
FROM staged_messages
CROSS JOIN staged_conversations
    ON staged_conversations.seq = staged_messages.conversation
CROSS JOIN message_uids ON message_uids.uid = staged_messages.uid
CROSS JOIN messages ON messages.id = message_uids.message
WHERE messages.conversation IS NOT staged_conversations.home
"""
FIND_ROWS = """
INSERT INTO staged_rows (seq, message, is_new)
SELECT staged_messages.seq, coalesce(message_uids.message, ?1 + staged_messages.seq),
    message_uids.message IS NULL
FROM staged_messages LEFT JOIN message_uids ON message_uids.uid = staged_messages.uid
"""
COUNTS = """
SELECT count(*) FILTER (WHERE is_new) AS new,
    count(*) FILTER (WHERE NOT is_new AND messages > 0) AS grown,
    count(*) FILTER (WHERE NOT is_new AND messages = 0) AS known,
    CAST(coalesce(sum(messages), 0) AS BIGINT) AS messages
FROM (
    SELECT staged_conversations.is_new, (
        SELECT count(*) FROM staged_messages JOIN staged_rows USING (seq)
        WHERE conversation = staged_conversations.seq AND staged_rows.is_new
    ) AS messages
    FROM staged_conversations
) AS counted
"""

_PUT_CONVERSATIONS = """
INSERT INTO conversations (id, uid, conversation_id, title, profile, provider, model,
    active_leaf, pinned, unread, created, updated, opened, deleted_at, parameters,
    system_prompt)
SELECT home, uid,
    CASE WHEN EXISTS (SELECT 1 FROM conversations AS other
        WHERE other.conversation_id = staged_conversations.conversation_id)
    THEN spare_id ELSE conversation_id END,
    title, profile, provider, model,
    (SELECT message FROM staged_rows WHERE staged_rows.seq = active_leaf),
    pinned, unread, created, updated, opened, deleted_at, parameters, system_prompt
FROM staged_conversations WHERE is_new ORDER BY seq
"""
# New messages below known ones must be deeper than those, whose depths may have gaps.
_DEEPEN = """
UPDATE staged_conversations SET deeper = coalesce((
    SELECT max(messages.depth - staged_messages.depth)
    FROM staged_messages
    JOIN staged_rows ON staged_rows.seq = staged_messages.seq AND NOT staged_rows.is_new
    JOIN messages ON messages.id = staged_rows.message
    WHERE staged_messages.conversation = staged_conversations.seq
        AND messages.depth > staged_messages.depth
), 0) WHERE NOT is_new
"""
_PUT_MESSAGES = """
INSERT INTO messages (id, conversation, parent, depth, role, status, created, finished,
    deleted_at, profile, provider, model, prompt_tokens, completion_tokens, tokens_exact,
    error, reasoning, content)
SELECT staged_rows.message, home.home, above.message, staged.depth + home.deeper,
    staged.role, staged.status, staged.created, staged.finished, staged.deleted_at,
    staged.profile, staged.provider, staged.model, staged.prompt_tokens,
    staged.completion_tokens, staged.tokens_exact, staged.error, staged.reasoning,
    staged.content
FROM staged_messages AS staged
CROSS JOIN staged_rows ON staged_rows.seq = staged.seq
CROSS JOIN staged_conversations AS home ON home.seq = staged.conversation
LEFT JOIN staged_rows AS above ON above.seq = staged.parent
WHERE staged_rows.is_new ORDER BY staged.seq
"""
_PUT_UIDS = """
INSERT INTO message_uids (message, uid)
SELECT staged_rows.message, staged_messages.uid
FROM staged_rows CROSS JOIN staged_messages USING (seq) WHERE is_new ORDER BY seq
"""
# A prompt that is there already stays the newest of its text.
_PUT_PROMPTS = """
INSERT INTO prompts (message, digest)
SELECT staged_rows.message, prompt_digest
FROM staged_rows CROSS JOIN staged_messages USING (seq)
WHERE is_new AND prompt_digest IS NOT NULL ORDER BY seq DESC
ON CONFLICT DO NOTHING
"""
_PUT_PICTURES = """
INSERT INTO pictures (digest, media_type, name, width, height, created, data)
SELECT digest, media_type, name, width, height, created, data FROM staged_pictures
WHERE digest IN (
    SELECT digest FROM staged_uses JOIN staged_rows ON seq = staged_uses.message WHERE is_new
) ON CONFLICT DO NOTHING
"""
_PUT_USES = """
INSERT INTO picture_uses (message, target, digest)
SELECT staged_rows.message, target, digest
FROM staged_uses JOIN staged_rows ON seq = staged_uses.message
WHERE is_new AND digest IN (SELECT digest FROM pictures) ORDER BY staged_uses.rowid
ON CONFLICT DO NOTHING
"""
_PUT_DRAFTS = """
INSERT INTO drafts (conversation, edits, updated, text)
SELECT home, staged_rows.message, staged_drafts.updated, text
FROM staged_drafts
JOIN staged_conversations ON staged_conversations.seq = staged_drafts.conversation
LEFT JOIN staged_rows ON staged_rows.seq = edits
WHERE staged_conversations.is_new ORDER BY staged_drafts.rowid
"""
# Where the user has gone on himself, what he sees stays.
_TURN_TO_NEW = """
UPDATE conversations SET active_leaf = (
    SELECT staged_rows.message FROM staged_conversations
    JOIN staged_rows ON staged_rows.seq = staged_conversations.active_leaf
    WHERE home = conversations.id
) WHERE id IN (
    SELECT home FROM staged_conversations
    JOIN staged_rows ON staged_rows.seq = staged_conversations.active_leaf
    WHERE NOT staged_conversations.is_new AND staged_rows.is_new
) AND NOT EXISTS (
    SELECT 1 FROM messages
    WHERE conversation = conversations.id AND messages.deleted_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM staged_rows WHERE staged_rows.message = messages.id)
)
"""
_RENEW = """
UPDATE conversations SET updated = (
    SELECT staged_conversations.updated FROM staged_conversations
    WHERE home = conversations.id
) WHERE id IN (
    SELECT home FROM staged_conversations
    WHERE NOT is_new AND staged_conversations.updated > conversations.updated AND EXISTS (
        SELECT 1 FROM staged_messages JOIN staged_rows USING (seq)
        WHERE conversation = staged_conversations.seq AND staged_rows.is_new
    )
)
"""
RENAME = """
UPDATE staged_messages SET uid = ?1
WHERE seq = ?2 AND NOT EXISTS (SELECT 1 FROM staged_messages AS other WHERE other.uid = ?1)
"""
GIVE_HOMES = "UPDATE staged_conversations SET home = ?1 + seq WHERE is_new"

PUT_IN = (
    *(_PUT_CONVERSATIONS, _DEEPEN, _PUT_MESSAGES, _PUT_UIDS, _PUT_PROMPTS),
    *(_PUT_PICTURES, _PUT_USES, _PUT_DRAFTS, _TURN_TO_NEW, _RENEW),
)
"""All that goes from the waiting tables into those of the file, in this order."""
