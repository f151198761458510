"""What libpq and a server say is taken for what it means."""

from __future__ import annotations

import psycopg
import pytest

from copilot_tui.config.database_address import database_address
from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.store.postgres.refusals import refusal

AT = 'connection failed: connection to server at "192.0.2.7", port 5432 failed: '
HOST_OF = 'for host "192.0.2.9", user "ann", database "c"'


def said(words: str, url: str = "postgresql://ann@db/c") -> StoreError:
    return refusal(psycopg.OperationalError(words), database_address(url))


@pytest.mark.parametrize(
    ("rule", "what", "todo"),
    [
        (f"pg_hba.conf rejects connection {HOST_OF}, no encryption", "refuse the user", "sslmode"),
        (f"pg_hba.conf rejects connection {HOST_OF}, SSL off", "refuse the user", "sslmode"),
        (f"pg_hba.conf rejects connection {HOST_OF}, SSL encryption", "refuse the user", "another"),
        (f"no pg_hba.conf entry {HOST_OF}, no encryption", "without encryption", "sslmode"),
        (f"no pg_hba.conf entry {HOST_OF}, SSL encryption", "by that name", "a line in pg_hba"),
    ],
)
def test_a_rule_that_refuses_is_told_from_one_that_is_missing(
    rule: str, what: str, todo: str
) -> None:
    error = said(f"{AT}FATAL:  {rule}")

    assert what in error.what
    assert todo in error.todo


def test_who_was_refused_with_encryption_too_is_not_told_to_encrypt() -> None:
    rule = f"FATAL:  pg_hba.conf rejects connection {HOST_OF}, "
    error = said(f"{AT}{rule}SSL encryption\n{AT}{rule}no encryption")

    assert 'refuse the user "ann" from here' in error.what
    assert "sslmode" not in error.todo


@pytest.mark.parametrize("words", ["session is not read-only", "server is not in hot standby mode"])
def test_a_server_that_only_reads_is_not_waited_for(words: str) -> None:
    error = said(f"{AT}{words}", "postgresql://ann@db/c?target_session_attrs=read-only")

    assert not isinstance(error, StoreUnreachable)
    assert "(target_session_attrs=read-only), and this program has to write." in error.what
    assert "(target_session_attrs)" in said(f"{AT}{words}").what  # From the environment.


@pytest.mark.parametrize("words", ["session is read-only", "server is in hot standby mode"])
def test_one_that_can_be_written_to_may_come_back(words: str) -> None:
    error = said(f"{AT}{words}")

    assert isinstance(error, StoreUnreachable)
    assert error.what.startswith("None of the servers at ")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (f'{AT}FATAL:  unrecognized configuration parameter "foo"', "The server at "),
        (f'{AT}FATAL:  invalid value for parameter "work_mem": "x"', "The server at "),
        ('invalid connection option "foo"', "that the libpq installed here refuses."),
    ],
)
def test_what_the_server_refuses_is_not_put_down_to_libpq(words: str, what: str) -> None:
    error = said(words)

    assert what in error.what
    assert ("libpq" in error.what) == ("psycopg" in error.todo)
    assert error.detail in " ".join(words.split())


def test_the_name_of_a_user_cannot_break_a_line_nor_a_sentence() -> None:
    error = said(f'{AT}FATAL:  role "{{place}}\x1b\n" does not exist')

    assert 'the user "{place}' in error.what
    assert error.what.isprintable()
