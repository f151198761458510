"""The tables of version 1 on a server: those of version 3 of the conversation file.

Everything belongs to a person, the role that has logged in. The person is a part of whatever
names a row, also where another table refers to it: nobody can hang a row below somebody
else's, or learn from a refusal that there is one.
"""

from __future__ import annotations

SCHEMA = "copilot_tui"

PERSON = "CAST(session_user AS text)"
"""Who has logged in. Unlike `current_user`, nothing that a role may say changes it."""

# The collation is that of `session_user`: under another one no index would serve to find a
# person's rows.
_PERSON = f'person text COLLATE "C" NOT NULL DEFAULT {PERSON}'

# One row a person. It is what writers of that person wait for each other at, and it counts:
# ids, so that nobody sees from gaps how much others write, and changes.
_PEOPLE = f"""
CREATE TABLE people (
    {_PERSON} PRIMARY KEY,
    last_id bigint NOT NULL DEFAULT 0,
    changes bigint NOT NULL DEFAULT 0
)
"""
_CONVERSATIONS = f"""
CREATE TABLE conversations (
    {_PERSON},
    id bigint NOT NULL,
    conversation_id text NOT NULL,
    title text NOT NULL,
    profile text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    active_leaf bigint,
    pinned boolean NOT NULL DEFAULT false,
    unread boolean NOT NULL DEFAULT false,
    created double precision NOT NULL,
    updated double precision NOT NULL,
    opened double precision NOT NULL DEFAULT 0,
    deleted_at double precision,
    parameters text NOT NULL,
    system_prompt text NOT NULL,
    uid bytea NOT NULL,
    PRIMARY KEY (person, id),
    UNIQUE (conversation_id, person),
    UNIQUE (uid, person)
)
"""
_MESSAGES = f"""
CREATE TABLE messages (
    {_PERSON},
    id bigint NOT NULL,
    conversation bigint NOT NULL,
    parent bigint,
    depth bigint NOT NULL,
    role text NOT NULL,
    status text NOT NULL,
    owner text,
    created double precision NOT NULL,
    finished double precision,
    deleted_at double precision,
    profile text NOT NULL DEFAULT '',
    provider text NOT NULL DEFAULT '',
    model text NOT NULL DEFAULT '',
    prompt_tokens bigint,
    completion_tokens bigint,
    tokens_exact boolean,
    error text NOT NULL DEFAULT '',
    handle text,
    reasoning text NOT NULL DEFAULT '',
    content text NOT NULL DEFAULT '',
    PRIMARY KEY (person, id),
    FOREIGN KEY (person, conversation) REFERENCES conversations (person, id) ON DELETE CASCADE,
    FOREIGN KEY (person, parent) REFERENCES messages (person, id)
)
"""
_OF_MESSAGE = """
    FOREIGN KEY (person, message) REFERENCES messages (person, id) ON DELETE CASCADE
"""
_MESSAGE_UIDS = f"""
CREATE TABLE message_uids (
    {_PERSON},
    message bigint NOT NULL,
    uid bytea NOT NULL,
    PRIMARY KEY (person, message),
    UNIQUE (uid, person),
    {_OF_MESSAGE}
)
"""
_JOURNAL = f"""
CREATE TABLE journal (
    {_PERSON},
    message bigint NOT NULL,
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    written double precision NOT NULL,
    content text NOT NULL,
    reasoning text NOT NULL,
    PRIMARY KEY (message, person, sequence),
    {_OF_MESSAGE}
)
"""
# `rowid` is a column that every table of SQLite has: the order in which rows came.
_DRAFTS = f"""
CREATE TABLE drafts (
    {_PERSON},
    rowid bigint GENERATED ALWAYS AS IDENTITY,
    conversation bigint,
    edits bigint,
    owner text,
    updated double precision NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (rowid, person),
    FOREIGN KEY (person, conversation) REFERENCES conversations (person, id) ON DELETE CASCADE,
    FOREIGN KEY (person, edits) REFERENCES messages (person, id) ON DELETE CASCADE
)
"""
_PROMPTS = f"""
CREATE TABLE prompts (
    {_PERSON},
    message bigint NOT NULL,
    digest text NOT NULL,
    PRIMARY KEY (person, message),
    UNIQUE (digest, person),
    {_OF_MESSAGE}
)
"""
_QUEUED = f"""
CREATE TABLE queued (
    {_PERSON},
    id bigint NOT NULL,
    conversation bigint NOT NULL,
    owner text NOT NULL,
    created double precision NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (person, id),
    FOREIGN KEY (person, conversation) REFERENCES conversations (person, id) ON DELETE CASCADE
)
"""
_FACTS = f"""
CREATE TABLE facts (
    {_PERSON},
    url text NOT NULL,
    provider text NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (url, provider, name, person)
)
"""
_PICTURES = f"""
CREATE TABLE pictures (
    {_PERSON},
    digest text NOT NULL,
    media_type text NOT NULL,
    name text NOT NULL,
    width bigint NOT NULL,
    height bigint NOT NULL,
    created double precision NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (person, digest)
)
"""
_PICTURE_USES = f"""
CREATE TABLE picture_uses (
    {_PERSON},
    message bigint NOT NULL,
    target text NOT NULL,
    digest text NOT NULL,
    rowid bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (message, target, person),
    FOREIGN KEY (person, digest) REFERENCES pictures (person, digest) ON DELETE CASCADE,
    {_OF_MESSAGE}
)
"""
# A picture is compressed already; trying again would only take time.
_AS_IT_IS = "ALTER TABLE pictures ALTER COLUMN data SET STORAGE EXTERNAL"

# The person comes first only where a person's rows are read in an order. Elsewhere he comes
# last: without statistics an index of which only the person is known looks as good as any
# other, though it leads to all that he has.
_INDICES = (
    """
    CREATE INDEX conversations_newest ON conversations (person, pinned, updated, id)
    WHERE deleted_at IS NULL
    """,
    """
    CREATE INDEX conversations_trash ON conversations (person, deleted_at)
    WHERE deleted_at IS NOT NULL
    """,
    """
    CREATE INDEX conversations_opened ON conversations (person, opened, id)
    WHERE deleted_at IS NULL
    """,
    "CREATE INDEX messages_children ON messages (parent, person)",
    "CREATE INDEX messages_of_conversation ON messages (conversation, parent, person)",
    "CREATE INDEX messages_streaming ON messages (owner, person) WHERE status = 'streaming'",
    "CREATE INDEX drafts_of_conversation ON drafts (conversation, edits, person)",
    "CREATE INDEX drafts_of_message ON drafts (edits, person, conversation)",
    "CREATE INDEX queued_in_conversation ON queued (conversation, person)",
    "CREATE INDEX uses_of_picture ON picture_uses (digest, person)",
)

TABLES = (
    *("people", "conversations", "messages", "message_uids", "journal", "drafts"),
    *("prompts", "queued", "facts", "pictures", "picture_uses"),
)
"""All that hold what is a person's own."""

VERSION_1 = (
    *(_PEOPLE, _CONVERSATIONS, _MESSAGES, _MESSAGE_UIDS, _JOURNAL, _DRAFTS),
    *(_PROMPTS, _QUEUED, _FACTS, _PICTURES, _PICTURE_USES, _AS_IT_IS),
    *_INDICES,
)
"""From an empty schema to the tables, without what keeps people apart."""
