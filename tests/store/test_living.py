"""What a running program knows of a file that was damaged under it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.store.living import Known, Living
from copilot_tui.store.schema import apply
from copilot_tui.store.transaction import TransactionKind, transaction
from tests.store.support import file_of

if TYPE_CHECKING:
    from copilot_tui.store.store import Store

import pytest

pytestmark = pytest.mark.one_file


def test_a_reply_is_on_the_visible_path_when_its_conversation_was_known_before_it(
    store: Store,
) -> None:
    conversation = store.conversations.create(title="one").id
    question = store.messages.add_user_message(conversation, None, "Who?")
    known = store.conversations.get(conversation)
    reply = store.journal.begin(conversation, question.id, profile="p", provider="", model="")
    assert leaf_from(store, Known((known,), (reply, question))) == reply.id


def test_a_path_that_was_chosen_stays(store: Store) -> None:
    conversation = store.conversations.create(title="one").id
    question = store.messages.add_user_message(conversation, None, "Who?")
    reply = store.journal.begin(conversation, question.id, profile="p", provider="", model="")
    other = store.messages.add_user_message(conversation, None, "Whom?")
    known = store.conversations.get(conversation)
    assert leaf_from(store, Known((known,), (question, reply, other))) == other.id
    before_all = replace(known, active_leaf=None)
    assert leaf_from(store, Known((before_all,), ())) is None


def leaf_from(store: Store, known: Known) -> object:
    """Where the visible path ends in an empty file after what is known was put into it."""
    living = Living(file_of(store), "this", known)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as target:
        with transaction(target, TransactionKind.WRITE):
            apply(target, 0)
            living.add_known(target)
        (leaf,) = target.execute("SELECT active_leaf FROM conversations").fetchone()
        return leaf
