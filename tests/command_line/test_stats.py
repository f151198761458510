"""`copilot-tui stats`."""

from __future__ import annotations

import json
import subprocess
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from copilot_tui.cli import main
from tests.command_line.running import PROGRAM, data, environ, run, said
from tests.ui.preparing import add_conversation

DAY = 86_400.0
REPLIES = {"replies", "words_read", "endings", "speed"}
SUMS = {"sent", "words_written", *REPLIES}


@pytest.fixture
def used(home: Path) -> Path:
    """A conversation of today, one of ten days ago and one of a year ago."""
    for days in (0, 10, 365):
        moment = partial(float, time.time() - days * DAY)
        add_conversation(data(home), "Talk", [("two words", "now three words")], clock=moment)
    return home


def sent(capsys: pytest.CaptureFixture[str], *arguments: str) -> int:
    """How many messages the statistics count."""
    totals = json.loads(said(capsys, "stats", "--json", *arguments))["totals"]
    assert isinstance(totals["sent"], int)
    return totals["sent"]


def test_a_period_is_chosen_by_days_by_a_date_or_is_all(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today = date.today()

    assert sent(capsys) == 2
    assert sent(capsys, "--days", "7") == 1
    assert sent(capsys, "--days", "36500") == 3
    assert sent(capsys, "--all") == 3
    assert sent(capsys, "--since", f"{today:%Y-%m-%d}") == 1
    assert sent(capsys, "--since", f"{today - timedelta(days=12):%Y-%m-%d}") == 2
    assert sent(capsys, "--since", "1900-01-01") == 3
    assert sent(capsys, "--since", "Today") == 1
    assert sent(capsys, "--since", "yesterday") == 1
    assert sent(capsys, "--since", "9d") == 1
    assert sent(capsys, "--since", "10 days ago") == 2
    assert sent(capsys, "--since", "1 week") == 1
    assert sent(capsys, "--since", "2 weeks") == 2
    assert sent(capsys, "--since", "99999 weeks") == 3


def test_a_day_that_is_none_is_told_with_what_will_do(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stats", "--since", "last year"]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert '"last year" is no day; write 2026-01-31, today, yesterday, 7d or "2 weeks".' in told


def test_the_lines_are_as_wide_as_columns_says(
    used: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for columns, most in (("40", 40), ("0", 80), ("many", 80), ("1", 40)):
        monkeypatch.setenv("COLUMNS", columns)
        lines = said(capsys, "stats").splitlines()
        assert 20 < max(map(len, lines)) <= most, columns


def test_rows_begin_with_the_first_day_of_use(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moment = partial(float, time.time() - 2 * DAY)
    add_conversation(data(home), "Talk", [("two words", "now three words")], clock=moment)
    rows = said(capsys, "stats").split("\nBy day\n")[1].split("\n\n")[0].splitlines()

    assert len(rows) == 1 + 3


def test_the_object_has_all_that_a_script_needs(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(said(capsys, "stats", "--json", "--days", "14"))
    today = date.today()

    assert list(found) == [
        *("from", "to", "undated", "totals", "days", "hours", "models", "providers", "profiles"),
    ]
    assert (found["from"], found["to"]) == (str(today - timedelta(days=13)), str(today))
    assert found["totals"] == {
        "sent": 2,
        "replies": 2,
        "words_written": 4,
        "words_read": 6,
        "endings": {"complete": 2, "stopped": 0, "interrupted": 0, "failed": 0},
        "speed": {"median": None, "ninetieth": None},
    }
    assert [day["date"] for day in found["days"]] == [
        str(today - timedelta(days=back)) for back in range(13, -1, -1)
    ]
    assert all(day.keys() == {"date", *SUMS} for day in found["days"])
    assert (len(found["hours"]), sum(found["hours"])) == (24, 2)
    (provider,) = found["providers"]
    # What was sent belongs to no provider, and 0 would say that nothing was.
    assert provider.keys() == {"name", "share", *REPLIES}
    assert (provider["name"], provider["share"], provider["replies"]) == ("Copilot", 1, 2)


def test_without_json_it_is_a_table_with_bars(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = said(capsys, "stats")

    assert "Messages sent  2\n" in printed
    assert "████████████" in printed
    assert max(map(len, printed.splitlines())) <= 80
    assert "\x1b" not in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ("--days", "0"),
        ("--days", "-1"),
        ("--days", "many"),
        ("--days", "99999999999999999999"),
        ("--since", "tomorrow"),
        ("--since", "7x"),
        ("--since", ""),
        ("--since", "2026-02-30"),
        ("--since", "9999-01-01"),
        ("--days", "3", "--all"),
        ("--all", "--since", "2026-01-01"),
        ("week",),
    ],
)
def test_nonsense_is_one_sentence_and_status_two(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert said(capsys, "stats", *arguments, status=2) == ""


def test_where_there_are_no_conversations_it_says_so_and_makes_none(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "\nNothing yet. Once you have sent a message, " in said(capsys, "stats")
    assert sent(capsys, "--all") == 0
    assert list(home.iterdir()) == []


def test_a_file_that_is_none_is_told(home: Path) -> None:
    data(home).mkdir(parents=True)
    (data(home) / "conversations.db").mkdir()
    result = run(home, "stats")

    assert (result.returncode, result.stdout) == (4, "")
    assert "\ncopilot-tui: " in result.stderr
    assert "Traceback" not in result.stderr


def test_a_closed_pipe_ends_it_quietly(used: Path) -> None:
    command = subprocess.Popen(
        [*PROGRAM, "stats", "--all"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ(used),
    )
    assert command.stdout is not None
    command.stdout.close()
    _, errors = command.communicate(timeout=50)

    assert (command.returncode, errors) == (141, b"")
