"""Why the server is away is said anew when it is away for another reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreError, StoreUnreachable, Unwritable
from copilot_tui.store.outbox import mender
from tests.store.outbox.cut_off import Machine, RunningCopy, say

if TYPE_CHECKING:
    from collections.abc import Iterator

STOPPING = StoreUnreachable("It is being stopped.", "Try again.")
STOPPED = StoreUnreachable("Nothing answers.", "Start it.")
READ_ONLY = Unwritable("It is read-only.", "Wait.")
REFUSED = StoreError("It refuses the password.", "Correct it.")


@pytest.fixture
def copy(machine: Machine) -> Iterator[RunningCopy]:
    """One that has begun when the server was being stopped."""
    knock_in_vain(machine, STOPPING)
    running = machine.copy()
    trip = running.do(lambda store: store.conversations.create(title="Trip")).id
    running.do(say(trip, None, "Which train?"))
    yield running
    running.thread.close()


def knock_in_vain(machine: Machine, reason: StoreError) -> None:
    """Let the server be away for this reason from now on."""

    def knock() -> None:
        raise reason

    vars(machine)["knock"] = knock


def tried(copy: RunningCopy, times: int) -> None:
    for _ in range(times):
        copy.go_back()


@pytest.mark.parametrize("reason", [STOPPED, READ_ONLY, REFUSED], ids=lambda each: each.what)
def test_the_notice_follows_the_reason_and_says_it_once(
    machine: Machine, copy: RunningCopy, reason: StoreError
) -> None:
    tried(copy, 3)
    (first,) = machine.told
    assert first.text.startswith("It is being stopped. Try again. Until it answers, what you")

    knock_in_vain(machine, reason)
    tried(copy, 4)
    _, notice = machine.told
    works = "can be written" if reason is READ_ONLY else "answers"
    assert notice.text.startswith(f"{reason.what} {reason.todo} Until it {works}, what you write")
    assert notice.brief == f"{reason.what} What you write is kept on this machine until it {works}."
    assert notice.is_lasting

    knock_in_vain(machine, STOPPING)
    tried(copy, 4)
    assert len(machine.told) == 3

    del vars(machine)["knock"]
    tried(copy, 1)
    assert machine.told[-1].is_settled


def test_reasons_that_take_turns_are_not_told(machine: Machine, copy: RunningCopy) -> None:
    for _ in range(3):
        for reason in (STOPPED, STOPPING):
            knock_in_vain(machine, reason)
            tried(copy, 1)

    assert len(machine.told) == 1


def test_what_is_only_in_memory_is_said_to_be_so_in_the_next_notice(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("The disk is full.", "Free some space.")

    monkeypatch.setattr(mender, "lock_for_new", refuse)
    knock_in_vain(machine, STOPPING)
    running = machine.copy()
    running.do(lambda store: store.conversations.create(title="Trip"))
    knock_in_vain(machine, STOPPED)
    tried(running, 2)
    running.thread.close()

    assert machine.told[-1].brief == "Nothing answers. What you write is kept in memory only."
    assert "The disk is full." in machine.told[-1].text
