"""Pictures, and which messages show them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from copilot_tui.chat.picture import ATTACHMENT, Picture, PictureFacts, attached_digests
from copilot_tui.store.database import AMONG_IDS, AMONG_TEXTS
from copilot_tui.store.search_index import add_to_index, remove_from_index
from copilot_tui.store.stored_text import stored_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copilot_tui.store.database import Database, Row, RowId

# SQLite knows the length of a BLOB without reading it.
_FACTS = "pictures.digest, media_type, name, width, height, length(data) AS size"

# That it is added again means that it is wanted, though nothing shows it yet.
_ADD = """
INSERT INTO pictures (digest, media_type, name, width, height, created, data)
VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET created = excluded.created
"""
_USE = """
INSERT INTO picture_uses (message, target, digest)
SELECT messages.id, ?2, digest FROM messages, pictures WHERE messages.id = ?1 AND digest = ?3
ON CONFLICT (message, target) DO UPDATE SET digest = excluded.digest
"""
_REMOVE_UNUSED = """
DELETE FROM pictures WHERE created < ?
AND NOT EXISTS (SELECT 1 FROM picture_uses WHERE picture_uses.digest = pictures.digest)
AND NOT EXISTS (SELECT 1 FROM drafts WHERE instr(text, pictures.digest) > 0)
AND NOT EXISTS (SELECT 1 FROM queued WHERE instr(content, pictures.digest) > 0)
"""


class Pictures:
    """The tables of pictures and of their uses. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, picture: Picture) -> None:
        """Keep a picture; nothing happens to one that is there already.

        It stays while a message, a draft or a waiting message shows it, and for a day.
        """
        with self._database.writing():
            add_picture(self._database, picture)

    def get(self, digest: str) -> Picture | None:
        """A picture with its bytes; None if it is not there."""
        with self._database.reading():
            row = self._database.execute(
                f"SELECT {_FACTS}, data FROM pictures WHERE digest = ?", digest
            ).fetchone()
            return None if row is None else Picture(_facts_from(row), bytes(row["data"]))

    def facts(self, digests: Iterable[str]) -> dict[str, PictureFacts]:
        """What is known of these pictures, without those that are not there."""
        with self._database.reading():
            rows = self._database.execute(
                f"SELECT {_FACTS} FROM pictures WHERE digest IN {AMONG_TEXTS}",
                json.dumps(list(digests)),
            )
            return {row["digest"]: _facts_from(row) for row in rows}

    def use(self, message: int, target: str, digest: str) -> None:
        """Note which picture a target in a message's text is.

        Nothing happens when the message or the picture is not there.
        """
        with self._database.writing():
            use_picture(self._database, message, target, digest)

    def uses(self, messages: Iterable[int]) -> dict[int, dict[str, PictureFacts]]:
        """The kept pictures of these messages, by message and by target in its text."""
        found: dict[int, dict[str, PictureFacts]] = {}
        with self._database.reading():
            rows = self._database.execute(
                f"""
                SELECT message, target, {_FACTS}
                FROM picture_uses JOIN pictures ON pictures.digest = picture_uses.digest
                WHERE message IN {AMONG_IDS}
                """,
                json.dumps(list(messages)),
            )
            for row in rows:
                found.setdefault(row["message"], {})[row["target"]] = _facts_from(row)
        return found

    def take_out(
        self, message: int, before: str, content: str, pictures: Iterable[Picture]
    ) -> bool:
        """Keep pictures whose data stood in a message's text, and the text without them.

        Args:
            message: row id.
            before: the text with the data.
            content: the text that refers to `pictures` instead.
            pictures: what was taken out.

        Returns:
            False when the text is another by now; nothing was written then.
        """
        with self._database.writing():
            changed = self._database.execute(
                "UPDATE messages SET content = ? WHERE id = ? AND content = ?",
                *(content, message, before),
            ).rowcount
            if not changed:
                return False
            for picture in pictures:
                add_picture(self._database, picture)
            remove_from_index(self._database, message, lambda: before)
            add_to_index(self._database, message, content)
            use_attached(self._database, message, content)
            return True

    def remove_unused(self, *, older_than: float) -> int:
        """Remove for good what no message, draft or waiting message shows.

        Args:
            older_than: Unix time in seconds; what was added since then is kept.

        Returns:
            How many pictures were removed.
        """
        with self._database.writing():
            return self._database.execute(_REMOVE_UNUSED, older_than).rowcount


def add_picture(database: Database, picture: Picture) -> None:
    """See `Pictures.add`; within a transaction of the caller."""
    facts = picture.facts
    database.execute(
        _ADD,
        *(facts.digest, facts.media_type, facts.name, facts.width, facts.height),
        *(database.now(), picture.data),
    )


def use_picture(database: Database, message: RowId, target: str, digest: str) -> None:
    """See `Pictures.use`; within a transaction of the caller."""
    database.execute(_USE, message, target, digest)


def use_attached(database: Database, message: RowId, text: str) -> None:
    """Note the kept pictures that a message's text shows, within a transaction of the caller.

    To be called for every message whose text is written, or its pictures would be taken
    for unused ones.
    """
    for digest in attached_digests(text):
        use_picture(database, message, f"{ATTACHMENT}{digest}", digest)


def _facts_from(row: Row) -> PictureFacts:
    return PictureFacts(
        digest=row["digest"],
        media_type=row["media_type"],
        name=stored_line(row["name"]),
        width=row["width"],
        height=row["height"],
        size=row["size"],
    )
