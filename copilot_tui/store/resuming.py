"""Taking up running replies that others have taken for dead."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.store.database import AMONG_IDS
from copilot_tui.store.search_index import remove_from_index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.store.database import Database
    from copilot_tui.store.pieces import Piece

_INTERRUPTED = f"""
SELECT id, content FROM messages WHERE status = 'interrupted' AND id IN {AMONG_IDS}
"""
_RUN_AGAIN = """
UPDATE messages SET status = 'streaming', owner = ?, error = '', finished = NULL,
    content = '', reasoning = ''
WHERE id = ?
"""


def run_again(database: Database, pieces: Sequence[Piece], owner: str) -> None:
    """Turn interrupted replies into running ones without text, within `Database.writing`.

    Args:
        database: where they are.
        pieces: of the replies.
        owner: the copy of the program in which they run.
    """
    asked = json.dumps([piece.message for piece in pieces])
    for row in database.execute(_INTERRUPTED, asked).fetchall():
        remove_from_index(database, row["id"], partial(str, row["content"]))
        database.execute(_RUN_AGAIN, owner, row["id"])
