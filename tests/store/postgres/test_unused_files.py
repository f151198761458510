"""What libpq would write over the screen is found out before, and told as a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.doctor.finding import Verdict
from copilot_tui.doctor.server_database import look_at_server_database
from copilot_tui.errors import StoreError
from copilot_tui.paths import Paths
from copilot_tui.store.instance import start_for_server
from copilot_tui.store.postgres.connecting import Connected, connect
from copilot_tui.store.postgres.reaching import ServerReach
from tests.postgres_installation import HOST
from tests.store.postgres.strict_server import BOB, PASSWORD, StrictServer, setting, ways

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.notice import StoreNotice
    from tests.postgres_server import Place

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")

WAYS = ("variable", "home", "address", "service", "service of the address")


@pytest.fixture
def open_file(tmp_path: Path) -> Path:
    """A password file that others may read."""
    file = tmp_path / ".pgpass"
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    file.write_text(f"{HOST}:*:*:{BOB}:{escaped}\n", encoding="utf-8")
    file.chmod(0o640)
    return file


@pytest.fixture
def named(request: pytest.FixtureRequest, open_file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is to stand behind the "?" of an address so that libpq comes upon the file."""
    way, folder = request.param, open_file.parent
    services = folder / ".pg_service.conf"
    services.write_text(f"[other]\npassfile=none\n# of ours\n[ours]\npassfile={open_file}\n")
    monkeypatch.setenv("HOME", str(folder))
    if way == "home":
        monkeypatch.delenv("PGPASSFILE")
    if way == "variable":
        monkeypatch.setenv("PGPASSFILE", str(open_file))
    if way == "service":
        monkeypatch.setenv("PGSERVICE", "ours")
    if way == "address":
        return f"?passfile={open_file}"
    return "?service=ours" if way == "service of the address" else ""


def connected(url: str, capfd: pytest.CaptureFixture[str], **environ: str) -> Connected:
    """A connection, in the making of which nothing was written to the terminal."""
    made = connect(*ways(url, **environ))
    made.connection.close()
    assert capfd.readouterr() == ("", "")
    return made


@pytest.mark.parametrize("named", WAYS, indirect=True)
def test_a_password_file_that_others_can_read_is_not_used_and_told_once(
    empty_database: Place, named: str, open_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    [unused] = connected(empty_database.url + named, capfd).unused

    assert unused.what == (
        f"The password file {open_file} can be read by others, so it is not used."
    )
    assert unused.todo == f"Close it: chmod 600 {open_file}"


@pytest.mark.parametrize("named", WAYS, indirect=True)
def test_one_that_is_closed_is_used(
    strict: StrictServer, named: str, open_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    open_file.chmod(0o600)

    assert connected(strict.url() + named, capfd).unused == ()


@pytest.mark.parametrize("named", WAYS, indirect=True)
def test_nobody_needs_to_know_of_it_where_there_is_a_password(
    strict: StrictServer, named: str, capfd: pytest.CaptureFixture[str]
) -> None:
    made = connected(strict.url() + named, capfd, COPILOT_TUI_DATABASE_PASSWORD=PASSWORD)

    assert made.unused == ()


def test_a_password_file_that_is_a_folder_is_told(
    empty_database: Place,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(tmp_path))
    [unused] = connected(empty_database.url, capfd).unused

    assert unused.what == f"The password file {tmp_path} is no plain file, so it is not used."
    assert unused.todo == "Name another one in PGPASSFILE, or unset it."


def test_a_file_for_the_keys_of_tls_that_cannot_be_written_is_told(
    strict: StrictServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    if psycopg.pq.version() < 180_000:
        pytest.skip("This libpq knows no such file.")
    url = strict.url(sslmode="require", sslkeylogfile=str(tmp_path))
    [unused] = connected(url, capfd, COPILOT_TUI_DATABASE_PASSWORD=PASSWORD).unused

    assert unused.what.startswith(f"The file {tmp_path} cannot be written")
    kept = tmp_path / "keys"
    url = strict.url(sslmode="require", sslkeylogfile=str(kept))
    assert connected(url, capfd, COPILOT_TUI_DATABASE_PASSWORD=PASSWORD).unused == ()
    assert kept.read_text()


@pytest.mark.parametrize("named", WAYS, indirect=True)
def test_where_the_password_is_missing_the_file_is_the_reason(
    strict: StrictServer, named: str, open_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StoreError) as caught:
        connect(*ways(strict.url() + named))

    assert capfd.readouterr() == ("", "")
    assert caught.value.what.endswith("asks for a password, and there is none.")
    assert "can be read by others, so it is not used" in caught.value.detail
    assert caught.value.todo == f"Close it: chmod 600 {open_file}"


@pytest.mark.parametrize("named", ["variable"], indirect=True)
def test_the_app_and_the_doctor_say_it(
    empty_database: Place, named: str, open_file: Path, tmp_path: Path
) -> None:
    database = setting(empty_database.url + named)
    told: list[StoreNotice] = []
    paths = Paths(config=tmp_path, data=tmp_path / "data")
    reach = ServerReach(database, paths, {}, told.append)
    for _ in range(2):
        started = start_for_server(reach.folder)
        with reach.open(started):
            pass
        started.instance.close()
    findings = look_at_server_database(database, {})

    [notice] = told
    assert notice.is_error
    assert notice.text.endswith(f"so it is not used. Close it: chmod 600 {open_file}")
    [finding] = (each for each in findings if each.check == "passfile")
    assert finding.verdict is Verdict.HINT
    assert finding.todo == "Close it: chmod 600 ~/.pgpass"
