"""Whose the tables are: who can take away the rules that keep people apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.store.postgres.refusals import refusal

if TYPE_CHECKING:
    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.store.postgres.connecting import Connected

# The owner sees no rows of others, nor statistics of them, as long as the rules are there; but
# how many rows a table has is told to everybody (pg_class, pg_stat_all_tables), and this one has
# one for each person. That PUBLIC may connect says nothing: it is so for every new database.
_OWNER = """
SELECT CAST(pg_get_userbyid(people.relowner) AS text),
       pg_has_role(people.relowner, 'MEMBER'),
       greatest(people.reltuples, pg_stat_get_live_tuples(people.oid)) > 1,
       EXISTS (
           SELECT FROM pg_database AS here, aclexplode(here.datacl) AS given, pg_roles AS other
           WHERE here.datname = current_database() AND given.privilege_type = 'CONNECT'
                 AND given.grantee <> here.datdba
                 AND other.rolcanlogin AND NOT other.rolsuper
                 AND other.rolname <> current_user AND other.oid <> people.relowner
                 AND pg_has_role(other.oid, given.grantee, 'USAGE')
       ),
       has_schema_privilege(people.relnamespace, 'USAGE')
           AND has_table_privilege(people.oid, 'SELECT')
FROM pg_class AS people
WHERE people.relnamespace = to_regnamespace('copilot_tui') AND people.relname = 'people'
"""
_HAS_WRITTEN = "SELECT EXISTS (SELECT FROM copilot_tui.people)"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose the tables are.

    Attributes:
        owner: the role.
        is_own: whether it is who is connected, or a role of which that is a member.
        is_shared: whether more than one person has written there, as far as the server has
            counted; it forgets that when it has crashed.
        has_written: whether the owner, if that is who is connected, has conversations there, too.
        lets_in_others: whether another ordinary role has been given the right to connect.
    """

    owner: str
    is_own: bool
    has_written: bool
    is_shared: bool
    lets_in_others: bool


def table_owner(connected: Connected, address: DatabaseAddress) -> Ownership | None:
    """Look whose the tables are; None where there are none.

    Args:
        connected: to the database.
        address: for what is said when it breaks off.

    Raises:
        StoreError: the connection has broken off.
    """
    import psycopg

    try:
        row = connected.connection.execute(_OWNER).fetchone()
        if row is None:
            return None
        owner, is_own, is_shared, lets_in_others, may_look = row
        # Of the table the owner sees no row but the own one.
        own = connected.connection.execute(_HAS_WRITTEN).fetchone() if is_own and may_look else None
    except psycopg.Error as error:
        raise refusal(error, address) from error
    return Ownership(
        owner=owner,
        is_own=is_own,
        has_written=own is not None and own[0],
        is_shared=is_shared,
        lets_in_others=lets_in_others,
    )
