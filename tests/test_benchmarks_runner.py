"""That the runner of the benchmarks tells what went wrong, and judges only what can be judged."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from copilot_tui.terminal.descendants import descendants_of
from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks.figure import Figure, table
from tests.benchmarks.options import announced
from tests.benchmarks.program import NothingSeen
from tests.benchmarks.suite import BENCHMARKS, Extent, measure

FIGURE = Figure("a thing", [1.0], "ms", goal=0.5)


def disk_full() -> None:
    raise OSError(28, "No space left on device", "/somewhere/home")


def nothing_seen() -> None:
    raise NothingSeen("no 'essage' on this screen:\n┌──┐\n└──┘")


def ctrl_c() -> None:
    raise KeyboardInterrupt


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs `startup`, which does something else, and `idle`, which measures `FIGURE`."""

    def running(*flags: str, startup: Callable[[], None]) -> int:
        def measured(name: str, extent: Extent) -> Iterator[Figure]:
            if name == "startup":
                startup()
            yield FIGURE

        monkeypatch.setattr(benchmarks, "measure", measured)
        monkeypatch.setattr(sys, "argv", ["benchmarks", "startup", "idle", *flags])
        return benchmarks.main()

    return running


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (disk_full, "/somewhere/home: No space left on device"),
        (nothing_seen, "NothingSeen: no 'essage' on this screen"),
    ],
)
def test_a_benchmark_that_fails_is_told_in_one_line_and_the_others_run_on(
    happens: Callable[[], None],
    told: str,
    run: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("--json", startup=happens) == 1

    said = capsys.readouterr()
    first, failed, second = said.err.splitlines()
    assert (first.partition(":")[0], second.partition(":")[0]) == ("startup", "idle")
    assert failed == f"startup failed: {told}"
    report = json.loads(said.out)
    assert [*report["figures"]] == ["idle"]
    assert report["failed"]["startup"]["reason"] == told
    assert f"in {happens.__name__}" in report["failed"]["startup"]["traceback"]


def test_ctrl_c_ends_it_with_one_word(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(startup=ctrl_c) == 130

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[1:] == ["interrupted"]


@pytest.mark.parametrize("runs", ["0", "-1", "some"])
def test_less_than_one_run_is_a_mistake_of_usage(
    runs: str, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--runs", runs, startup=ctrl_c)

    assert ended.value.code == 2
    wanted = f"argument --runs: a whole number from 1 on is wanted, not {runs}"
    assert wanted in capsys.readouterr().err


def test_a_folder_for_temporary_files_that_is_none_is_told_before_anything_is_measured(
    tmp_path: Path,
    run: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    missing = tmp_path / "missing"
    monkeypatch.setenv("TMPDIR", str(missing))

    assert run(startup=ctrl_c) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        f"nothing can be written into TMPDIR, {missing} (No such file or directory);"
        " set another one\n"
    )


def test_a_smoke_test_says_that_its_figures_mean_nothing(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--smoke", startup=lambda: None) == 0
    assert capsys.readouterr().out.splitlines()[0] == benchmarks.SMOKE

    assert run("--smoke", "--json", startup=lambda: None) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["note"], report["smoke"], report["runs"]) == (benchmarks.SMOKE, True, 1)


@pytest.mark.parametrize(("smoke", "goal"), [(True, None), (False, 0.5)])
def test_only_the_full_work_is_judged_by_the_goals(
    smoke: bool, goal: float | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.benchmarks.idle.measure", lambda _: [FIGURE])

    (figure,) = measure("idle", Extent(1, smoke, tmp_path))

    assert figure.goal == goal
    assert bool(figure.verdict) is not smoke


def test_the_report_says_how_often_and_on_what_it_was_measured(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--json", "--runs", "3", startup=lambda: None) == 0

    report = json.loads(capsys.readouterr().out)
    assert (report["smoke"], report["runs"]) == (False, 3)
    assert all(report["machine"][key] for key in ("date", "cpu", "memory GB", "system", "kernel"))


def test_a_single_sample_has_no_spread_and_a_note_stands_in_brackets() -> None:
    several = Figure("several", [1.0, 2.0, 4.0], "ms")
    single = Figure("ratio", [3.0], "x", goal=2, note="of a kind", under="several")

    _, first, second = (line.split() for line in table([several, single]).splitlines())

    assert first == ["several", "2", "1", "4", "3", "ms"]
    assert second == ["ratio", "3", "1", "x", "<=", "2", "MISSED", "(of", "a", "kind)"]
    assert single.as_json()["name"] == "ratio: several"


def test_large_files_are_announced_with_their_room_and_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    said = announced("search")

    assert f"2.1 GB kept in {tmp_path / 'copilot-tui-benchmarks'}" in said
    assert f"2.2 GB in {tmp_path} until it ends" in said


def test_the_help_and_the_readme_tell_the_same_of_what_each_benchmark_takes(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run("--help", startup=ctrl_c)

    rows = capsys.readouterr().out.partition("what each of them takes")[2].splitlines()
    told = {line.split()[0]: line.split()[1:] for line in rows[2:] if line.startswith("  ")}
    readme = Path(__file__).with_name("benchmarks").joinpath("README.md").read_text()
    cells = [line.replace("`", "").split("|")[1:-1] for line in readme.splitlines() if "|" in line]
    written = {row[0].strip(): " ".join(row[1:]).split() for row in cells}
    assert told.keys() == BENCHMARKS.keys()
    assert {name: written.get(name) for name in told} == told


def has_started(process: int, module: str) -> bool:
    """Whether one of the descendants of a process runs this module (Linux)."""
    for one in descendants_of(process):
        with suppress(OSError):  # It has ended meanwhile.
            if module in Path(f"/proc/{one.number}/cmdline").read_text():
                return True
    return False


@pytest.fixture
def _heeded() -> Iterator[None]:
    """What a shell has started in the background ignores ctrl+c, and so do its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("_heeded")
@pytest.mark.parametrize(
    ("number", "code", "last"), [(signal.SIGINT, 130, ["interrupted"]), (signal.SIGTERM, 143, [])]
)
def test_nothing_is_left_of_a_run_that_is_ended(
    number: signal.Signals, code: int, last: list[str], tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks", "--smoke", "idle"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        deadline = time.monotonic() + 30
        # By now a server and a program have run. The second one runs, too: Python would let a
        # signal pass that comes while it forks.
        while not has_started(process.pid, "tests.benchmarks.floors.blank"):
            assert time.monotonic() < deadline
            assert process.poll() is None
            select.select([], [], [], 0.01)
        # As a terminal does at ctrl+c, to the whole group.
        os.killpg(process.pid, number)
        said = process.stderr.read()
    assert said.splitlines() == ["idle …", *last]
    assert process.returncode == code
    assert [path.name for path in tmp_path.iterdir()] == ["copilot-tui-benchmarks"]
