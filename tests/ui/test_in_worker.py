"""Work in workers, and that all of the program's work gets there in the same way."""

from __future__ import annotations

import ast
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from textual.app import App
from textual.worker import WorkerCancelled, WorkerFailed

import copilot_tui
from copilot_tui.ui.in_worker import in_worker

PACKAGE = Path(copilot_tui.__file__).parent
THE_ONE_PLACE = PACKAGE / "ui" / "in_worker.py"


class Notes:
    """Writes down what is done."""

    def __init__(self) -> None:
        self.written: list[str] = []

    async def write(self, text: str = "done") -> None:
        self.written.append(text)


@pytest.mark.parametrize(
    "work",
    [
        lambda notes: notes.write,
        lambda notes: partial(notes.write, "done"),
        lambda notes: lambda: notes.write("done"),
    ],
    ids=["method", "partial", "function that returns what is awaited"],
)
async def test_work_is_called_and_awaited(
    work: Callable[[Notes], Callable[[], Awaitable[None]]],
) -> None:
    notes = Notes()
    app = App[None]()
    async with app.run_test():
        await in_worker(app, work(notes), group="notes").wait()

    assert notes.written == ["done"]


async def test_work_is_not_called_when_its_worker_is_cancelled_before_it_has_begun() -> None:
    called = []

    def work() -> Awaitable[None]:
        called.append(True)
        return notes.write()

    notes = Notes()
    app = App[None]()
    async with app.run_test():
        worker = in_worker(app, work, group="notes")
        worker.cancel()
        with pytest.raises(WorkerCancelled):
            await worker.wait()

    assert (called, notes.written) == ([], [])


async def test_exclusive_work_takes_the_place_of_other_work_of_its_group_only() -> None:
    notes = Notes()
    app = App[None]()
    async with app.run_test():
        in_worker(app, partial(notes.write, "first"), group="notes")
        other = in_worker(app, partial(notes.write, "other"), group="others")
        second = in_worker(app, partial(notes.write, "second"), group="notes", exclusive=True)
        await other.wait()
        await second.wait()

    assert sorted(notes.written) == ["other", "second"]


async def test_a_worker_is_known_by_its_group_and_not_by_what_its_work_was_given() -> None:
    app = App[None]()
    async with app.run_test():
        worker = in_worker(app, partial(Notes().write, "a whole reply"), group="notes")
        await worker.wait()

    assert (worker.name, worker.group, worker.description) == ("notes", "notes", "notes")


async def test_the_app_goes_on_when_work_fails() -> None:
    async def work() -> None:
        raise ValueError

    app = App[None]()
    async with app.run_test():
        with pytest.raises(WorkerFailed):
            await in_worker(app, work, group="notes").wait()
        assert app.is_running


def named(node: ast.AST) -> str:
    """The name that an expression ends with, such as "run_worker" for `self.app.run_worker`."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Call(func=function):
            return f"{named(function)}()"
    return ""


def handed_over(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the name of all work that is given to workers, where it was made there."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        made = {
            named(target): named(assignment.value)
            for assignment in ast.walk(function)
            if isinstance(assignment, ast.Assign)
            for target in assignment.targets
        }
        for call in ast.walk(function):
            if isinstance(call, ast.Call):
                names = [named(call.func), *map(named, call.args)]
                # Behind the node; it may be called later, by another function that gets it.
                if "in_worker" in names:
                    work = names[names.index("in_worker") + 2]
                    yield call.lineno, made.get(work, work)


def places(source: str) -> tuple[list[int], list[int]]:
    """The lines that run workers by themselves, and those that hand over what is begun."""
    tree = ast.parse(source)
    others = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "run_worker"
    ]
    begun = {
        line for line, work in handed_over(tree) if work.endswith("()") and work != "partial()"
    }
    return others, sorted(begun)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("self.run_worker(self._work())", ([3], [])),
        ("self.call_later(self.run_worker, self._work())", ([3], [])),
        ("in_worker(self, self._work(), group='')", ([], [3])),
        ("self.call_later(in_worker, self, self._work())", ([], [3])),
        ("in_worker(self, given, group='')", ([], [3])),
        ("in_worker(self, partial(self._work, 1), group='')", ([], [])),
        ("in_worker(self, self._work, group='')", ([], [])),
        ("in_worker(self, wanted, group='')", ([], [])),
    ],
)
def test_the_probe_sees_a_coroutine_that_is_handed_over(
    line: str, found: tuple[list[int], list[int]]
) -> None:
    assert places(f"def do(self, wanted):\n    given = self._work()\n    {line}") == found


def test_no_worker_is_given_a_coroutine_which_nobody_would_await_if_it_never_began() -> None:
    found = {
        str(path.relative_to(PACKAGE)): places(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
        if path != THE_ONE_PLACE
    }
    assert {name: lines for name, lines in found.items() if any(lines)} == {}
    # What it looks for is still called like that.
    assert places(THE_ONE_PLACE.read_text(encoding="utf-8"))[0]
    sources = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    assert any(list(handed_over(ast.parse(source))) for source in sources)
