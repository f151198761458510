"""Two and three copies of the program on one home, all of them writing at once."""

from __future__ import annotations

import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from tests.benchmarks.navigation import NEW, TAB
from tests.benchmarks.program import ENTER, NothingSeen
from tests.e2e.chatting import data
from tests.promises.outcome import Outcome
from tests.reliability.children import start_again
from tests.reliability.copies import Copy, copies, send_at_once, times_of, wait_for
from tests.reliability.doomed import play
from tests.reliability.kept import damage, opened, unfinished
from tests.reliability.scripts import Step, names
from tests.reliability.stamped_server import Order, Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

PROMISED_SECONDS = 2.0
"""Each copy shows what another one does within so much time."""

RATE = 100
TITLE = "ms until a title was in the other sidebars"
MESSAGE = "ms until a message was in the other logs"
WORD = "ms until a word of a reply was in the other logs"
INTERRUPTED = "ms until the reply of a killed copy was interrupted in the others"
LATE = "ms that the machine was late by"
_WHOLE = "SELECT content FROM messages WHERE role = 'assistant' AND status = 'complete'"


def run(
    seed: int,
    count: int,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    number: int = 0,
) -> Outcome:
    """Let copies of the program write at once, so many times, each time in a home of its own.

    Args:
        seed: of the random numbers.
        count: how many times.
        folder: an empty one, for homes.
        environment: further variables of the programs.
        number: how many copies; two and three in turn if it is 0.
    """
    random, outcome, unused = Random(seed), Outcome(seed), names()
    with running() as server:
        for attempt in range(count):
            home = folder / f"home{attempt}"
            home.mkdir(parents=True)
            many = number or 2 + attempt % 2
            try:
                with copies(many, server.url, home, environment or {}) as together:
                    round_ = _Round(together, _database(home), unused, random, outcome)
                    round_.play(server)
                faults = round_.faults + _kept_faults(home, round_, environment or {})
            except NothingSeen as error:
                faults = [str(error)]
            moment = f"{many} copies"
            outcome.tried += 1
            outcome.moments[moment] += 1
            outcome.fail(attempt, faults, moment)
    return outcome


class _Round:
    """What the copies do, and what they have to show.

    Attributes:
        faults: what was wrong on the screens.
        questions: all that was sent.
        replies: the whole replies to it.
        cut: the reply of the copy that was killed.
    """

    def __init__(
        self,
        together: Sequence[Copy],
        database: Path,
        unused: Iterator[str],
        random: Random,
        outcome: Outcome,
    ) -> None:
        self._copies = together
        self._database = database
        self._outcome = outcome
        self._names = unused
        self._random = random
        self.faults: list[str] = []
        self.questions: Counter[str] = Counter()
        self.replies: Counter[str] = Counter()
        self.cut = Order("none", 0)

    def play(self, server: Running) -> None:
        """Everything, one after the other."""
        shared = self._in_own_conversations()
        for copy in self._copies:
            copy.open(shared.question, shared.last)
        self._one_is_watched(server)
        self._all_in_one_conversation(shared)
        self._one_is_killed()

    def _order(self, words: int) -> Order:
        order = Order(next(self._names), words + self._random.randrange(20), RATE)
        self.questions[order.question] += 1
        self.replies[order.text()] += 1
        return order

    def _in_own_conversations(self) -> Order:
        """Each sends in a conversation of its own; all others see its title."""
        orders = [self._order(60) for _ in self._copies]
        for copy, order in zip(self._copies, orders, strict=True):
            copy.write(order)
        send_at_once(self._copies)
        shown = times_of(self._copies, *(order.question for order in orders))
        for number, times in enumerate(shown):
            own = times.pop(number)
            self._in_time(TITLE, [time - own for time in times])
        self._wait_for_ends(orders)
        return orders[0]

    def _one_is_watched(self, server: Running) -> None:
        """One sends in the conversation that all have open; the others see it grow."""
        sender, *watching = self._copies
        order = self._order(150)
        sender.write(order)
        for copy in self._copies:
            copy.forget()
        sender.program.send(ENTER)
        ((own, *times),) = times_of(self._copies, f"▍ {order.question}")
        self._in_time(MESSAGE, [time - own for time in times])
        middle = order.words // 2
        (times,) = times_of(watching, rf"{order.name}0*{middle}\b")
        (sent,) = (sent for sent in server.sent() if sent.name == order.name)
        self._in_time(WORD, [time - sent.stamps[middle] for time in times])
        times_of(self._copies, order.last)

    def _all_in_one_conversation(self, shared: Order) -> None:
        """All but one send in the same conversation, and that one edits its first message."""
        editor, *others = self._copies
        change, orders = self._order(60), [self._order(60) for _ in others]
        self.questions[change.question] -= 1
        self.questions[f"{shared.question} {change.question}"] += 1
        edit = [Step(f"{TAB}g", "You"), Step("e", "Editing"), Step(f" {change.question}", "say")]
        play(editor.program, edit)
        for copy, order in zip(others, orders, strict=True):
            copy.write(order)
        send_at_once(self._copies)
        self._wait_for_ends([change, *orders])

    def _wait_for_ends(self, orders: Sequence[Order]) -> None:
        """Wait until all of these replies are in the file.

        They may be shown nowhere: where all copies write in one conversation, each turns to
        the newest branch when its own reply has ended.
        """
        wanted = {order.text() for order in orders}
        with opened(self._database) as connection:
            wait_for(
                self._copies,
                lambda: wanted <= {text for (text,) in connection.execute(_WHOLE)},
                "end of each reply in the file",
            )

    def _one_is_killed(self) -> None:
        """One is killed within its reply in the conversation that the others have open."""
        *others, doomed = self._copies
        play(doomed.program, [Step(NEW, "Message Copilot")])
        self.cut = Order(next(self._names), 3_000, RATE)
        self.questions[self.cut.question] += 1
        doomed.write(self.cut)
        send_at_once(self._copies[-1:])
        times_of([doomed], f"{self.cut.name}0005")
        for copy in others:
            copy.open(self.cut.question, f"{self.cut.name}0000")
            copy.forget()
        doomed.program.process.kill()
        doomed.program.process.wait()
        killed = time.perf_counter()
        (times,) = times_of(others, "interrupted")
        self._outcome.measure(INTERRUPTED, max(time - killed for time in times) * 1e3)

    def _in_time(self, what: str, lags: Sequence[float]) -> None:
        late = max(copy.late for copy in self._copies)
        self._outcome.measure(LATE, late * 1e3)
        for lag in lags:
            self._outcome.measure(what, lag * 1e3)
            if lag > PROMISED_SECONDS + late:
                self.faults.append(f"{lag * 1e3:.0f} {what}; late by {late * 1e3:.0f} ms")


def _kept_faults(home: Path, round_: _Round, environment: Mapping[str, str]) -> list[str]:
    """What is wrong with the file: each message has to be there once."""
    database = _database(home)
    faults = start_again(data(home), environment)
    faults += [*damage(database), *unfinished(database)]
    with opened(database) as connection:
        rows = connection.execute("SELECT role, status, content FROM messages").fetchall()
    asked = Counter(content for role, _, content in rows if role == "user")
    answers = [(status, content) for role, status, content in rows if role == "assistant"]
    whole = Counter(content for status, content in answers if status == "complete")
    broken = [content for status, content in answers if status != "complete"]
    faults += _differing("question", +round_.questions, asked)
    faults += _differing("reply", round_.replies, whole)
    if len(broken) != 1 or not broken[0] or not round_.cut.text().startswith(broken[0]):
        faults.append(f"of the killed copy is left: {[content[-60:] for content in broken]}")
    return faults


def _database(home: Path) -> Path:
    return data(home) / "conversations.db"


def _differing(what: str, wanted: Counter[str], found: Counter[str]) -> list[str]:
    lost = [f"a {what} is lost: {text[:60]!r}" for text in (wanted - found)]
    return lost + [f"a {what} is there too often: {text[:60]!r}" for text in (found - wanted)]
