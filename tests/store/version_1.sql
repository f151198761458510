PRAGMA application_id = 1668576617;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
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
);
INSERT INTO "conversations" VALUES(1,'bca0f055-364b-4853-afc5-557a58f62d0c','Name meaning','g4f','Copilot','',2,1,0,1000.0,1000.0,NULL,'{}','');
CREATE TABLE drafts (
    conversation INTEGER UNIQUE REFERENCES conversations (id) ON DELETE CASCADE,
    updated REAL NOT NULL,
    text TEXT NOT NULL
);
INSERT INTO "drafts" VALUES(1,1000.0,'And Ute?');
CREATE TABLE facts (
    url TEXT NOT NULL,
    provider TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (url, provider, name)
) WITHOUT ROWID
;
INSERT INTO "facts" VALUES('http://localhost:1337/v1','Copilot','threads','true');
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    written REAL NOT NULL,
    content TEXT NOT NULL,
    reasoning TEXT NOT NULL
);
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
);
INSERT INTO "messages" VALUES(1,1,NULL,1,'user','complete',NULL,1000.0,1000.0,NULL,'','','',NULL,NULL,NULL,'',NULL,'','What does Heiner mean?');
INSERT INTO "messages" VALUES(2,1,1,2,'assistant','complete',NULL,1000.0,1000.0,NULL,'g4f','Copilot','',NULL,NULL,NULL,'','{"id":"t1"}','','It is a short form of Heinrich.');
CREATE TABLE prompts (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    digest TEXT NOT NULL UNIQUE
);
INSERT INTO "prompts" VALUES(1,'937793658ac269ac07bd159be090dabebc1d2eded295d81a66be5a144b3a8c14');
CREATE INDEX conversations_newest ON conversations (pinned, updated, id)
    WHERE deleted_at IS NULL
    ;
CREATE INDEX conversations_trash ON conversations (deleted_at)
    WHERE deleted_at IS NOT NULL
    ;
CREATE INDEX messages_children ON messages (parent);
CREATE INDEX messages_of_conversation ON messages (conversation, parent);
CREATE INDEX messages_streaming ON messages (owner) WHERE status = 'streaming';
CREATE INDEX journal_of_message ON journal (message);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('conversations',1);
INSERT INTO "sqlite_sequence" VALUES('messages',2);
COMMIT;
