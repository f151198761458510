"""Unsent text where another copy of the program may have written what nobody has seen here.

On a server two machines can have one conversation open. What the other one has typed there is
not shown in a prompt that is being typed in, so it must not go when that is kept.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import title_from
from copilot_tui.store.carrying import keep_beside
from copilot_tui.store.drafts import IN_PLACE, look_at_draft, replace_draft
from copilot_tui.store.recent_drafts import Beside
from copilot_tui.store.repeating import repeated
from copilot_tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.store.database import Database
    from copilot_tui.store.recent_drafts import DraftPlace, RecentDrafts

_REMOVE = f"DELETE FROM drafts WHERE {IN_PLACE} AND text IN (?, ?)"
_ADD_IF_FREE = """
INSERT INTO drafts (conversation, edits, owner, updated, text)
SELECT ?1, ?2, ?3, ?4, ?5
WHERE NOT EXISTS (
    SELECT 1 FROM drafts WHERE conversation IS ?1 AND edits IS ?2 AND owner IS ?3
)
"""
_IS_AS_PUT = "SELECT 1 FROM drafts WHERE conversation = ? AND edits IS NULL AND text = ?"
_RENAME = """
UPDATE conversations SET title = ?, updated = ?, deleted_at = NULL WHERE id = ? AND title = ?
"""
_SAID_SINCE = """
SELECT id, content FROM messages
WHERE conversation = ? AND id > ? AND role = 'user' AND deleted_at IS NULL
"""
_REMOVE_UNUSED = """
UPDATE conversations SET deleted_at = ?
WHERE id = ? AND title = ? AND deleted_at IS NULL AND active_leaf IS NULL
"""


def set_beside_unseen(
    database: Database, recent: RecentDrafts, conversation: int, text: str, edits: int | None
) -> None:
    """See `Drafts.set`.

    In the usual case the server is waited for once. Only where something else was found than
    what was left there, it is looked at, in a second transaction, and nothing was changed by
    the first: whenever the way to the server is lost, both texts are somewhere.

    Args:
        database: on a server.
        recent: what this copy has seen there.
        conversation: row id.
        text: clean and not empty.
        edits: see `Drafts.get`.
    """
    place = conversation, edits, None
    recent.note(place, text)
    with database.writing():
        database.execute(_REMOVE, *place, recent.kept(place), text)
        added = database.execute(_ADD_IF_FREE, *place, database.now(), text)
    if added.rowcount:
        recent.keep(place, text)
    else:
        repeated(partial(_make_room, database, recent, place, text))


def remove_copies(database: Database, recent: RecentDrafts, conversation: int) -> None:
    """Put into the trash what had to leave a place, and is there again or was sent from there.

    While two machines type in one conversation, each puts beside what the other one has typed
    so far; only who has put it there knows of it.

    Args:
        database: on a server.
        recent: what this copy has seen and put beside there.
        conversation: row id.
    """
    besides = recent.besides(conversation)
    if not besides:
        return
    # Ids are counted through, those of messages with those of conversations.
    since = min(each.conversation for _, each in besides)
    with database.reading():
        said = database.execute(_SAID_SINCE, conversation, since).fetchall()
        there = {place: look_at_draft(database, place) for place, _ in besides}
    superfluous = []
    for place, each in besides:
        texts = [row["content"] for row in said if row["id"] > each.conversation]
        if there[place] not in recent.texts(place):
            texts.append(there[place])
        if any(_has_all(each.text.strip(), text) for text in texts):
            superfluous.append((place, each))
    if superfluous:
        _remove(database, recent, superfluous)


def _remove(
    database: Database, recent: RecentDrafts, superfluous: Sequence[tuple[DraftPlace, Beside]]
) -> None:
    with database.writing():
        for place, each in superfluous:
            if _is_as_put(database, each):
                values = database.now(), each.conversation, title_from(each.text)
                database.execute(_REMOVE_UNUSED, *values)
            removed = replace(each, is_removed=True)
            database.when_kept(partial(recent.note_beside, place, removed))
        database.when_kept(database.tell_itself)


def _make_room(database: Database, recent: RecentDrafts, place: DraftPlace, text: str) -> None:
    conversation, edits, _ = place
    with database.writing():
        there = look_at_draft(database, place)
        seen = {clean(each) for each in recent.texts(place)}
        if there and there not in seen:
            beside = Beside(_put_beside(database, recent.beside(place), there), there)
        else:
            beside = None
        replace_draft(database, conversation, text, edits)
        if beside is not None:
            database.when_kept(partial(recent.note_beside, place, beside))
            database.when_kept(database.tell_itself)


def _put_beside(database: Database, before: list[Beside], text: str) -> int:
    """Give a text a conversation, or that of an earlier state of it; returns its row id."""
    for each in reversed(before):
        if _is_written_on(each.text, text) and _is_as_put(database, each):
            replace_draft(database, each.conversation, text)
            titles = title_from(text), title_from(each.text)
            database.execute(_RENAME, titles[0], database.now(), each.conversation, titles[1])
            return each.conversation
    return keep_beside(database, text)


def _is_as_put(database: Database, beside: Beside) -> bool:
    found = database.execute(_IS_AS_PUT, beside.conversation, beside.text).fetchone()
    return found is not None


def _is_written_on(before: str, after: str) -> bool:
    """Whether a text has all of another one, or begins with half of it.

    Otherwise it may be that of a third machine, and the one before would be lost.
    """
    return _has_all(before, after) or 2 * _common(before, after) >= len(before)


def _has_all(before: str, after: str) -> bool:
    """Whether a text is another one with something more in one place."""
    start = _common(before, after)
    return start + _common(before[start:][::-1], after[start:][::-1]) == len(before)


def _common(one: str, other: str) -> int:
    """The length of what two texts begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    shorter = min(len(one), len(other))
    return next((place for place, (here, there) in pairs if here != there), shorter)
