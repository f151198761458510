"""A copy whose server comes and goes, beside a store that does the same undisturbed."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar

from copilot_tui.errors import StoreUnreachable
from copilot_tui.library.opened import read_opened
from copilot_tui.store.living import Known
from copilot_tui.store.sqlite_database import IN_MEMORY
from copilot_tui.store.store import Store
from tests.store.outbox.cut_off import Machine, RunningCopy, break_off_after, texts
from tests.store.outbox.deeds import Talk, begin, finish, say, shape, take_out, titles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.postgres_server import Place

Result = TypeVar("Result")
Deed: TypeAlias = "Callable[[Store, int], Result]"
"""Done with a store to a conversation in it."""


@dataclass(slots=True)
class Run:
    """One run, in which everything has words of its own.

    Attributes:
        place: the database; what other runs have left in it is not looked at.
        folder: for the outboxes.
    """

    place: Place
    folder: Path
    _stack: ExitStack = field(default_factory=ExitStack)
    _talks: list[Talk] = field(default_factory=list)
    _beside: list[str] = field(default_factory=list)
    _name: str = field(default_factory=lambda: secrets.token_hex(6))
    _count: int = 0
    _is_breaking: bool = False
    _before: frozenset[int] = frozenset()
    _machine: Machine = field(init=False)
    _copy: RunningCopy = field(init=False)
    _there: Store = field(init=False)
    _model: Store = field(init=False)

    def __enter__(self) -> Self:
        self._machine = Machine(self.place, self.folder / "here")
        other = Machine(self.place, self.folder / "elsewhere")
        self._stack.callback(other.let_go)
        self._stack.callback(self._machine.let_go)
        self._there = self._stack.enter_context(other.start())
        self._model = self._stack.enter_context(Store(IN_MEMORY, instance_id="undisturbed"))
        self._before = frozenset(titles(self._there))
        self._copy = self._machine.copy()
        self._stack.callback(lambda: self._copy.thread.close())
        self._do_new()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @classmethod
    def steps(cls) -> list[str]:
        """What can happen."""
        return [name.removeprefix("_do_") for name in vars(cls) if name.startswith("_do_")]

    def step(self, kind: str, number: int) -> None:
        """Have something happen to the conversation of a number, and look that all is known."""
        deed = getattr(self, f"_do_{kind}")
        if kind in _OF_ONE:
            deed(self._talks[number % len(self._talks)])
        else:
            deed()
        if self._is_away:
            self._check_known()

    def check_at_the_end(self) -> None:
        """Compare both when the server is back."""
        self._do_come_back()
        made = {row: title for row, title in titles(self._there).items() if row not in self._before}
        expected = [talk.title for talk in self._talks]
        assert sorted(made.values()) == sorted([*expected, *self._beside])
        for talk in self._talks:
            expect(shape(self._there, talk.here), shape(self._model, talk.model))
            expect(texts(self._there, talk.here), texts(self._model, talk.model))
            expected_draft = talk.foreign or self._model.drafts.get(talk.model)
            expect(self._there.drafts.get(talk.here), expected_draft)
        for row, title in made.items():
            if title not in expected:
                assert self._there.drafts.get(row) == title
        expect(self._machine.outboxes, [])

    def _do_new(self) -> None:
        title, draft, text = (self._words() for _ in range(3))

        def create(store: Store) -> int:
            store.drafts.set(None, draft)
            with store.together():
                created = store.conversations.create(title=title, take_draft=True).id
                store.messages.add_user_message(created, None, text, draft=None)
                return created

        talk = Talk(title, self._copy.do(create), create(self._model), is_typed=self._is_away)
        self._talks.append(talk)

    def _do_say(self, talk: Talk) -> None:
        if self._may_write(talk):
            self._write_draft(talk, partial(say, text=self._words()))

    def _do_answer(self, talk: Talk) -> None:
        if not self._may_write(talk):
            return
        text = self._words()
        begun = self._copy.do(partial(begin, conversation=talk.here))
        self._copy.known[:] = [Known((), (begun,))]
        self._copy.do(partial(finish, message=begun.id, text=text))
        self._copy.known[:] = [Known()]
        finish(self._model, begin(self._model, talk.model).id, text)

    def _do_type(self, talk: Talk) -> None:
        if self._may_write(talk):
            text = self._words()
            self._write_draft(talk, lambda store, row: store.drafts.set(row, text))

    def _do_clear(self, talk: Talk) -> None:
        if self._may_write(talk):
            self._write_draft(talk, lambda store, row: store.drafts.set(row, ""))

    def _do_open(self, talk: Talk) -> None:
        if not self._is_away:
            self._copy.do(lambda store: read_opened(store, talk.here))
            if not self._is_away:
                self._see_foreign(talk)
                talk.is_known = True

    def _do_list(self) -> None:
        self._copy.do(lambda store: store.conversations.page(limit=200))

    def _do_trash(self, talk: Talk) -> None:
        if self._may_write(talk):
            self._both(talk, lambda store, row: store.conversations.delete(row))

    def _do_restore(self, talk: Talk) -> None:
        if self._may_write(talk):
            self._both(talk, lambda store, row: store.conversations.restore(row))

    def _do_take_out(self, talk: Talk) -> None:
        if self._may_take_out(talk):
            self._both(talk, lambda store, row: take_out(store, row, store.messages.remove))

    def _do_take_out_rest(self, talk: Talk) -> None:
        if self._may_take_out(talk):
            self._both(talk, lambda store, row: take_out(store, row, store.messages.delete))

    def _do_write_elsewhere(self, talk: Talk) -> None:
        if not self._is_away:
            text = self._words()
            for store, row in ((self._there, talk.here), (self._model, talk.model)):
                say(store, row, text, draft=None)
            talk.is_known = talk.is_own = False

    def _do_type_elsewhere(self, talk: Talk) -> None:
        rows = {title: row for row, title in titles(self._there).items()}
        if talk.title in rows and not self._is_breaking:
            talk.foreign = self._words()
            self._there.drafts.get(rows[talk.title])
            self._there.drafts.set(rows[talk.title], talk.foreign)

    def _do_go_away(self) -> None:
        if not self._is_away:
            self._machine.go_away()
            self._do_list()

    def _do_break_at_the_next_write(self) -> None:
        if not self._is_away:
            self._see_all()
            self._is_breaking = True
            break_off_after(self._machine)

    def _do_fail_at_the_next_write(self) -> None:
        def fail(_commit: object) -> None:
            self._machine.at_commit = lambda commit: commit()
            self._machine.go_away()
            raise StoreUnreachable("The connection broke.", "Wait.")

        if not self._is_away:
            self._see_all()
            self._is_breaking = True
            self._machine.at_commit = fail

    def _do_come_back(self) -> None:
        self._mend_commits()
        if self._is_away:
            self._machine.is_away = False
            self._copy.go_back()
            assert not self._copy.do(lambda store: store.stands_in)
            self._settle()

    def _do_come_back_unheard(self) -> None:
        if self._is_away:
            self._machine.is_away = False
            break_off_after(self._machine)
            self._copy.go_back()
            assert self._copy.do(lambda store: store.stands_in)
            assert self._machine.is_away
            self._settle()

    def _do_start_again(self) -> None:
        self._mend_commits()
        self._copy.die()
        self._copy = self._machine.copy()
        self._copy.do(lambda store: store.stands_in)
        if not self._is_away:
            for talk in self._talks:
                talk.is_known = talk.is_own = False

    @property
    def _is_away(self) -> bool:
        return self._machine.is_away

    def _see_all(self) -> None:
        for talk in self._talks:
            self._do_open(talk)

    def _mend_commits(self) -> None:
        self._is_breaking = False
        self._machine.at_commit = lambda commit: commit()

    def _words(self) -> str:
        self._count += 1
        return f"{'word' * 3} {self._name} {self._count}"

    def _both(self, talk: Talk, deed: Deed[object]) -> None:
        self._copy.do(lambda store: deed(store, talk.here))
        deed(self._model, talk.model)

    def _may_write(self, talk: Talk) -> bool:
        """What is only on the server cannot be written to either, nor when that breaks in it."""
        return talk.is_known or not (self._is_away or self._is_breaking)

    def _may_take_out(self, talk: Talk) -> bool:
        """What is shown then may be a branch that this copy has not read."""
        if not self._is_away:
            self._do_open(talk)
        return talk.is_own and bool(texts(self._model, talk.model))

    def _write_draft(self, talk: Talk, deed: Deed[object]) -> None:
        if not self._is_away:
            # What is there is shown before it is written over.
            self._do_open(talk)
        before = self._model.drafts.get(talk.model)
        self._both(talk, deed)
        if self._is_away and (before or self._model.drafts.get(talk.model)):
            talk.is_typed = True

    def _see_foreign(self, talk: Talk) -> None:
        if talk.foreign:
            self._model.drafts.set(talk.model, talk.foreign)
            talk.foreign = ""

    def _settle(self) -> None:
        """Find the conversations by their titles, and what has become of unsent texts."""
        rows = {title: row for row, title in self._copy.do(titles).items()}
        for talk in self._talks:
            talk.here = rows.get(talk.title, talk.here)
            if talk.foreign and talk.is_typed and self._model.drafts.get(talk.model):
                self._beside.append(talk.foreign)
                talk.foreign = ""
            talk.is_typed = False

    def _check_known(self) -> None:
        for talk in self._talks:
            if talk.is_known:
                opened = self._copy.do(partial(read_opened, conversation=talk.here))
                shown = [message.content for message in opened.messages]
                expect(shown, texts(self._model, talk.model))
                expect(opened.draft, self._model.drafts.get(talk.model))


def expect(found: object, expected: object) -> None:
    """See that something is as it would be undisturbed; here pytest shows no values by itself."""
    assert found == expected, f"{found!r} in place of {expected!r}"


_OF_ONE = frozenset(
    {
        *("say", "answer", "type", "clear", "open", "trash", "restore", "take_out"),
        *("take_out_rest", "write_elsewhere", "type_elsewhere"),
    }
)
