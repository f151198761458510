"""Looking at a PostgreSQL database: the way to it and the rights there, in words."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
import pytest
from psycopg.rows import dict_row

from copilot_tui.doctor import server_database
from copilot_tui.doctor.finding import Finding, Verdict
from copilot_tui.doctor.server_database import look_at_server_database
from copilot_tui.store.postgres.connecting import connect
from copilot_tui.store.postgres.examination import NEWEST
from copilot_tui.store.postgres.schema import migrate
from tests.postgres_installation import HOST, free_port
from tests.store.postgres.strict_server import BOB, PASSWORD, StrictServer, setting

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")

ENVIRON = {"PATH": os.environ["PATH"], "COPILOT_TUI_DATABASE_PASSWORD": PASSWORD}
READER = "reader"


def found(url: str, **environ: str) -> list[Finding]:
    """All that is found; a password is nowhere in it."""
    findings = look_at_server_database(setting(url), {**ENVIRON, **environ})
    assert PASSWORD not in repr(findings)
    assert all(each.todo for each in findings if each.verdict is Verdict.FAULT)
    return list(findings)


def only(findings: Sequence[Finding], check: str) -> Finding:
    """The finding of this check."""
    (one,) = (finding for finding in findings if finding.check == check)
    return one


def test_a_database_that_is_as_it_should_be_has_no_hint(strict: StrictServer) -> None:
    findings = found(strict.url(sslmode="verify-full", sslrootcert=str(strict.certificate)))

    assert {finding.verdict for finding in findings} == {Verdict.OK}
    assert only(findings, "database").what.startswith(
        f"postgresql://bob@{HOST}:{strict.server.port}/{strict.name} answers: PostgreSQL 1"
    )
    assert only(findings, "rights").what == (
        "No conversations yet; the first start makes the tables."
    )


def test_a_server_that_does_not_answer_is_a_fault_with_what_to_do() -> None:
    (finding,) = found(f"postgresql://{HOST}:{free_port()}/c")

    assert finding.verdict is Verdict.FAULT
    assert "Nothing answers at" in finding.what
    assert "Start the server" in finding.todo


def test_a_wrong_password_is_a_fault(strict: StrictServer) -> None:
    (finding,) = found(strict.url(), COPILOT_TUI_DATABASE_PASSWORD="wrong")

    assert finding.verdict is Verdict.FAULT
    assert "refuses the password" in finding.what


def test_a_password_in_the_file_is_a_hint(strict: StrictServer) -> None:
    database = replace(
        setting(strict.url(f"{BOB}:{quote(PASSWORD, safe='')}")), source="config.toml:1"
    )
    finding = only(look_at_server_database(database, ENVIRON), "password")

    assert finding.verdict is Verdict.HINT
    assert finding.what == "The password of the database stands in config.toml:1."


def test_a_superuser_is_told_that_nothing_keeps_it_from_the_texts_of_others(
    strict: StrictServer,
) -> None:
    place = f"host={strict.server.folder}&port={strict.server.port}"
    finding = only(found(f"postgresql://superuser@/{strict.name}?{place}"), "person")

    assert finding.verdict is Verdict.HINT
    assert "superuser is a superuser: only this program keeps it from" in finding.what


def test_somebody_who_may_not_make_the_tables_is_told_who_has_to(strict: StrictServer) -> None:
    strict.execute("CREATE DATABASE others")
    finding = only(found(strict.url(name="others")), "rights")

    assert finding.verdict is Verdict.FAULT
    assert finding.what == "There are no tables yet, and bob may not make them."
    assert finding.todo == "Have the owner of the database start this program once."


def test_a_server_that_takes_no_writes_is_a_fault(strict: StrictServer) -> None:
    finding = only(found(strict.url(options="-c%20default_transaction_read_only%3Don")), "writing")

    assert finding.verdict is Verdict.FAULT
    assert "read-only" in finding.what


def test_tls_that_checks_nobody_is_a_hint_and_none_at_all_a_fault(
    strict: StrictServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def elsewhere(*arguments: object) -> object:
        return replace(connect(*arguments), is_local=False)  # type: ignore[arg-type]

    monkeypatch.setattr(server_database, "connect", elsewhere)
    unchecked = only(found(strict.url(sslmode="require")), "way")
    checked = only(
        found(strict.url(sslmode="verify-full", sslrootcert=str(strict.certificate))), "way"
    )
    plain = only(found(strict.url(sslmode="disable")), "way")

    assert [each.verdict for each in (unchecked, checked, plain)] == [
        Verdict.HINT,
        Verdict.OK,
        Verdict.FAULT,
    ]
    assert "sslmode=verify-full" in unchecked.todo
    assert "sslmode=verify-full" in plain.todo


def test_a_clock_that_is_off_is_a_hint(
    strict: StrictServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = partial(connect, clock=lambda: 0.0)
    monkeypatch.setattr(server_database, "connect", late)
    finding = only(found(strict.url()), "clock")

    assert finding.verdict is Verdict.HINT
    assert "hours behind that of the database" in finding.what


def test_the_tables_as_the_program_makes_them_are_all_that_is_needed(strict: StrictServer) -> None:
    strict.server.add_role("zoe", PASSWORD)
    address = f"{strict.url()}?password={quote(PASSWORD, safe='')}"
    with psycopg.connect(address, autocommit=True, row_factory=dict_row) as connection:
        migrate(connection)
        of_owner = found(strict.url())
        of_another = found(strict.url("zoe"))
        connection.execute("DROP SCHEMA copilot_tui CASCADE")

    for findings in (of_owner, of_another):
        assert only(findings, "rights").verdict is Verdict.OK
        assert only(findings, "format").what == f"Version {NEWEST}."
