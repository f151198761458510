"""The tables on a PostgreSQL server: whose they are, their version, and the rights there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from copilot_tui.doctor.finding import Finding, fault, hint, ok
from copilot_tui.store.postgres.encoding import MAKE_ANOTHER, UTF8, unfit_for_texts
from copilot_tui.store.postgres.examination import NEWEST
from copilot_tui.store.postgres.unfit import foreign_schema, misfit
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.errors import StoreError
    from copilot_tui.store.postgres.examination import ServerFacts
    from copilot_tui.store.postgres.rights import MissingRights

_NUMBERED: Final = 3
"""More tables than that are not named one by one; the grant names them."""


def look_at_schema(facts: ServerFacts, place: str) -> Sequence[Finding]:
    """Whether the tables are those of this program, and of which version.

    Args:
        facts: of the database.
        place: which database it is, in words without a password.
    """
    if facts.is_read_only:
        todo = "Name the primary server in the address, or wait until it takes writes again."
        return (fault("writing", "Nothing can be written there just now (read-only).", todo),)
    if facts.is_foreign:
        return (_refused(foreign_schema(place)),)
    if not facts.has_tables or not facts.may_read_version:
        return ()
    return (_format(facts, place),)


def look_at_rights(facts: ServerFacts) -> Sequence[Finding]:
    """Whether the user may make the tables, or use them."""
    if facts.is_foreign:
        return ()
    user = one_line(facts.user)
    if not facts.has_tables:
        if facts.may_make_tables if facts.has_schema else facts.may_make_schema:
            return (ok("rights", "No conversations yet; the first start makes the tables."),)
        what = f"There are no tables yet, and {user} may not make them."
        todo = "Have the owner of the database start this program once."
        return (fault("rights", what, todo),)
    if facts.missing is not None and (grant := facts.missing.grant()):
        what = f"{user} may not {_not_permitted(facts.missing)}."
        return (fault("rights", what, f"Have the owner run: {one_line(grant)}"),)
    return (ok("rights", f"{user} may read and write all that is needed."),)


def look_at_encoding(facts: ServerFacts) -> Sequence[Finding]:
    """Whether the database can hold all texts."""
    if facts.encoding == UTF8:
        return ()
    return (fault("encoding", f"It {unfit_for_texts(facts.encoding)}", MAKE_ANOTHER),)


def _format(facts: ServerFacts, place: str) -> Finding:
    version = facts.schema_version
    if version is None:
        return _refused(misfit(place, "There is no number."))
    if version > NEWEST:
        what = f"Version {version}, made by a newer version of this program."
        return fault("format", what, "Update this program on this machine.")
    if version < facts.tables_version:
        return _refused(misfit(place, f"The number is {version}."))
    if version < NEWEST:
        return hint("format", f"Version {version}; their owner's next start makes it {NEWEST}.")
    if facts.missing_tables:
        return _refused(misfit(place, f"Missing: {', '.join(facts.missing_tables)}."))
    return ok("format", f"Version {version}.")


def _refused(error: StoreError) -> Finding:
    """What the program says itself at its start."""
    return fault("format", f"{error.what} {error.detail}".strip(), error.todo)


def _not_permitted(missing: MissingRights) -> str:
    if not missing.may_use_schema:
        return "look into the schema copilot_tui"
    if not missing.tables:
        return "call the functions of the schema copilot_tui"
    tables = list(missing.tables)
    if len(tables) > _NUMBERED:
        return f"do all that is needed in {len(tables)} of the tables"
    rights = dict.fromkeys(right for table in missing.tables.values() for right in table)
    return f"do all that is needed in {', '.join(tables)} ({', '.join(rights)})"
