"""The log: what may stand in it, and the file that it is written to."""

from __future__ import annotations

import inspect
import os
import re
import sqlite3
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.errors import ConfigError, ReplyFailed, StoreError
from copilot_tui.log import Field, Log, host_of, word
from copilot_tui.log_writer import LogWriter

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET = "sk-SECRET-c0ffee"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \d+ [a-z.]+( [a-z_]+=\S+)*")


class Kept(Log):
    """A log in memory."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Mapping[str, Field]]] = []

    def write(self, event: str, fields: Mapping[str, Field]) -> None:
        self.events.append((event, fields))


def lines_of(path: Path) -> list[str]:
    return path.read_text().splitlines()


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_of_an_error_only_class_and_code_are_told() -> None:
    log = Kept()
    failure = StoreError(f"{SECRET} could not be kept.", detail=SECRET)
    failure.__cause__ = OSError(28, SECRET)

    log.store_failed(failure)
    log.asked(
        url=f"https://user:{SECRET}@example.com:8443/v1?key={SECRET}",
        path=f"providers/{SECRET}",
        status=500,
        seconds=0.5,
        error=ReplyFailed(SECRET),
    )

    assert SECRET not in repr(log.events)
    assert log.events == [
        ("store.failed", {"error": "StoreError", "cause": "OSError", "code": "ENOSPC"}),
        (
            "asked",
            {
                "host": "example.com:8443",
                "path": "providers",
                "status": 500,
                "seconds": 0.5,
                "error": "ReplyFailed",
            },
        ),
    ]


def test_what_sqlite_reports_is_told_by_its_code(tmp_path: Path) -> None:
    log = Kept()
    failure = StoreError("It is no database.")
    (tmp_path / "file").write_bytes(b"no database" * 200)
    with pytest.raises(sqlite3.DatabaseError) as raised:
        sqlite3.connect(tmp_path / "file").execute("SELECT * FROM sqlite_master")
    failure.__cause__ = raised.value

    log.store_failed(failure)

    assert log.events[0][1]["code"] == "SQLITE_NOTADB"


@given(st.text())
def test_no_name_can_become_more_than_one_short_word(name: str) -> None:
    assert re.fullmatch(r"[\x21-\x7e]{1,64}", word(name))
    assert "=" not in word(name)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://localhost:1337/v1", "localhost:1337"),
        ("https://me:secret@[::1]:8080/v1?key=secret", "[::1]:8080"),
        ("http://[broken", ""),
    ],
)
def test_of_an_address_only_the_host_is_told(url: str, host: str) -> None:
    assert host_of(url) == host


def test_no_method_of_the_log_takes_a_text_or_a_key() -> None:
    taken = {
        name
        for _, method in inspect.getmembers(Log, inspect.isfunction)
        for name in inspect.signature(method).parameters
    }
    figures = {"status", "seconds", "first_seconds", "deltas", "characters"}
    words = {"version", "python", "terminal", "plain", "profile", "profiles", "path", "end"}

    assert taken == figures | words | {"self", "url", "error", "event", "fields"}


def test_every_event_is_one_line_that_only_the_owner_can_read(tmp_path: Path) -> None:
    file = tmp_path / "run.log"
    log = LogWriter(file)
    log.started(
        version="1", python="3", terminal="x\nforged quit", plain=False, profiles=("a b", "c/d")
    )
    log.quit(0)
    log.close()

    first, last = lines_of(file)
    assert LINE.fullmatch(first)
    assert "terminal=x?forged?quit plain=false profiles=a?b/c?d" in first
    assert last.endswith(" quit status=0")
    assert mode_of(file) == 0o600


def test_a_file_that_was_there_is_written_on_and_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "run.log"
    file.write_text("before\n")
    file.chmod(0o644)
    LogWriter(file).quit(0)

    assert lines_of(file)[0] == "before"
    assert len(lines_of(file)) == 2
    assert mode_of(file) == 0o600


def test_a_full_log_is_put_aside_once_and_never_grows_on(tmp_path: Path) -> None:
    file, old = tmp_path / "run.log", tmp_path / "run.log.old"
    one, other = LogWriter(file, largest=1000), LogWriter(file, largest=1000)
    for _ in range(100):
        one.quit(0)
        other.quit(1)

    assert {entry.name for entry in tmp_path.iterdir()} == {"run.log", "run.log.old"}
    assert file.stat().st_size <= 1000
    assert old.stat().st_size <= 1000
    assert mode_of(file) == mode_of(old) == 0o600
    assert all(map(LINE.fullmatch, lines_of(file) + lines_of(old)))


def test_a_log_that_another_program_put_aside_is_not_put_aside_again(tmp_path: Path) -> None:
    file = tmp_path / "run.log"
    one, other = LogWriter(file, largest=400), LogWriter(file, largest=400)
    while not (tmp_path / "run.log.old").exists():
        one.quit(7)
    kept = (tmp_path / "run.log.old").read_text()
    other.quit(8)

    assert [line[-8:] for line in lines_of(file)] == ["status=7", "status=8"]
    assert (tmp_path / "run.log.old").read_text() == kept


def test_many_threads_write_whole_lines(tmp_path: Path) -> None:
    log = LogWriter(tmp_path / "run.log")

    def write() -> None:
        for _ in range(50):
            log.quit(0)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(lines_of(tmp_path / "run.log")) == 200
    assert all(map(LINE.fullmatch, lines_of(tmp_path / "run.log")))


def test_a_disk_that_takes_no_more_costs_nothing_but_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = LogWriter(tmp_path / "run.log")

    def full(descriptor: int, line: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    log.quit(0)

    assert lines_of(tmp_path / "run.log") == []


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "target").touch()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    os.mkfifo(tmp_path / "pipe")
    reasons = {
        tmp_path: "Is a directory",
        tmp_path / "none" / "run.log": "No such file or directory",
        tmp_path / "link": "it is a link",
        tmp_path / "pipe": "it is no file",
        Path("/dev/null"): "it is no file",
        Path("~nobody-of-that-name/run.log"): "there is no such home folder",
    }
    for path, reason in reasons.items():
        with pytest.raises(ConfigError, match=f"cannot be written: {reason}") as raised:
            LogWriter(path)
        assert "--log" in raised.value.todo
    assert (tmp_path / "target").stat().st_size == 0
