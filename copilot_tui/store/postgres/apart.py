"""What keeps the people on one server apart: row-level security.

Everyone who may connect to the database may use the tables, and sees rows of their own only.
A rule holds for whoever asks, the owner of the tables included (`FORCE`). It holds neither
for a superuser nor for a role with `BYPASSRLS`: such a person acts as `EVERYBODY` here, a
role that has no right of its own, and stays the same person, as that is who has logged in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.store.postgres.version_1 import PERSON, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable

EVERYBODY = "copilot_tui_everybody"


def keep_apart(tables: Iterable[str]) -> tuple[str, ...]:
    """The statements after which each row of new tables is its person's own."""
    return tuple(statement for table in tables for statement in _rules(table))


def _rules(table: str) -> tuple[str, ...]:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own ON {table} USING (person = {PERSON}) WITH CHECK (person = {PERSON})",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO PUBLIC",
    )


OPEN_TO_ALL = (
    f"GRANT USAGE ON SCHEMA {SCHEMA} TO PUBLIC",
    "GRANT SELECT ON schema_version TO PUBLIC",
    # Who took away his own row would be given ids a second time.
    "REVOKE DELETE ON people FROM PUBLIC",
)

SEES_ALL = """
SELECT rolsuper OR rolbypassrls AS sees_all FROM pg_roles WHERE rolname = session_user
"""
IS_EVERYBODY = f"""
SELECT pg_has_role(session_user, oid, 'MEMBER') AS is_member FROM pg_roles
WHERE rolname = '{EVERYBODY}'
"""
ADD_EVERYBODY = f"CREATE ROLE {EVERYBODY} NOLOGIN"
BECOME_MEMBER = f"GRANT {EVERYBODY} TO SESSION_USER"
ACT_AS_EVERYBODY = f"SET ROLE {EVERYBODY}"
