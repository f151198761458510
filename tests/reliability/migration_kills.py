"""Processes that are killed while they bring an old file up to date."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from random import Random
from typing import TYPE_CHECKING

from copilot_tui.paths import Paths
from copilot_tui.store.schema import MIGRATIONS
from copilot_tui.store.version_1 import VERSION_1
from tests.promises.outcome import Outcome
from tests.reliability.children import child, start_again
from tests.reliability.kept import Row, damage, opened, unfinished

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MESSAGES = 3_000
CONVERSATIONS = 30
CHARACTERS = 1_500
OVERTIME = 1.05
"""So much later than a whole migration takes is the latest kill."""

MIGRATE = """
import sys
from pathlib import Path
from copilot_tui.store.store import Store
import copilot_tui.store.schema
print("begins", flush=True)
Store(Path(sys.argv[1]), instance_id="killed")
print("done", flush=True)
sys.stdin.read()
"""
_KEPT = {
    "conversations": "id, conversation_id, title, active_leaf, created, updated",
    "messages": "id, conversation, parent, depth, role, created, finished, content",
    "drafts": "conversation, text",
    "prompts": "message, digest",
    "facts": "url, provider, name, value",
}
"""What version 1 knows, by table."""


def run(
    seed: int, count: int, folder: Path, environment: Mapping[str, str] | None = None
) -> Outcome:
    """Kill so many processes.

    Args:
        seed: of the random numbers.
        count: how many to kill.
        folder: an empty one, for the files.
        environment: further variables of the processes.
    """
    random, outcome = Random(seed), Outcome(seed)
    old = folder / "version-1.db"
    _write_version_1(old)
    wanted = _rows(old)
    paths = Paths(config=folder / "migrated", data=folder / "migrated")
    shutil.copy(old, _new(paths))
    longest = _migrate(paths.database, environment or {}, None)
    for number in range(count):
        shutil.copy(old, _new(paths))
        # Most of an opening comes after the migration, so early moments are taken more often.
        _migrate(paths.database, environment or {}, longest * OVERTIME * random.random() ** 2)
        moment = _moment(paths.database)
        faults = start_again(paths.data, environment or {}) or _faults(paths.database, wanted)
        outcome.tried += 1
        outcome.moments[moment] += 1
        outcome.fail(number, faults, moment)
    return outcome


def _new(paths: Paths) -> Path:
    shutil.rmtree(paths.data, ignore_errors=True)
    paths.data.mkdir(parents=True)
    return paths.database


def _migrate(path: Path, environment: Mapping[str, str], kill_after: float | None) -> float:
    """Open a file in a process, and kill it so many seconds later or when it is open.

    Returns:
        How long it ran.
    """
    process = child(
        *("-c", MIGRATE, str(path)),
        environment=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    begun = time.perf_counter()
    if kill_after is None:
        process.stdout.readline()
    else:
        time.sleep(kill_after)
    process.kill()
    ran = time.perf_counter() - begun
    process.communicate()
    return ran


def _moment(path: Path) -> str:
    """How far a migration had come, by the files that it has left."""
    names = [file.name for file in path.parent.iterdir()]
    if any(name.endswith(".unfinished") for name in names):
        return "copying"
    if not any(".before-" in name for name in names):
        return "before the copy"
    looked_at = path.parent / "looked-at"
    shutil.copytree(path.parent, looked_at)
    with opened(looked_at / path.name) as connection:
        version = _version(connection.execute("PRAGMA user_version").fetchone())
    shutil.rmtree(looked_at)
    return "changing" if version == 1 else "done"


def _faults(path: Path, wanted: Mapping[str, list[Row]]) -> list[str]:
    """What is wrong with a file and with the copy from before its migration."""
    try:
        return _differences(path, wanted)
    except sqlite3.DatabaseError as error:
        return [f"the file cannot be read: {error!r}"]


def _differences(path: Path, wanted: Mapping[str, list[Row]]) -> list[str]:
    faults = [*damage(path), *unfinished(path)]
    if (version := _version_of(path)) != len(MIGRATIONS):
        faults.append(f"the file has version {version}")
    if _rows(path) != wanted:
        faults.append("the file does not hold what it held before")
    copies = list(path.parent.glob(f"{path.name}.before-*"))
    if len(copies) != 1 or copies[0].suffix == ".unfinished":
        return [*faults, f"copies from before: {[copy.name for copy in copies]}"]
    faults += damage(copies[0])
    if _version_of(copies[0]) != 1 or _rows(copies[0]) != wanted:
        faults.append("the copy is not what the file was before")
    return faults


def _version_of(path: Path) -> int:
    with opened(path) as connection:
        return _version(connection.execute("PRAGMA user_version").fetchone())


def _version(row: tuple[int]) -> int:
    return row[0]


def _rows(path: Path) -> dict[str, list[Row]]:
    with opened(path) as connection:
        return {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
            for table, columns in _KEPT.items()
        }


def _write_version_1(path: Path) -> None:
    """A file as the program wrote it before it knew version 2."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened(path) as connection:
        connection.execute("BEGIN")
        for statement in VERSION_1:
            connection.execute(statement)
        connection.executemany(
            """
            INSERT INTO conversations (id, conversation_id, title, profile, provider, model,
                active_leaf, created, updated, parameters, system_prompt)
            VALUES (?1, 'uuid-' || ?1, 'Chat ' || ?1, 'g4f', 'Copilot', '', ?2, 1, 1, '{}', '')
            """,
            ((number, number * MESSAGES // CONVERSATIONS) for number in _conversations()),
        )
        connection.executemany(
            """
            INSERT INTO messages (id, conversation, parent, depth, role, status, owner, created,
                finished, content)
            VALUES (?, ?, ?, ?, ?, ?, ?, 1, 1, ?)
            """,
            _messages(),
        )
        connection.execute("INSERT INTO drafts VALUES (1, 1, 'unsent')")
        connection.execute("INSERT INTO prompts VALUES (1, 'digest')")
        connection.execute("INSERT INTO facts VALUES ('http://localhost', 'P', 'threads', 'true')")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _conversations() -> range:
    return range(1, CONVERSATIONS + 1)


def _messages() -> Iterator[tuple[object, ...]]:
    """All messages; the last of each conversation is one that a crash has left."""
    length = MESSAGES // CONVERSATIONS
    for number in range(1, MESSAGES + 1):
        conversation, position = divmod(number - 1, length)
        parent = number - 1 if position else None
        is_last = position == length - 1
        yield (
            *(number, conversation + 1, parent, position + 1),
            "assistant" if position % 2 else "user",
            "streaming" if is_last else "complete",
            "dead" if is_last else None,
            "" if is_last else f"message {number} ".ljust(CHARACTERS, "x"),
        )
