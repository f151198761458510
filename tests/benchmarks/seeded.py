"""Home folders with many conversations in them, findable at once.

Filling a file takes up to a minute, so a finished one is kept in the folder for temporary
files and copied. A change of what is written here wants another `CONTENT`.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from copilot_tui.chat.conversation import Role
from copilot_tui.store.messages import prompt_digest
from copilot_tui.store.schema import MIGRATIONS
from copilot_tui.store.store import Store
from tests.benchmarks.delta_server import section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONTENT = 1
"""Goes up with each change of the content of the files."""

FIRST_TIME = 1_760_000_000.0
"""When the oldest message was written, in Unix time; each later one is a second younger."""

_INDEXED_AT_ONCE = 5_000
_WORDS = (
    "trip to oslo regex for dates travel plan budget meeting notes kubernetes helm chart "
    "zürich flight hotel python asyncio tests rust borrow checker tax letter draft name "
    "meaning garden soup recipe birthday poem database index slow query invoice contract"
)


def seed(home: Path, *, conversations: int, messages: int = 2, long: int = 0) -> None:
    """Put a file of conversations where the program looks for it.

    Messages are numbered through, from 1 on; conversation n holds those from
    `(n - 1) * messages + 1` on, questions and answers in turn.

    Args:
        home: a home folder without one.
        conversations: how many; the last one is the newest.
        messages: how many each of them holds.
        long: how many the newest one holds, where that is to be another number.
    """
    newest = long or messages
    cached = cached_file(
        f"{CONTENT}-{conversations}-{messages}-{newest}",
        lambda file: _fill(file, conversations, messages, newest),
    )
    file = database(home)
    file.parent.mkdir(mode=0o700, parents=True)
    shutil.copyfile(cached, file)
    file.chmod(0o600)


def database(home: Path) -> Path:
    """Where the program keeps its conversations."""
    return home / ".local/share/copilot-tui/conversations.db"


def mark(message: int) -> str:
    """A word that stands in this message only, at its end."""
    return f"mark{message:07}"


def text(message: int) -> str:
    """About 600 characters of Markdown."""
    return (
        f"{section(message)}"
        "A last paragraph says once more, in *other words*, what stands above. It goes on for a "
        "line or two, weighs one thing against another, and then comes to a conclusion, as "
        "answers do.\n\n"
        f"The last word is {mark(message)}"
    )


def titles(count: int) -> Iterator[str]:
    """Titles of three to nine words, always the same."""
    choose, known = random.Random(1), _WORDS.split()
    for number in range(1, count + 1):
        words = choose.choices(known, k=choose.randint(3, 9))
        yield f"{' '.join(words).capitalize()} {number}"


def cached_file(name: str, fill: Callable[[Path], None]) -> Path:
    """A file of conversations that takes long to make, and is kept from one run to the next.

    Args:
        name: tells its content; it is made anew for another version of the tables.
        fill: makes the file.
    """
    folder = Path(tempfile.gettempdir(), "copilot-tui-benchmarks")
    folder.mkdir(mode=0o700, exist_ok=True)
    cached = folder / f"{len(MIGRATIONS)}.{name}.db"
    if not cached.exists():
        # Under another name until it is whole: two benchmarks may want it at the same time.
        with tempfile.TemporaryDirectory(dir=folder) as unfinished:
            file = Path(unfinished) / cached.name
            fill(file)
            file.replace(cached)
    return cached


def _fill(file: Path, conversations: int, messages: int, newest: int) -> None:
    Store(file, instance_id="benchmark").close()
    last = (conversations - 1) * messages + newest
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO conversations (conversation_id, title, profile, provider, model,"
            " active_leaf, created, updated, opened, parameters, system_prompt)"
            " VALUES (?, ?, '', '', '', ?, ?4, ?4, ?4, '{}', '')",
            (
                (str(UUID(int=number)), title, leaf or None, FIRST_TIME + leaf + number)
                for number, title in enumerate(titles(conversations), start=1)
                for leaf in [last if number == conversations else number * messages]
            ),
        )
        connection.executemany(
            "INSERT INTO messages"
            " (id, conversation, parent, depth, role, status, created, finished, content)"
            " VALUES (?, ?, ?, ?, ?, 'complete', ?6, ?6, ?)",
            _messages(conversations, messages, newest),
        )
        connection.executemany(
            "INSERT INTO prompts (message, digest) VALUES (?, ?)",
            ((number, prompt_digest(text(number))) for number in _prompts(connection)),
        )
        connection.execute("INSERT INTO search_pending VALUES (1, ?)", [last])
        connection.execute("COMMIT")
    with Store(file, instance_id="benchmark") as store:
        while store.search.backfill(_INDEXED_AT_ONCE):
            pass


def _messages(
    conversations: int, messages: int, newest: int
) -> Iterator[tuple[int, int, int | None, int, Role, float, str]]:
    number = 0
    for conversation in range(1, conversations + 1):
        above = None
        for depth in range(1, 1 + (newest if conversation == conversations else messages)):
            number += 1
            role = Role.USER if depth % 2 else Role.ASSISTANT
            time = FIRST_TIME + number
            yield number, conversation, above, depth, role, time, text(number)
            above = number


def _prompts(connection: sqlite3.Connection) -> Iterator[int]:
    for (number,) in connection.execute("SELECT id FROM messages WHERE role = 'user'"):
        yield number
