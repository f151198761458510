"""Whose the tables on a PostgreSQL server are, and what that means for all who use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from copilot_tui.doctor.finding import Finding, fault, hint
from copilot_tui.store.postgres.examination import NEWEST
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.store.postgres.examination import ServerFacts
    from copilot_tui.store.postgres.owner import Ownership

_HAND_OVER: Final = (
    "Have them handed to a role that nobody chats as; copilot-tui docs machines says how (People)."
)


def look_at_owner(facts: ServerFacts, ownership: Ownership | None) -> Sequence[Finding]:
    """Whether one of several people owns the tables of all, or nobody here can update them.

    An owner that has no conversations of its own is there to own the tables. Of a superuser, who
    can do the same everywhere, another finding tells.

    Args:
        facts: of the database.
        ownership: of its tables; None where there are none.
    """
    version = facts.schema_version
    if ownership is None or version is None or facts.is_above_rows:
        return ()
    user, owner = one_line(facts.user), one_line(ownership.owner)
    if not ownership.is_own:
        if version >= NEWEST:
            return ()
        what = f"{owner} owns the tables, and {user} may not bring them up to version {NEWEST}."
        todo = f"Have this version of the program started once as {owner}."
        return (fault("owner", what, todo),)
    if not ownership.has_written:
        return ()
    if ownership.is_shared:
        what = f"{user} owns the tables, and so can read what others have written in them."
    elif ownership.lets_in_others:
        what = f"{user} owns the tables, and so can read what others write who may connect."
    else:
        return ()
    return (hint("owner", what, _HAND_OVER),)
