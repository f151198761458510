"""The real program in a terminal, killed in the middle of everything that is done in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from tests.benchmarks.program import NothingSeen
from tests.e2e.chatting import data
from tests.promises.outcome import Outcome
from tests.reliability.children import start_again
from tests.reliability.doomed import Death, kill_at_start, kill_within, start
from tests.reliability.kept import copy_of, damage, opened, unfinished
from tests.reliability.scripts import Script, names, scripts
from tests.reliability.stamped_server import Running, Sent, order_in, running

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

KILLS_IN_A_HOME = 10
PROMISED_SECONDS = 0.3
"""A reply on disk is short by at most so much of its text."""

EARLY = 0.1
"""So many of the kills come while the program starts."""

SHORT = "ms that a reply was short by"
LATE = "ms that the machine was late by"
UNKEPT = "words that were shown and not kept"
ALLOWED = "replies short by more than 300 ms, but by no more than the machine was late"


@dataclass(frozen=True, slots=True)
class _Row:
    """A message in the file."""

    id: int
    role: str
    status: str
    content: str


def run(
    seed: int, count: int, folder: Path, environment: Mapping[str, str] | None = None
) -> Outcome:
    """Kill the program so many times.

    Args:
        seed: of the random numbers.
        count: how many times.
        folder: an empty one, for homes.
        environment: further variables of the program.
    """
    outcome = Outcome(seed)
    with running() as server:
        kills = _Kills(Random(seed), server, outcome, environment or {})
        for number in range(count):
            if number % KILLS_IN_A_HOME == 0:
                kills.move_to(folder / f"home{number}")
            moment, faults = kills.kill()
            outcome.tried += 1
            outcome.moments[moment] += 1
            outcome.fail(number, faults, moment)
    return outcome


class _Kills:
    """Kills the program again and again, and looks at its file each time."""

    def __init__(
        self, random: Random, server: Running, outcome: Outcome, environment: Mapping[str, str]
    ) -> None:
        self._random = random
        self._server = server
        self._outcome = outcome
        self._environment = environment
        self._scripts: Mapping[str, Callable[[], Script]] = {}
        self._sent = 0

    def move_to(self, home: Path) -> None:
        """Go on with an empty home."""
        home.mkdir(parents=True)
        self._home = home
        self._kept: dict[int, _Row] = {}
        self._scripts = scripts(names())

    def kill(self) -> tuple[str, list[str]]:
        """Start the program, do something in it and kill it.

        Returns:
            What was being done, and what was wrong afterwards.
        """
        moment = self._random.choice(list(self._scripts))
        share = self._random.random()
        early = self._random.random() < EARLY
        with start(self._server.url, self._home, self._environment) as program:
            try:
                if early:
                    death = kill_at_start(program, share)
                else:
                    death = kill_within(program, self._scripts[moment](), share)
            except NothingSeen as error:
                return moment, [str(error)]
        return "starting" if early else moment, self._faults(death)

    def _faults(self, death: Death) -> list[str]:
        """Start the program again, and look whether all is there that has to be."""
        folder = data(self._home)
        database = folder / "conversations.db"
        faults = []
        if database.exists():
            faults = damage(copy_of(database, self._home / "seen"))
        faults += start_again(folder, self._environment)
        faults += [*damage(database), *unfinished(database)]
        rows, drafts = _read(database)
        faults += [
            f"message {row.id} was {row.content[:40]!r} before, and is so no more"
            for row in self._kept.values()
            if rows.get(row.id) != row
        ]
        self._kept = rows
        sent = self._server.sent()
        new, self._sent = sent[self._sent :], len(sent)
        faults += _question_faults(list(rows.values()), drafts, new, death)
        for one in new:
            faults += self._reply_faults(one, list(rows.values()), death)
        return faults

    def _reply_faults(self, sent: Sent, rows: Sequence[_Row], death: Death) -> list[str]:
        """What is wrong with a reply in the file, by what the server has sent of it."""
        order = order_in(sent.question)
        assert order is not None
        replies = [row for row in rows if row.role == "assistant" and sent.name in row.content]
        if len(replies) > 1:
            return [f"the reply {sent.name} is there {len(replies)} times"]
        content = replies[0].content if replies else ""
        if not order.text().startswith(content):
            return [f"the reply {sent.name} is not what was sent: {content[-60:]!r}"]
        kept = content.count(sent.name)
        allowed = PROMISED_SECONDS + death.late
        self._outcome.measure(LATE, death.late * 1e3)
        faults = []
        unkept = death.words_shown(sent.name) - kept
        self._outcome.measure(UNKEPT, unkept)
        if unkept > allowed * order.rate:
            faults.append(f"{unkept} words of {sent.name} were shown, and are not there")
        if replies and replies[0].status == "stopped":
            return faults
        missing = [stamp for stamp in sent.stamps[kept:] if stamp < death.time]
        short = death.time - missing[0] if missing else 0.0
        self._outcome.measure(SHORT, short * 1e3)
        if short > allowed:
            late = f"the machine was late by {death.late * 1e3:.0f} ms"
            faults.append(f"the reply {sent.name} is short by {short * 1e3:.0f} ms; {late}")
        elif short > PROMISED_SECONDS:
            self._outcome.count(ALLOWED)
        return faults


def _question_faults(
    rows: Sequence[_Row], drafts: Sequence[str], sent: Sequence[Sent], death: Death
) -> list[str]:
    """What is wrong with the messages that were shown as sent, or came to the server."""
    kept = Counter(
        order.name
        for row in rows
        if row.role == "user" and (order := order_in(row.content)) is not None
    )
    faults = [f"{name} is there {times} times" for name, times in kept.items() if times > 1]
    faults += [f"{one.name} was asked, and is not there" for one in sent if one.name not in kept]
    # What waited for its turn is a draft after the next start.
    return faults + [
        f"{name} was shown as sent, and is not there"
        for name in death.shown_as_sent() - kept.keys()
        if not any(f"say {name}" in draft for draft in drafts)
    ]


def _read(database: Path) -> tuple[dict[int, _Row], list[str]]:
    """All messages by id, and all drafts."""
    with opened(database) as connection:
        rows = connection.execute("SELECT id, role, status, content FROM messages ORDER BY id")
        messages = {row[0]: _Row(*row) for row in rows}
        drafts = [str(text) for (text,) in connection.execute("SELECT text FROM drafts")]
    return messages, drafts
