"""The runner of the promises."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from tests.promises.__main__ import Tried, lines, main
from tests.promises.outcome import Outcome
from tests.promises.suite import PROMISES, Promise

if TYPE_CHECKING:
    from pathlib import Path


def promise(module: str) -> Promise:
    return Promise("mine", "something", module, soak=200, usual=3)


def run(seed: int, count: int, folder: Path) -> Outcome:
    """Keeps the promise, but not every thirteenth time."""
    outcome = Outcome(seed, tried=count)
    for number in range(12, count, 13):
        outcome.fail(number, ["it was late"], "sending")
    return outcome


@pytest.fixture(autouse=True)
def mine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.promises.__main__.PROMISES", (promise(__name__),))
    monkeypatch.setattr("tests.promises.__main__.NAMES", ("mine",))


@pytest.mark.parametrize(
    ("flags", "tried", "failures"),
    [([], 3, 0), (["--smoke"], 1, 0), (["--soak"], 200, 15), (["--count", "14"], 14, 1)],
)
def test_a_promise_is_tried_as_often_as_is_asked_for_and_a_broken_one_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    flags: list[str],
    tried: int,
    failures: int,
) -> None:
    monkeypatch.setattr("sys.argv", ["promises", "--seed", "7", *flags])
    assert main() == (1 if failures else 0)
    printed = capsys.readouterr().out
    assert printed.splitlines()[1].split() == ["mine", str(tried), str(failures), "0", "7"]
    assert printed.count("seed 7, try 12, sending: it was late") == (1 if failures else 0)


def test_the_table_holds_what_was_measured() -> None:
    outcome = Outcome(7, tried=2)
    outcome.moments["sending"] += 2
    outcome.measure("ms", 3.0)
    outcome.measure("ms", 2.0)
    outcome.count("late")
    shown = lines(Tried(promise(""), outcome, 1.0)).splitlines()
    assert [line.strip() for line in shown[1:]] == ["sending 2", "ms: at most 3", "late: 1"]


def test_each_promise_can_be_tried() -> None:
    for one in PROMISES:
        assert callable(import_module(one.module).run), one.name
        assert one.soak >= one.usual >= 1, one.name
