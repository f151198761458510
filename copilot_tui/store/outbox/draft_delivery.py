"""Bringing unsent texts from an outbox to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import title_from
from copilot_tui.store.carrying import keep_beside
from copilot_tui.store.drafts import look_at_draft, note_draft, read_draft, replace_draft
from copilot_tui.store.outbox.beside import KeptBeside
from copilot_tui.store.stored_text import stored_line

if TYPE_CHECKING:
    from copilot_tui.store.outbox.passage import Passage

_PLACES = "SELECT DISTINCT conversation, edits, owner FROM written_drafts WHERE attempt > ?"
_BEFORE = """
SELECT before AS text FROM written_drafts
WHERE conversation IS ?1 AND edits IS ?2 AND owner IS ?3
UNION SELECT text FROM seen_drafts WHERE conversation IS ?1 AND edits IS ?2 AND owner IS ?3
"""


def deliver_drafts(passage: Passage) -> None:
    """Put each in its place; what somebody else has written there meanwhile is kept, too."""
    outbox, target = passage.outbox, passage.target
    for place in outbox.execute(_PLACES, passage.after).fetchall():
        conversation, edits, owner = place
        there = (passage.conversation(conversation), passage.message(edits) or edits)
        if conversation is not None and there[0] is None:
            continue
        draft = read_draft(outbox, *place)
        on_server = look_at_draft(target, (*there, owner))
        if on_server == draft:
            note_draft(target, (*there, owner), draft)
            continue
        superseded = {row["text"] for row in outbox.execute(_BEFORE, *place)}
        if on_server and on_server not in superseded:
            if not draft:
                note_draft(target, (*there, owner), draft)
                continue
            keep_beside(target, on_server)
            passage.beside.append(KeptBeside(_title(passage, there[0]), title_from(on_server)))
        replace_draft(target, there[0], draft, there[1], owner=owner, even_unseen=True)


def _title(passage: Passage, conversation: int | None) -> str:
    row = passage.target.execute(
        "SELECT title FROM conversations WHERE id = ?", conversation
    ).fetchone()
    return "" if row is None else stored_line(row["title"])
