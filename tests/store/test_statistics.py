"""Counting the messages of the file, against a count by hand."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.chat.statistics import Period, Statistics
from copilot_tui.chat.tally import Tally
from copilot_tui.store.sqlite_database import IN_MEMORY
from copilot_tui.store.statistics import COUNTED, RECENT
from copilot_tui.store.store import Store
from tests.store.support import Clock, query_plan, write

DAY = 86_400.0
WORDS = "one two  three\nfour\u3000five "


def counted(store: Store, period: Period, *, seconds: float = 1.0) -> Statistics:
    tally = Tally(period)
    counter = store.counter(tally)
    while counter.go_on(seconds):
        pass
    assert counter.done == 1 or not counter.done
    return tally.result()


def everything() -> Period:
    return Period(None, date.today())


def ask(store: Store, conversation: int, text: str = WORDS) -> int:
    return store.messages.add_user_message(conversation, None, text).id


def answer(
    store: Store, clock: Clock, question: int, *, words: int = 40, status: Status = Status.COMPLETE
) -> int:
    """A reply that takes two seconds."""
    conversation = store.tree.get(question).conversation
    reply = store.journal.begin(
        conversation, question, profile="g4f", provider="Copilot", model="gpt-4o"
    )
    clock.time += 2
    store.journal.finish(reply.id, content="word " * words, reasoning="hm " * 10, status=status)
    return reply.id


@pytest.fixture
def now(clock: Clock) -> float:
    """Noon of today, which is the time of the clock."""
    clock.time = datetime.combine(date.today(), datetime.min.time()).timestamp() + DAY / 2
    return clock.time


def test_messages_and_replies_are_counted_with_all_their_words(
    store: Store, conversation: int, clock: Clock, now: float
) -> None:
    answer(store, clock, ask(store, conversation))
    answer(store, clock, ask(store, conversation), status=Status.FAILED)
    found = counted(store, everything())
    today = found.days[date.today()]

    assert (today.sent, today.words_written) == (2, 10)
    assert (today.replies, today.words_read, today.broken_off) == (2, 80, 1)
    assert today.speeds.median == 25, "thinking is of it"
    ((answerer, sums),) = found.answerers.items()
    assert (answerer.label, sums.replies) == ("g4f · Copilot · gpt-4o", 2)


def test_what_is_deleted_or_in_the_trash_is_left_out(
    store: Store, conversation: int, clock: Clock, now: float
) -> None:
    kept = ask(store, conversation)
    store.messages.delete(answer(store, clock, kept))
    other = store.conversations.create(title="Other").id
    ask(store, other)
    store.conversations.delete(other)

    totals = counted(store, everything()).totals
    assert (totals.sent, totals.replies) == (1, 0)
    store.conversations.restore(other)
    assert counted(store, everything()).totals.sent == 2


def test_a_copy_counts_once_with_its_original_and_alone_without_it(
    store: Store, conversation: int, clock: Clock, now: float
) -> None:
    answer(store, clock, ask(store, conversation))
    clock.time += 60
    copy = store.conversations.duplicate(conversation, title="Copy").id
    clock.time += 60
    ask(store, copy)

    totals = counted(store, everything()).totals
    assert (totals.sent, totals.replies) == (2, 1)
    store.conversations.delete(conversation)
    totals = counted(store, everything()).totals
    assert (totals.sent, totals.replies) == (2, 1)


def test_a_reply_that_goes_on_with_another_one_brings_only_what_is_new(
    store: Store, conversation: int, clock: Clock, now: float
) -> None:
    question = ask(store, conversation)
    broken = answer(store, clock, question, words=30, status=Status.INTERRUPTED)
    continues = store.tree.get(broken)
    reply = store.journal.begin(
        conversation, question, profile="", provider="", model="", continues=continues
    )
    clock.time += 2
    text, thinking = f"{continues.content}more {'and ' * 40}", continues.reasoning
    store.journal.finish(reply.id, content=text, reasoning=thinking, status=Status.COMPLETE)

    totals = counted(store, everything()).totals
    assert totals.words_read == 30 + 41
    assert totals.speeds.median == 20.5


def test_a_running_reply_is_counted_once_it_has_ended(
    store: Store, conversation: int, now: float
) -> None:
    store.journal.begin(conversation, ask(store, conversation), profile="", provider="", model="")

    assert counted(store, everything()).totals.replies == 0


def test_an_old_conversation_counts_with_what_was_asked_again_and_broke_off(
    store: Store, conversation: int, clock: Clock, now: float
) -> None:
    clock.time = now - 90 * DAY
    question = ask(store, conversation)
    clock.time = now
    store.conversations.mark_opened(conversation)
    store.journal.begin(conversation, question, profile="", provider="", model="")
    write(store, "UPDATE messages SET owner = 'gone'")
    assert store.recover(lambda _: False)

    totals = counted(store, Period.of_days(7, date.today())).totals
    assert (totals.sent, totals.endings) == (0, {Status.INTERRUPTED: 1})


def test_what_a_newer_program_has_written_is_passed_over(
    store: Store, conversation: int, now: float
) -> None:
    first = ask(store, conversation)
    ask(store, conversation)
    write(store, "UPDATE messages SET role = 'tool' WHERE id = ?", first)

    assert counted(store, everything()).totals.sent == 1


@pytest.mark.one_file
def test_names_and_texts_that_are_no_utf_8_or_no_clean_line_do_no_harm(
    store: Store, conversation: int, clock: Clock, now: float
) -> None:
    answer(store, clock, ask(store, conversation))
    write(store, "UPDATE messages SET content = CAST(X'ff20fe' AS TEXT), model = 'a' || x'1b0a'")
    found = counted(store, everything())

    assert (found.totals.words_written, found.totals.words_read) == (2, 2)
    assert [answerer.model for answerer in found.answerers] == ["a␛"]


def test_each_slice_goes_on_where_the_last_one_ended(
    store: Store, clock: Clock, now: float
) -> None:
    made = [store.conversations.create(title=str(number)).id for number in range(20)]
    for conversation in made:
        ask(store, conversation)
    tally = Tally(everything())
    counter = store.counter(tally)
    seen = []
    while counter.go_on(0):
        seen.append(counter.done)
        ask(store, made[len(seen)])  # In one that is still to come, or was counted.

    assert seen == [number / 20 for number in range(1, 20)]
    assert tally.result().totals.sent >= 20


def test_nothing_at_all_is_counted_too() -> None:
    with Store(IN_MEMORY, instance_id="this") as store:
        assert counted(store, everything()).is_empty
        assert counted(store, Period.of_days(7, date.today())).is_empty


def test_only_conversations_of_the_period_are_read_and_each_by_its_index(
    store: Store, database_path: Path
) -> None:
    assert "SCAN conversations" in query_plan(database_path, RECENT, 1.0)
    plan = query_plan(database_path, COUNTED, 1, 1.0)
    assert "messages USING INDEX messages_of_conversation" in plan


MESSAGES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.floats(0, 400),
        st.sampled_from([Role.USER, Role.ASSISTANT]),
        st.sampled_from(list(Status)),
        st.sampled_from(["", "gpt-4o", "o3"]),
        st.integers(0, 60),
        st.booleans(),
    ),
    max_size=30,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MESSAGES, st.integers(1, 500))
def test_any_messages_are_counted_as_a_loop_in_python_counts_them(
    messages: list[tuple[int, float, Role, Status, str, int, bool]], days: int
) -> None:
    now, today = time.time(), date.today()
    first = today - timedelta(days=days - 1)
    sent = replies = words = 0
    models: dict[str, int] = {}
    with Store(IN_MEMORY, instance_id="this") as store:
        for title in range(4):
            store.conversations.create(title=str(title))
        write(store, "UPDATE conversations SET created = 0")
        for home, back, role, status, model, count, is_deleted in messages:
            created = now - back * DAY
            write(
                store,
                "INSERT INTO messages (conversation, depth, role, status, created, finished,"
                " model, content, deleted_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)",
                *(home + 1, role, status, created, created, model, "w " * count),
                1.0 if is_deleted else None,
            )
            if is_deleted or datetime.fromtimestamp(created).date() < first:
                continue
            if role is Role.USER:
                sent += 1
            elif status is not Status.STREAMING:
                replies += 1
                words += count
                models[model] = models.get(model, 0) + 1
        found = counted(store, Period.of_days(days, today), seconds=0)

    totals = found.totals
    assert (totals.sent, totals.replies, totals.words_read) == (sent, replies, words)
    shares = found.shares(lambda answerer: answerer.model)
    assert {share.name: share.sums.replies for share in shares} == models
