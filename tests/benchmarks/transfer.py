"""Exporting and importing a hundred thousand messages, by the real commands."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.store.store import Store
from copilot_tui.transfer.file_export import ExportFormat, file_export
from copilot_tui.transfer.record import ConversationRecord, MessageRecord, foreign_uid
from copilot_tui.transfer.sources.jsonl import SOURCE
from tests.benchmarks.figure import Figure, Series

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.benchmarks.suite import Extent

MESSAGES, SMOKE_MESSAGES = 100_000, 40
IN_A_CONVERSATION = 20
PAGE_MESSAGES, SMOKE_PAGE_MESSAGES = 1_000, 4
GOAL_MEGABYTES = 100.0
GOAL_LOCKED_SECONDS = 5.0
"""What another copy of the app waits for at most before it says that it cannot write."""

_TEXT = (
    "A sentence with **bold** words, `code` and a [link](https://example.com). " * 4
    + "\n\n```python\ndef answer(question):\n    return len(question)  # a comment\n```\n"
    + "\n- one\n- two\n\nA sentence without anything. " * 3
)


def measure(extent: Extent) -> Iterator[Figure]:
    """Seconds and memory of both ways, and how long others cannot write meanwhile."""
    messages = extent.scaled(MESSAGES, SMOKE_MESSAGES)
    page = extent.scaled(PAGE_MESSAGES, SMOKE_PAGE_MESSAGES)
    all_of_them = _write(extent.folder / "all.jsonl", messages, IN_A_CONVERSATION)
    long_one = _write(extent.folder / "long.jsonl", page, page)
    seconds, megabytes = Series(), Series()
    for number in range(extent.runs):
        home = extent.home(f"home-{number}")
        for name, words in (
            ("import", ["import", str(all_of_them)]),
            ("again", ["import", str(all_of_them)]),
            ("export", ["export", "--all", "--output", str(home / "out.jsonl")]),
            ("texts", ["export", "--all", "--output", str(home / "out.md")]),
            ("long", ["import", str(long_one)]),
            ("page", ["export", "long", "--output", str(home / "out.html")]),
        ):
            took, held = _run(home, words)
            seconds.add(**{name: took})
            megabytes.add(**{name: held})
        seconds.add(locked=_locked(home / "locked.db", all_of_them))
    for name, what in (
        ("import", f"import of {messages:,} messages"),
        ("again", "the same import again"),
        ("export", f"export of {messages:,} messages as JSONL"),
        ("texts", f"export of {messages:,} messages as Markdown"),
        ("page", f"export of {page:,} messages as a page of HTML"),
    ):
        yield Figure(what, seconds[name], "s")
        yield Figure("memory", megabytes[name], "MB", GOAL_MEGABYTES, under=what)
    yield Figure("others cannot write for", seconds["locked"], "s", GOAL_LOCKED_SECONDS)


def _write(path: Path, messages: int, each: int) -> Path:
    """Write a file to import; its only conversation is called long if it has all of them."""
    with file_export(path, ExportFormat.JSONL) as export:
        for number in range(messages // each):
            name = f"{path.stem} {number}"
            export.add(_conversation(name, each))
    return path


def _conversation(name: str, messages: int) -> ConversationRecord:
    chain: list[MessageRecord] = []
    for number in range(messages):
        chain.append(
            MessageRecord(
                uid=foreign_uid("benchmark", "message", f"{name} {number}"),
                parent=chain[-1].uid if chain else None,
                role=Role.ASSISTANT if number % 2 else Role.USER,
                content=f"{number}. {_TEXT}",
                created=float(number),
            )
        )
    uid = foreign_uid("benchmark", "conversation", name)
    return ConversationRecord(uid, name, 1.0, 2.0, tuple(chain), chain[-1].uid)


def _run(home: Path, words: Sequence[str]) -> tuple[float, float]:
    """Seconds and megabytes of a command."""
    environment = {**os.environ, "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    command = [sys.executable, "-m", "copilot_tui", *words]
    silent = os.open(os.devnull, os.O_RDWR)
    began = time.perf_counter()
    try:
        actions = [(os.POSIX_SPAWN_DUP2, silent, stream) for stream in (0, 1, 2)]
        process = os.posix_spawn(sys.executable, command, environment, file_actions=actions)
        _, status, usage = os.wait4(process, 0)
    finally:
        os.close(silent)
    if status:
        raise RuntimeError(f"{' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
    # In kilobytes, but on macOS in bytes.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return time.perf_counter() - began, usage.ru_maxrss / unit


def _locked(path: Path, file: Path) -> float:
    """Seconds for which the conversation file is locked by an import."""
    with Store(path, instance_id="benchmark") as store, store.imports.stage() as stage:
        for record in SOURCE.records(file, lambda skipped: print(skipped, file=sys.stderr)):
            stage.add(record)
        began = time.perf_counter()
        stage.write()
        return time.perf_counter() - began
