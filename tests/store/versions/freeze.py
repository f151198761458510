"""Makes the frozen file of the newest version: `python -m tests.store.versions.freeze`.

To be run once for each version, by the program of that version, and never again: the file
stands for those that users have.
"""

from __future__ import annotations

import gzip
import json
import random
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from copilot_tui.store.schema import MIGRATIONS, apply
from copilot_tui.store.transaction import TransactionKind, transaction

FOLDER = Path(__file__).parent
SEED = 1605
ODD = (
    "\u0000 between nul",
    "e\u0301 and é, 👩‍👩‍👧‍👦 and 🇳🇴",
    "\u202eright to left\u202c שלום عليكم",
    "'; DROP TABLE messages; --",
    "tab\tand\nnewline\r\nand \u2028 and \u2029",
    "x" * 12_000,
    "",
)
WORDS = (
    *("Heiner", "asks", "what", "the", "name", "means", "and", "where", "it", "came", "from"),
    *("in", "which", "century"),
)


def main() -> None:
    """Freeze the newest version, or the one that is named."""
    version = int(sys.argv[1]) if sys.argv[1:] else len(MIGRATIONS)
    target = FOLDER / f"version_{version}.db.gz"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "conversations.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            with transaction(connection, TransactionKind.WRITE):
                apply(connection, 0, MIGRATIONS[:version])
                fill(connection, version, random.Random(SEED))
        with path.open("rb") as frozen, gzip.GzipFile(target, "wb", mtime=0) as packed:
            shutil.copyfileobj(frozen, packed)
    print(f"{target.name}: {target.stat().st_size} bytes")


def fill(connection: sqlite3.Connection, version: int, chance: random.Random) -> None:
    """Write conversations with everything that a user can have."""
    for number in range(1, 13):
        _conversation(connection, number, chance)
    odd = "UPDATE messages SET content = ? WHERE id = ?"
    connection.executemany(odd, [(text, 10 + 7 * row) for row, text in enumerate(ODD)])
    connection.execute("UPDATE conversations SET deleted_at = 1700009000 WHERE id = 4")
    connection.execute("UPDATE messages SET deleted_at = 1700009001 WHERE id IN (41, 42)")
    connection.execute("DELETE FROM messages WHERE conversation = 9")
    connection.execute("DELETE FROM conversations WHERE id = 9")
    _streaming(connection)
    for conversation in (None, 1, 2, 5):
        connection.execute(
            "INSERT INTO drafts (conversation, updated, text) VALUES (?, 1700008000, ?)",
            (conversation, f"unsent in {conversation} " + ODD[2]),
        )
    connection.execute(
        "INSERT INTO facts VALUES ('http://localhost:1337/v1', 'Copilot', 'threads', 'true')"
    )
    connection.execute("INSERT INTO prompts SELECT id, 'digest' || id FROM messages WHERE id < 6")
    if version >= 2:
        _what_version_2_has(connection)
    if version >= 3:
        _what_version_3_has(connection)
    if version >= 4:
        _what_version_4_has(connection)


def _conversation(connection: sqlite3.Connection, number: int, chance: random.Random) -> None:
    created = 1_700_000_000 + number * 100
    connection.execute(
        """
        INSERT INTO conversations (id, conversation_id, title, profile, provider, model, pinned,
            unread, created, updated, parameters, system_prompt)
        VALUES (?, ?, ?, 'g4f', 'Copilot', '', ?, ?, ?, ?, ?, ?)
        """,
        (
            *(number, f"00000000-0000-4000-8000-{number:012}", f"Conversation {number} ü"),
            *(number == 2, number == 3, created, created + 60),
            json.dumps({"temperature": number / 10}),
            "Be brief." if number == 5 else "",
        ),
    )
    leaves: list[tuple[int | None, int]] = [(None, 0)]
    for turn in range(30):
        parent, depth = chance.choice(leaves[-4:])
        role = "user" if depth % 2 == 0 else "assistant"
        content = " ".join(chance.choices(WORDS, k=chance.randint(1, 60)))
        row = connection.execute(
            """
            INSERT INTO messages (conversation, parent, depth, role, status, created, finished,
                profile, provider, model, prompt_tokens, error, handle, reasoning, content)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'g4f', 'Copilot', 'gpt-4o', 12, ?, ?, ?, ?)
            """,
            (
                *(number, parent, depth + 1, role),
                "complete" if turn % 9 else "stopped",
                *(created + turn, created + turn + 0.5),
                "" if turn % 11 else "The server said no.",
                '{"id": "thread"}' if role == "assistant" else None,
                "Let me think." if turn % 5 == 0 and role == "assistant" else "",
                content,
            ),
        )
        assert row.lastrowid is not None
        leaves.append((row.lastrowid, depth + 1))
    connection.execute(
        "UPDATE conversations SET active_leaf = ? WHERE id = ?", (leaves[-1][0], number)
    )


def _streaming(connection: sqlite3.Connection) -> None:
    """A reply that was coming in when the program died."""
    leaf, depth = connection.execute(
        "SELECT id, depth FROM messages WHERE conversation = 6 ORDER BY id DESC LIMIT 1"
    ).fetchone()
    row = connection.execute(
        """
        INSERT INTO messages (conversation, parent, depth, role, status, owner, created)
        VALUES (6, ?, ?, 'assistant', 'streaming', 'a-dead-copy', 1700007000)
        """,
        (leaf, depth + 1),
    )
    for number in range(8):
        connection.execute(
            "INSERT INTO journal (message, written, content, reasoning) VALUES (?, ?, ?, ?)",
            (row.lastrowid, 1_700_007_000 + number, f"piece {number} ", "thought "),
        )
    connection.execute("UPDATE conversations SET active_leaf = ? WHERE id = 6", (row.lastrowid,))


def _what_version_2_has(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE conversations SET opened = updated + id")
    connection.execute(
        "INSERT INTO drafts (conversation, edits, updated, text) VALUES (2, 32, 1700008001, 'edit')"
    )
    connection.execute(
        """
        INSERT INTO queued (conversation, owner, created, content)
        VALUES (7, 'a-dead-copy', 1700008002, 'sent after the reply')
        """
    )
    connection.execute(
        """
        INSERT INTO search (rowid, tokens)
        SELECT id, lower(content) FROM messages WHERE id BETWEEN 100 AND 120
        """
    )
    connection.execute("INSERT INTO search_pending (first, last) VALUES (121, 500), (1, 99)")


def _what_version_3_has(connection: sqlite3.Connection) -> None:
    conversations = connection.execute("SELECT id, conversation_id FROM conversations").fetchall()
    connection.executemany(
        "UPDATE conversations SET uid = ? WHERE id = ?",
        [(UUID(conversation_id).bytes, row_id) for row_id, conversation_id in conversations],
    )
    messages = connection.execute("SELECT id FROM messages").fetchall()
    connection.executemany(
        "INSERT INTO message_uids (message, uid) VALUES (?, ?)",
        [(message, message.to_bytes(16)) for (message,) in messages],
    )
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    digest = sha256(picture).hexdigest()
    connection.execute(
        "INSERT INTO pictures VALUES (?, 'image/png', 'bård.png', 3, 2, 1700008003, ?)",
        (digest, picture),
    )
    connection.execute("INSERT INTO picture_uses VALUES (1, 'attachment:' || ?1, ?1)", (digest,))
    connection.execute("INSERT INTO picture_uses VALUES (30, '/media/1.png', ?)", (digest,))


def _what_version_4_has(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE drafts SET owner = 'a-dead-copy' WHERE conversation IS NULL")
    connection.execute(
        """
        INSERT INTO drafts (owner, updated, text)
        VALUES ('another-dead-copy', 1700007999, 'typed before in another window')
        """
    )


if __name__ == "__main__":
    main()
