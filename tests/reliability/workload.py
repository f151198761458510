"""What a user and the servers do to a store, chosen at random, one transaction at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.store.pieces import Piece

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.store.removal import Removed
    from copilot_tui.store.store import Store

_AT_ONCE = 3
_WORDS = (
    "copper",
    "tin",
    "Zürich",
    "naïve",
    "日本語",
    "🙂",
    "def f(x):",
    "\n\n- item",
    "| a | b |",
)
_ENDINGS = (Status.COMPLETE, Status.STOPPED, Status.INTERRUPTED, Status.FAILED)


class Clock:
    """Goes on by a second with each thing that is done, so that a repetition has its times."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


@dataclass(slots=True)
class _Growing:
    """A reply that comes in."""

    message: Message
    content: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)


class Workload:
    """Does one thing after the other; the same seed on the same file does the same.

    Args:
        store: what it is done to.
        clock: the store's.
        seed: of the random numbers.
    """

    def __init__(self, store: Store, clock: Clock, seed: int) -> None:
        self._store = store
        self._clock = clock
        self._random = Random(seed)
        self._growing: list[_Growing] = []
        self._removed: list[Removed] = []
        self._deeds: dict[str, tuple[int, Callable[[], object]]] = {
            "create": (2, self._create),
            "send": (6, self._send),
            "begin": (6, self._begin),
            "stream": (14, self._write),
            "finish": (5, self._finish),
            "edit": (3, self._edit),
            "remove": (3, self._remove),
            "undo": (2, self._undo),
            "delete": (1, self._delete),
            "restore": (1, self._restore),
            "duplicate": (1, self._duplicate),
            "empty trash": (1, self._empty_trash),
            "index": (2, self._index),
            "draft": (3, self._draft),
            "adopt": (1, self._adopt),
            "queue": (3, self._queue),
            "send queued": (2, self._send_queued),
            "rename": (1, self._rename),
        }

    def choose(self) -> str:
        """What is to be done next."""
        names = list(self._deeds)
        (name,) = self._random.choices(names, [weight for weight, _ in self._deeds.values()])
        return name

    def do(self, name: str) -> None:
        """Do it, or nothing where it cannot be done; it is on disk at the return."""
        self._clock.time += 1.0
        self._deeds[name][1]()

    def _text(self, longest: int = 40) -> str:
        # Now and then a long one, so that the log of the file is written back meanwhile.
        number = self._random.choice((3, longest, 4_000 if self._random.random() < 0.1 else 8))
        return " ".join(self._random.choices(_WORDS, k=number))

    def _conversation(self) -> Conversation | None:
        page = self._store.conversations.page(limit=8)
        return self._random.choice(page) if page else None

    def _message(self) -> Message | None:
        conversation = self._conversation()
        if conversation is None or conversation.active_leaf is None:
            return None
        return self._random.choice(self._store.tree.path(conversation.active_leaf, limit=12))

    def _create(self) -> None:
        if len(self._store.conversations.page(limit=8)) < 8:
            self._store.conversations.create(title=self._text(3), take_draft=True)

    def _send(self) -> None:
        conversation = self._conversation()
        if conversation is not None:
            self._store.messages.add_user_message(
                conversation.id, conversation.active_leaf, self._text()
            )

    def _begin(self) -> None:
        question = self._message()
        if question is None or question.role is not Role.USER or len(self._growing) >= _AT_ONCE:
            return
        begun = self._store.journal.begin(
            question.conversation, question.id, profile="g4f", provider="Copilot", model=""
        )
        self._growing.append(_Growing(begun))

    def _write(self) -> None:
        pieces = []
        for growing in self._growing:
            content, reasoning = self._text(), self._text(3)
            growing.content.append(content)
            growing.reasoning.append(reasoning)
            pieces.append(Piece(growing.message.id, content, reasoning))
        if pieces:
            self._store.journal.write_all(pieces)

    def _finish(self) -> None:
        if not self._growing:
            return
        growing = self._growing.pop(self._random.randrange(len(self._growing)))
        self._store.journal.finish(
            growing.message.id,
            content="".join(growing.content) + self._text(),
            reasoning="".join(growing.reasoning),
            status=self._random.choice(_ENDINGS),
            handle='{"id":"thread"}',
        )

    def _edit(self) -> None:
        message = self._message()
        if message is not None and message.role is Role.USER:
            self._store.messages.add_user_message(
                message.conversation, message.parent, self._text(), edits=message.id
            )

    def _remove(self) -> None:
        message = self._message()
        if message is None or message.id in {one.message.id for one in self._growing}:
            return
        take = self._random.choice((self._store.messages.remove, self._store.messages.delete))
        self._removed.append(take(message.id))

    def _undo(self) -> None:
        if self._removed:
            self._store.messages.undo(self._removed.pop())

    def _delete(self) -> None:
        conversation = self._conversation()
        growing = {one.message.conversation for one in self._growing}
        if conversation is not None and conversation.id not in growing:
            self._removed.clear()
            self._store.conversations.delete(conversation.id)

    def _restore(self) -> None:
        conversation = self._conversation()
        if conversation is not None:
            self._store.conversations.restore(conversation.id)

    def _duplicate(self) -> None:
        conversation = self._conversation()
        if conversation is not None and len(self._store.conversations.page(limit=8)) < 8:
            self._store.conversations.duplicate(conversation.id, title="Copy")

    def _empty_trash(self) -> None:
        self._store.conversations.empty_trash(older_than=self._clock.time - 20)

    def _index(self) -> None:
        self._store.search.backfill(batch=10)

    def _draft(self) -> None:
        conversation = self._conversation()
        is_new = conversation is None or self._random.random() < 0.3
        self._store.drafts.set(
            None if conversation is None or is_new else conversation.id, self._text()
        )

    def _adopt(self) -> None:
        self._store.drafts.adopt(lambda _: False)

    def _queue(self) -> None:
        conversation = self._conversation()
        if conversation is not None:
            self._store.queue.add(conversation.id, self._text())

    def _send_queued(self) -> None:
        conversation = self._conversation()
        waiting = [] if conversation is None else self._store.queue.waiting(conversation.id)
        if waiting:
            self._store.messages.add_queued(waiting[0].id)

    def _rename(self) -> None:
        conversation = self._conversation()
        if conversation is not None:
            self._store.conversations.rename(conversation.id, self._text(3))
