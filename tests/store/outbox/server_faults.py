"""A server that refuses what is written, with a code of the test's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from copilot_tui.store.postgres.version_1 import SCHEMA
from tests.postgres_server import SUPERUSER

if TYPE_CHECKING:
    from tests.postgres_server import Place


class Refusals:
    """Refuses what is done with the rows of a table, the next so many times.

    Args:
        place: the database; nobody else uses it.
        table: of the store.
        at_commit: whether only the end of the transaction is refused.
        when: what is done with a row.
        only: a condition for the row.
    """

    def __init__(
        self,
        place: Place,
        table: str,
        *,
        at_commit: bool = False,
        when: str = "INSERT",
        only: str = "TRUE",
    ) -> None:
        self._place = place
        self._prepare()
        kind = "CONSTRAINT TRIGGER refuse AFTER" if at_commit else "TRIGGER refuse BEFORE"
        deferred = "DEFERRABLE INITIALLY DEFERRED" if at_commit else ""
        self._trigger = f"""
            CREATE {kind} {when} ON {SCHEMA}.{{table}} {deferred}
            FOR EACH ROW WHEN ({only}) EXECUTE FUNCTION public.refuse();
            """
        self.also(table)

    def also(self, table: str) -> None:
        """Refuse the same of another table."""
        self._execute(self._trigger.format(table=table))

    def _prepare(self) -> None:
        # A sequence goes on whatever becomes of the transaction.
        self._execute(
            """
            CREATE SEQUENCE public.refused;
            GRANT USAGE ON SEQUENCE public.refused TO PUBLIC;
            CREATE TABLE public.refusal (code text, times bigint);
            GRANT SELECT ON public.refusal TO PUBLIC;
            INSERT INTO public.refusal VALUES ('40001', 0);
            CREATE FUNCTION public.refuse_next() RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('public.refused') <= (SELECT times FROM public.refusal) THEN
                    EXECUTE format('DO %L', format('BEGIN RAISE EXCEPTION USING ERRCODE = %L; END',
                        (SELECT code FROM public.refusal)));
                END IF;
            END $$;
            CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM public.refuse_next();
                RETURN NEW;
            END $$;
            """
        )

    def next(self, code: str, times: int) -> None:
        """Refuse the next `times` ones with an SQLSTATE."""
        self._execute(
            f"UPDATE public.refusal SET code = '{code}', times = {times};"
            " ALTER SEQUENCE public.refused RESTART"
        )

    @property
    def tries(self) -> int:
        """How many there were since `next`."""
        with self._connection() as connection:
            row = connection.execute("SELECT last_value, is_called FROM public.refused").fetchone()
        assert row is not None
        return int(row[0]) if row[1] else 0

    def _execute(self, statements: str) -> None:
        with self._connection() as connection:
            connection.execute(statements.encode())

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(self._place.as_role(SUPERUSER).url, autocommit=True)


class TableRefusals(Refusals):
    """Refuses the making of a table, the next so many times.

    Args:
        place: the database; nobody else uses it.
        table: with its schema.
    """

    def __init__(self, place: Place, table: str) -> None:
        self._place = place
        self._prepare()
        self._execute(self._when_made(table, "public.refuse_next()"))

    def _when_made(self, table: str, done: str) -> str:
        return f"""
        CREATE FUNCTION public.made() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM pg_event_trigger_ddl_commands() WHERE object_identity = '{table}'
            ) THEN
                PERFORM {done};
            END IF;
        END $$;
        CREATE EVENT TRIGGER made ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
        EXECUTE FUNCTION public.made();
        """


class TemporaryRefusals(TableRefusals):
    """Refuses the rows that are added to a temporary table of a later connection.

    Args:
        place: the database; nobody else uses it.
        table: its name.
    """

    def __init__(self, place: Place, table: str) -> None:
        super().__init__(place, f"pg_temp.{table}")

    def _when_made(self, table: str, done: str) -> str:
        watch = f"""
        CREATE FUNCTION public.watch() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            CREATE TRIGGER refuse BEFORE INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION public.refuse();
        END $$;
        """
        return watch + super()._when_made(table, "public.watch()")


class ReadRefusals:
    """Refuses each statement that reads a table, the first time that a connection sends it.

    As a server does that follows another one, when what is read is changed there.

    Args:
        place: the database; nobody else uses it.
        table: of the store, with rows in it.
    """

    def __init__(self, place: Place, table: str) -> None:
        self._place = place
        # A lock of the session is kept whatever becomes of the transaction, and may be taken in
        # one that only reads.
        with self._connection() as connection:
            connection.execute(
                f"""
                CREATE FUNCTION public.refuse_first() RETURNS boolean LANGUAGE plpgsql AS $$
                DECLARE statement integer := hashtext(current_query());
                BEGIN
                    IF NOT EXISTS (
                        SELECT 1 FROM pg_locks WHERE locktype = 'advisory'
                        AND pid = pg_backend_pid() AND objid = statement::oid
                    ) THEN
                        PERFORM pg_advisory_lock_shared(1, statement);
                        RAISE EXCEPTION USING ERRCODE = '40001';
                    END IF;
                    RETURN TRUE;
                END $$;
                CREATE POLICY refuse ON {SCHEMA}.{table} AS RESTRICTIVE FOR SELECT
                USING (public.refuse_first())
                """.encode()
            )

    @property
    def refused(self) -> int:
        """How many statements were refused to those who are connected."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            ).fetchone()
        assert row is not None
        return int(row[0])

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(self._place.as_role(SUPERUSER).url, autocommit=True)
