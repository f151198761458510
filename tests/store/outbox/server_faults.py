"""A server that refuses what is written, with a code of the test's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from copilot_tui.store.postgres.version_1 import SCHEMA
from tests.postgres_server import SUPERUSER

if TYPE_CHECKING:
    from tests.postgres_server import Place


class Refusals:
    """Refuses the rows that are added to a table, the next so many times.

    Args:
        place: the database; nobody else uses it.
        table: of the store.
        at_commit: whether only the end of the transaction is refused.
    """

    def __init__(self, place: Place, table: str, *, at_commit: bool = False) -> None:
        self._place = place
        kind = "CONSTRAINT TRIGGER refuse AFTER" if at_commit else "TRIGGER refuse BEFORE"
        deferred = "DEFERRABLE INITIALLY DEFERRED" if at_commit else ""
        # A sequence goes on whatever becomes of the transaction.
        self._execute(
            f"""
            CREATE SEQUENCE public.refused;
            GRANT USAGE ON SEQUENCE public.refused TO PUBLIC;
            CREATE TABLE public.refusal (code text, times bigint);
            GRANT SELECT ON public.refusal TO PUBLIC;
            INSERT INTO public.refusal VALUES ('40001', 0);
            CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('public.refused') <= (SELECT times FROM public.refusal) THEN
                    EXECUTE format('DO %L', format('BEGIN RAISE EXCEPTION USING ERRCODE = %L; END',
                        (SELECT code FROM public.refusal)));
                END IF;
                RETURN NEW;
            END $$;
            CREATE {kind} INSERT ON {SCHEMA}.{table} {deferred}
            FOR EACH ROW EXECUTE FUNCTION public.refuse();
            """
        )

    def next(self, code: str, times: int) -> None:
        """Refuse the next `times` rows with an SQLSTATE."""
        self._execute(
            f"UPDATE public.refusal SET code = '{code}', times = {times};"
            " ALTER SEQUENCE public.refused RESTART"
        )

    @property
    def tries(self) -> int:
        """How many rows were to be added since `next`."""
        with self._connection() as connection:
            row = connection.execute("SELECT last_value, is_called FROM public.refused").fetchone()
        assert row is not None
        return int(row[0]) if row[1] else 0

    def _execute(self, statements: str) -> None:
        with self._connection() as connection:
            connection.execute(statements.encode())

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(self._place.as_role(SUPERUSER).url, autocommit=True)
