"""A connection is made as libpq makes it, with the password from wherever it is."""

from __future__ import annotations

import socket
import sys
import threading
import time
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
import pytest

from copilot_tui.config.database_address import database_address
from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.extras import how_to_add
from copilot_tui.store.postgres import connecting
from copilot_tui.store.postgres.connecting import Connected, connect, is_local
from copilot_tui.store.postgres.refusals import refusal
from tests.postgres_installation import HOST, free_port
from tests.store.postgres.strict_server import (
    BOB,
    CARELESS,
    PASSWORD,
    SHUT,
    StrictServer,
    version_of,
    ways,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VARIABLE = {"COPILOT_TUI_DATABASE_PASSWORD": PASSWORD}
pytestmark = pytest.mark.usefixtures("nothing_of_libpq")
NEEDLE = "Xs3cr3t"


@contextmanager
def connected(url: str, *, cmd: str = "", **environ: str) -> Iterator[Connected]:
    """A connection for a while."""
    made = connect(*ways(url, cmd=cmd, **environ))
    with made.connection:
        assert version_of(made.connection) >= 130_000
        yield made


def refused(url: str, *, cmd: str = "", **environ: str) -> StoreError:
    """Why there is no connection; nothing secret is in it, nor in its traceback."""
    with pytest.raises(StoreError) as caught:
        connect(*ways(url, cmd=cmd, **environ))
    assert NEEDLE not in "".join(traceback.format_exception(caught.value))
    assert caught.value.what.endswith(".")
    assert caught.value.todo.endswith((".", "'", " postgres"))  # Or a command.
    return caught.value


@contextmanager
def answering(answer: Callable[[socket.socket], object]) -> Iterator[int]:
    """The port of a server that is none."""
    with socket.create_server((HOST, 0)) as server:

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    answer(client)

        thread = threading.Thread(target=serve)
        thread.start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_the_password_is_in_the_address(strict: StrictServer) -> None:
    with connected(strict.url(f"{BOB}:{quote(PASSWORD, safe='')}")) as made:
        assert made.connection.info.user == BOB


def test_the_password_is_in_our_variable(strict: StrictServer) -> None:
    with connected(strict.url(), **VARIABLE) as made:
        assert made.connection.info.dbname == strict.name


def test_the_password_is_in_the_variable_of_libpq(
    strict: StrictServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with connected(strict.url()):
        pass


def test_the_password_is_in_the_file_of_libpq(
    strict: StrictServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pgpass"
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    file.write_text(f"{HOST}:*:*:{BOB}:{escaped}\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    with connected(strict.url()):
        pass


def printing(tmp_path: Path, word: str) -> str:
    """A command that notes that it ran, and prints a word."""
    file = tmp_path / "printed"
    file.write_text(f"{word}\n", encoding="utf-8")
    return f"echo run >> '{tmp_path}/runs'; cat '{file}'"


def runs(tmp_path: Path) -> int:
    """How often the command ran."""
    file = tmp_path / "runs"
    return len(file.read_text().splitlines()) if file.exists() else 0


def test_a_command_prints_it_once_for_all_connections(strict: StrictServer, tmp_path: Path) -> None:
    address, password = ways(strict.url(), cmd=printing(tmp_path, PASSWORD))
    for _ in range(2):
        connect(address, password).connection.close()

    assert runs(tmp_path) == 1


def test_a_command_goes_before_what_libpq_has_that_is_wrong(
    strict: StrictServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "wrong")
    with connected(strict.url(), cmd=printing(tmp_path, PASSWORD)):
        assert runs(tmp_path) == 1


def test_no_command_runs_where_the_server_asks_for_nothing(
    strict: StrictServer, tmp_path: Path
) -> None:
    url = f"postgresql://{BOB}@/{strict.name}?host={strict.server.folder}"
    with connected(f"{url}&port={strict.server.port}", cmd=printing(tmp_path, "x")) as made:
        assert made.is_local
        assert not made.is_encrypted
    assert runs(tmp_path) == 0


def test_no_command_runs_where_no_server_answers(tmp_path: Path) -> None:
    refused(f"postgresql://{HOST}:{free_port()}/c", cmd=printing(tmp_path, "x"))

    assert runs(tmp_path) == 0


def test_a_password_that_was_refused_is_asked_for_anew(
    strict: StrictServer, tmp_path: Path
) -> None:
    address, password = ways(strict.url(), cmd=printing(tmp_path, "wrong"))
    with pytest.raises(StoreError, match="refuses the password"):
        connect(address, password)
    printing(tmp_path, PASSWORD)
    connect(address, password).connection.close()

    assert runs(tmp_path) == 2


def test_a_command_that_fails_says_why_there_is_no_password(strict: StrictServer) -> None:
    error = refused(strict.url(), cmd=f"echo {NEEDLE} >&2; exit 7")

    assert error.what == "The database_password_cmd ended with code 7."


def test_the_clock_is_looked_at_in_one_round_trip(
    strict: StrictServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    execute = psycopg.Connection.execute

    def counted(self: psycopg.Connection, query: str, *rest: object) -> object:
        asked.append(query)
        return execute(self, query, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(psycopg.Connection, "execute", counted)
    made = connect(*ways(strict.url(), **VARIABLE))
    assert len(asked) == 1
    with made.connection as connection:
        assert connection.autocommit
        row = connection.execute("SELECT current_setting('application_name')").fetchone()
        assert row == ("copilot-tui",)
        assert connection.info.get_parameters()["keepalives_idle"] == "15"
        assert connection.info.encoding == "utf-8"


def test_what_the_address_says_goes_before_what_we_would(strict: StrictServer) -> None:
    url = strict.url(application_name="mine", keepalives_idle="7", options="-c%20geqo%3Doff")
    with connected(url, **VARIABLE) as made:
        assert made.connection.info.get_parameters()["keepalives_idle"] == "7"
        told = made.connection.execute(
            "SELECT current_setting('application_name'), current_setting('geqo')"
        ).fetchone()
        assert told == ("mine", "off")


def test_a_service_file_names_the_server(
    strict: StrictServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "services.conf"
    file.write_text(f"[work]\nhost={HOST}\nport={strict.server.port}\ndbname={strict.name}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    with connected(f"postgresql://{BOB}@/?service=work", **VARIABLE) as made:
        assert made.connection.info.dbname == strict.name
        assert made.is_local


def test_of_several_hosts_one_that_cannot_be_written_to_is_passed_by(
    strict: StrictServer,
) -> None:
    place = f"{HOST}:{strict.server.port}"
    parameters = "options=-c%20default_transaction_read_only%3Don"
    with connected(f"postgresql://{BOB}@{place}/{strict.name}?{parameters}", **VARIABLE):
        pass
    error = refused(f"postgresql://{BOB}@{place},{place}/{strict.name}?{parameters}", **VARIABLE)

    assert isinstance(error, StoreUnreachable)
    assert error.what.startswith("None of the servers at ")


def test_the_second_host_answers_where_the_first_does_not(strict: StrictServer) -> None:
    places = f"{HOST}:{free_port()},{HOST}:{strict.server.port}"
    with connected(f"postgresql://{BOB}@{places}/{strict.name}", **VARIABLE) as made:
        assert made.connection.info.port == strict.server.port


@pytest.mark.parametrize(
    ("mode", "is_encrypted"), [("disable", False), ("prefer", True), ("require", True)]
)
def test_a_connection_is_encrypted_as_the_mode_says(
    strict: StrictServer, mode: str, is_encrypted: bool
) -> None:
    with connected(strict.url(sslmode=mode), **VARIABLE) as made:
        assert made.is_encrypted is is_encrypted


def test_a_certificate_is_checked_and_that_of_a_stranger_refused(strict: StrictServer) -> None:
    url = strict.url(sslmode="verify-full", sslrootcert=str(strict.certificate))
    with connected(url, **VARIABLE) as made:
        assert made.is_encrypted

    stranger = strict.url(sslmode="verify-full", sslrootcert=str(strict.stranger))
    assert "signed by nobody who is trusted here" in refused(stranger, **VARIABLE).what


def test_a_certificate_of_another_host_is_refused(strict: StrictServer) -> None:
    url = strict.url(sslmode="verify-full", sslrootcert=str(strict.certificate), hostaddr=HOST)
    error = refused(url.replace(f"@{HOST}", "@another.example"), **VARIABLE)

    assert error.what.startswith("The certificate of postgresql://bob@another.example")
    assert error.what.endswith("is that of another host.")


@pytest.mark.parametrize(
    ("url", "what"),
    [
        (lambda strict: strict.url(), "asks for a password, and there is none"),
        (lambda strict: strict.url("bob:wrong"), "refuses the password, or does not know"),
        (lambda strict: strict.url("nobody:x"), "refuses the password, or does not know"),
        (lambda strict: strict.url(f"{BOB}:wrong", name="none"), "refuses the password"),
        (lambda strict: strict.url(SHUT), '(pg_hba.conf) refuse the user "shut" from here'),
        (lambda strict: strict.url(CARELESS, sslmode="disable"), 'refuse the user "careless"'),
        (lambda strict: strict.url(options="-c%20nonsense%3D1"), "asks for a password"),
        (lambda strict: strict.url(sslmode="verify-full", sslrootcert="/none"), "A certificate or"),
        (lambda _: "postgresql://?service=nonsense", "The service that the address"),
        (lambda _: "postgresql:///c?host=/nowhere", "Nothing answers at"),
    ],
)
def test_what_keeps_us_out_is_said_in_a_sentence(
    strict: StrictServer, url: Callable[[StrictServer], str], what: str
) -> None:
    assert what in refused(url(strict)).what


@pytest.mark.parametrize(
    ("host", "url", "tried"),
    [
        ("{folder}", "postgresql://", "socket {folder}/.s.PGSQL.{port}, user ann"),
        ("{folder}", "postgresql://eve@/c", "socket {folder}/.s.PGSQL.{port}"),
        (HOST, "postgresql://", f"host {HOST}, port {{port}}, user ann"),
    ],
)
def test_what_the_address_leaves_to_libpq_is_named_where_nothing_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, url: str, tried: str
) -> None:
    port = str(free_port())
    for name, value in (
        ("PGHOST", host.format(folder=tmp_path)),
        *(("PGPORT", port), ("PGUSER", "ann"), ("PGPASSWORD", PASSWORD)),
    ):
        monkeypatch.setenv(name, value)
    error = refused(url)

    assert error.what == f"Nothing answers at {url} ({tried.format(folder=tmp_path, port=port)})."
    assert error.todo == (
        "Start the server, or name its host in the address: postgresql://user@host/database."
    )


@pytest.mark.parametrize(
    ("host", "tried"),
    [
        ("", "the usual socket, port 5432, user ann"),
        ("/run/there", "sockets in /run/there, port 5432, user ann"),
        ("db.example", "host db.example, port 5432, user ann"),
    ],
)
def test_where_libpq_does_not_say_what_it_has_tried_its_defaults_are_named(
    monkeypatch: pytest.MonkeyPatch, host: str, tried: str
) -> None:
    monkeypatch.setenv("PGUSER", "ann")
    if host:
        monkeypatch.setenv("PGHOST", host)
    late = psycopg.OperationalError("connection timeout expired")

    error = refusal(late, database_address("postgresql://"))
    assert error.what == f"The database at postgresql:// ({tried}) did not answer in time."
    named = refusal(late, database_address("postgresql://db.example.org/c"))
    assert "(" not in named.what


@pytest.mark.parametrize(
    ("parameters", "what"),
    [
        ({"name": "none"}, 'There is no database "none"'),
        ({"name": "closed"}, "may not connect to"),
        ({"options": "-c%20nonsense%3D1"}, "refuses a setting that it is asked for"),
        ({"options": "-z"}, "refuses a setting that it is asked for"),
        ({"target_session_attrs": "standby"}, "only reads (target_session_attrs=standby), and"),
    ],
)
def test_what_is_missing_behind_the_door_is_said_in_a_sentence(
    strict: StrictServer, parameters: dict[str, str], what: str
) -> None:
    strict.execute("DROP DATABASE IF EXISTS closed")
    strict.execute("CREATE DATABASE closed")
    strict.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")

    assert what in refused(strict.url(**parameters), **VARIABLE).what


def test_a_role_that_does_not_exist_is_named_where_no_password_is_asked(
    strict: StrictServer,
) -> None:
    place = f"host={strict.server.folder}&port={strict.server.port}"

    assert 'does not know the user "yara".' in refused(f"postgresql://yara@/c?{place}").what


def test_a_user_that_the_address_leaves_to_libpq_is_named_with_how_to_name_another(
    strict: StrictServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGUSER", "yara")
    error = refused(f"postgresql:///c?host={strict.server.folder}&port={strict.server.port}")

    assert 'does not know the user "yara", whose name is not from the address.' in error.what
    assert "name the user in the address: postgresql://user@host/database" in error.todo


def test_no_connection_left_is_said_and_may_pass(strict: StrictServer) -> None:
    strict.execute(f"ALTER ROLE {BOB} CONNECTION LIMIT 0")
    try:
        error = refused(strict.url(), **VARIABLE)
    finally:
        strict.execute(f"ALTER ROLE {BOB} CONNECTION LIMIT -1")

    assert isinstance(error, StoreUnreachable)
    assert 'has no connection left for the user "bob"' in error.what
    assert "ALTER ROLE" in error.todo


def test_the_limit_of_a_database_is_not_taken_for_that_of_the_server(strict: StrictServer) -> None:
    strict.execute("DROP DATABASE IF EXISTS narrow_door")
    strict.execute("CREATE DATABASE narrow_door CONNECTION LIMIT 0")
    error = refused(strict.url(name="narrow_door"), **VARIABLE)

    assert isinstance(error, StoreUnreachable)
    assert "ALTER DATABASE" in error.todo


def test_a_server_that_was_stopped_is_unreachable_until_it_is_back(strict: StrictServer) -> None:
    address, password = ways(strict.url(), **VARIABLE)
    made = connect(address, password)
    strict.server.stop()
    try:
        with pytest.raises(psycopg.OperationalError) as broken:
            made.connection.execute("SELECT 1")
        error = refused(strict.url(), **VARIABLE)
    finally:
        strict.server.start()

    assert isinstance(refusal(broken.value, address), StoreUnreachable)
    assert isinstance(error, StoreUnreachable)
    assert error.what == f"Nothing answers at {address.shown}."
    connect(address, password).connection.close()


def test_a_server_that_is_killed_in_the_middle_is_unreachable(strict: StrictServer) -> None:
    address, password = ways(strict.url(), **VARIABLE)
    made = connect(address, password)
    strict.server.kill()
    try:
        with pytest.raises(psycopg.OperationalError) as broken:
            made.connection.execute("SELECT 1")
    finally:
        strict.server.start()

    assert isinstance(refusal(broken.value, address), StoreUnreachable)


def test_a_connection_that_cannot_be_used_is_closed(
    strict: StrictServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, password = ways(strict.url(), **VARIABLE)
    monkeypatch.setattr(connecting, "_CLOCK", "SELECT nonsense()")
    with pytest.raises(StoreError, match="could not be connected to"):
        connect(address, password)

    with strict.server.connect() as connection:
        count = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
        end = time.monotonic() + 30
        while connection.execute(count, [BOB]).fetchone() != (0,):
            assert time.monotonic() < end


def test_a_connection_that_is_ended_at_once_is_said(
    strict: StrictServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = psycopg.Connection.execute
    made: list[psycopg.Connection] = []

    def ended(self: psycopg.Connection, query: str, *rest: object) -> object:
        if not made:
            made.append(self)
            strict.execute(f"SELECT pg_terminate_backend({self.info.backend_pid}, 5000)")
        return execute(self, query, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(psycopg.Connection, "execute", ended)
    error = refused(strict.url(), **VARIABLE)

    assert isinstance(error, StoreUnreachable)


@pytest.mark.parametrize(
    "answer",
    [
        lambda client: client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        lambda client: client.sendall(b"SSH-2.0-x\r\n"),
    ],
    ids=["http", "ssh"],
)
def test_what_is_no_postgresql_is_named_so(answer: Callable[[socket.socket], None]) -> None:
    with answering(answer) as port:
        error = refused(f"postgresql://{HOST}:{port}/c")

    assert "is not PostgreSQL" in error.what


@pytest.mark.parametrize(
    ("text", "what", "todo"),
    [
        ("[other]\nhost=h\n", "needs cannot be found.", "Correct its name, or add it to"),
        (None, "needs cannot be found.", "or the file that PGSERVICEFILE names."),
        ("[work]\nnonsense\n", "has a mistake in it.", "Correct it: a service is a line [NAME]"),
        ("[work]\nservice=a\n", "has a mistake in it.", "Correct it: a service is a line [NAME]"),
    ],
)
def test_a_service_that_is_wrong_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, what: str, todo: str
) -> None:
    file = tmp_path / "services.conf"
    if text is not None:
        file.write_text(text)
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    error = refused("postgresql://?service=work")

    assert "the address postgresql://?service=work needs" in error.what
    assert error.what.endswith(what)
    assert todo in error.todo
    assert "psycopg" not in error.todo


def test_a_host_that_cannot_be_found_may_be_found_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    error = refused("postgresql://nowhere.invalid/c")

    assert isinstance(error, StoreUnreachable)
    assert error.what == "The host of postgresql://nowhere.invalid/c cannot be found."


def test_a_server_that_hangs_up_at_once_is_unreachable() -> None:
    with answering(lambda _: None) as port:
        error = refused(f"postgresql://{HOST}:{port}/c")

    assert isinstance(error, StoreUnreachable)
    assert "broke off" in error.what


@pytest.mark.slow
def test_a_server_that_says_nothing_is_given_up() -> None:
    given_up = threading.Event()
    with answering(lambda _: given_up.wait(30)) as port:
        error = refused(f"postgresql://{HOST}:{port}/c?connect_timeout=2")
        given_up.set()

    assert isinstance(error, StoreUnreachable)
    assert "did not answer in time" in error.what


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_an_hour_off_is_measured(strict: StrictServer, hours: int) -> None:
    made = connect(*ways(strict.url(), **VARIABLE), clock=lambda: time.time() + hours * 3600)
    made.connection.close()

    assert made.clock_ahead == pytest.approx(hours * 3600, abs=60)


def test_a_clock_that_agrees_is_not_ahead_however_long_the_way_took(strict: StrictServer) -> None:
    looks = iter([time.time() - 900, time.time() + 900])
    made = connect(*ways(strict.url(), **VARIABLE), clock=lambda: next(looks))
    made.connection.close()

    assert made.clock_ahead == 0


@pytest.mark.parametrize(
    ("host", "address", "expected"),
    [
        ("/run/postgresql", "", True),
        ("@abstract", "", True),
        ("", "", True),
        ("localhost", "127.0.0.1", True),
        ("localhost", "::1", True),
        ("db.example.org", "127.0.0.8", True),
        ("db.example.org", "192.0.2.7", False),
        ("fe80::1%eth0", "fe80::1%eth0", False),
        ("localhost", "192.0.2.7", False),
        ("db.example.org", "", False),
        ("db.example.org", "nonsense", False),
    ],
)
def test_nobody_is_on_the_way_to_a_socket_and_to_loopback(
    host: str, address: str, expected: bool
) -> None:
    assert is_local(host, address) is expected


def test_without_the_extra_it_is_said_how_to_add_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = refused(f"postgresql://{HOST}/c")

    assert "need the package psycopg" in error.what
    assert error.todo == "Add it with: " + how_to_add("'psycopg[binary]'", "postgres")


def test_words_of_a_server_in_another_language_are_shown_as_they_came() -> None:
    words = f'connection failed: connection to server at "{HOST}", port 5 failed: FATAL:  Datenbank'
    error = refusal(psycopg.OperationalError(f"{words} gibt's nicht"), ways("postgresql://h/d")[0])

    assert error.what == "The database at postgresql://h/d could not be connected to."
    assert error.detail == "FATAL: Datenbank gibt's nicht"
