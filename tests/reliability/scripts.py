"""What is done in the program before it is killed, key by key."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from string import ascii_lowercase
from typing import TYPE_CHECKING

from tests.benchmarks.navigation import NEW, SWITCH, TAB
from tests.benchmarks.program import ENTER, ESCAPE
from tests.reliability.stamped_server import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

SHORT, LONG = 40, 800
"""Words of a reply that is waited for, and of one that is not."""


@dataclass(frozen=True, slots=True)
class Step:
    """Keys, and what they bring up.

    Attributes:
        keys: what is typed.
        wanted: what has to be seen before the next step.
    """

    keys: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Script:
    """What is done until a kill.

    Attributes:
        steps: before the moment that counts.
        last: the keys with which it begins.
        seconds: how much later the latest kill is.
    """

    steps: Sequence[Step]
    last: str
    seconds: float


def names() -> Iterator[str]:
    """Four letters for each order; none stands in a word of the interface."""
    return (f"q{''.join(letters)}z" for letters in product(ascii_lowercase, repeat=2))


def scripts(names: Iterator[str]) -> Mapping[str, Callable[[], Script]]:
    """All scripts, by the moment that each leads to."""

    def order(words: int) -> Order:
        return Order(next(names), words)

    def typed(order: Order) -> Step:
        return Step(order.question, order.question)

    def begun(order: Order) -> list[Step]:
        return [typed(order), Step(ENTER, f"{order.name}0000")]

    def answered() -> list[Step]:
        asked = order(SHORT)
        return [typed(asked), Step(ENTER, asked.last)]

    def sending() -> Script:
        return Script([typed(order(LONG))], ENTER, 0.5)

    def streaming() -> Script:
        return Script(begun(order(LONG)), "", 3.0)

    def streaming_twice() -> Script:
        new = Step(NEW, "Message Copilot")
        return Script([*begun(order(LONG)), new, *begun(order(LONG))], "", 2.0)

    def stopping() -> Script:
        return Script(begun(order(LONG)), ESCAPE, 0.4)

    def queueing() -> Script:
        return Script([*begun(order(LONG)), typed(order(SHORT))], ENTER, 0.5)

    def editing() -> Script:
        change = order(LONG)
        edit = [Step(f"{TAB}g", "You"), Step("e", "Editing"), Step(f" {change.question}", "say")]
        return Script([*answered(), *edit], ENTER, 0.8)

    def deleting() -> Script:
        return Script([*answered(), Step(f"{TAB}k", "Copilot")], "d", 0.4)

    def deleting_and_undoing() -> Script:
        gone = [Step(f"{TAB}kk", "You"), Step("D", "Deleted")]
        return Script([*answered(), *gone], "u", 0.4)

    def deleting_a_conversation() -> Script:
        return Script(answered(), f"/delete{ENTER}", 0.5)

    def switching() -> Script:
        new = Step(NEW, "Message Copilot")
        away = Step(SWITCH, "Switch conversation")
        return Script([*begun(order(LONG)), new, *answered(), away], ENTER, 1.0)

    return {
        "sending": sending,
        "streaming": streaming,
        "streaming twice": streaming_twice,
        "stopping": stopping,
        "queueing": queueing,
        "editing": editing,
        "deleting": deleting,
        "undoing": deleting_and_undoing,
        "deleting a conversation": deleting_a_conversation,
        "switching": switching,
    }
