"""Writing messages: sending, waiting, drafts and the prompts from before."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from copilot_tui.chat.conversation import title_from
from copilot_tui.chat.setup import Setup
from copilot_tui.errors import StoreDamaged, StoreError, StoreUnreachable
from copilot_tui.library.only_there import check_here
from copilot_tui.library.part import LibraryPart
from copilot_tui.library.sent import Sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.library.holding import Place
    from copilot_tui.library.unkept import Unkept, Unread
    from copilot_tui.store.later import Added
    from copilot_tui.store.outbox.unsent_texts import Held
    from copilot_tui.store.queue import Queued
    from copilot_tui.store.store import Store

Result = TypeVar("Result")

PROMPTS = 50
"""How many earlier prompts are read at once."""


class Composing(LibraryPart):
    """What the user writes."""

    def hold(self, place: Place, text: str, unread: Unread | None = None) -> Held | None:
        """Keep a text on this machine that is to be sent, where conversations are on a server.

        Args:
            place: where it was written.
            text: clean.
            unread: see `send`.

        Returns:
            What `send` or `queue` wants, or `give_up`.
        """
        return self._drafts.hold_sent(place, text, unread)

    def give_up(self, held: Held | None) -> None:
        """Keep it no longer than its sender needs to have it again, as it is not sent."""
        self._holding.release_soon(held)

    async def send(
        self,
        conversation: Conversation | None,
        text: str,
        *,
        replaces: Message | None = None,
        setup: Setup | None = None,
        unread: Unread | None = None,
        held: Held | None = None,
    ) -> Sent:
        """Write down a user's message, in a new conversation where there is none yet.

        Args:
            conversation: that it goes to, at the end of its visible path.
            text: clean.
            replaces: the message it is another version of; it begins a new branch beside
                that one, whose draft is cleared in place of the conversation's.
            setup: what a new conversation is set to.
            unread: says that the draft that is kept there could not be read yet, so that it
                is another text, and stays.
            held: what `hold` has returned, if it was asked.
        """
        known = None if conversation is None else conversation.id
        place = known, None if replaces is None else replaces.id
        held = held or self.hold(place, text)
        uid = None if held is None else held.uid

        def send(store: Store) -> Sent:
            left = "" if unread is None else unread.left
            # If it has to be done again, it must not be there twice.
            with store.together():
                if replaces is not None:
                    added = store.messages.add_version(replaces.id, text, draft=left, uid=uid)
                elif conversation is not None:
                    added = _send(store, conversation.id, text, left, uid)
                else:
                    added = _send_first(store, text, setup or Setup(), left, uid)
            # Looked at before, it would be another way to a server.
            sent = Sent(added.conversation(), added.message(), added.is_only())
            if place == (None, None):
                self._turned_to = sent.conversation.id
            return sent

        sent = await self._kept_meanwhile(held, place, send)
        self._seen.add_sent(sent)
        return sent

    async def queue(
        self,
        conversation: int,
        text: str,
        *,
        unread: Unread | None = None,
        held: Held | None = None,
    ) -> Queued:
        """Let a message wait until its conversation has answered; see `send`."""

        def add(store: Store) -> Queued:
            left = "" if unread is None else unread.left
            return store.queue.add(conversation, text, left)

        place = conversation, None
        return await self._kept_meanwhile(held or self.hold(place, text), place, add)

    async def _kept_meanwhile(
        self, held: Held | None, place: Place, send: Callable[[Store], Result]
    ) -> Result:
        """Send a text that is in no prompt any more."""

        def run(store: Store) -> Result:
            result = send(store)
            # Whoever waits for it may be cancelled.
            self._holding.release(held)
            return result

        try:
            with self._drafts.sending(place):
                return await self._store.run(run)
        except StoreError:
            self.give_up(held)
            raise

    async def queued(self, conversation: int) -> list[Queued]:
        """What waits in a conversation, oldest first."""
        return await self._store.run(lambda store: store.queue.waiting(conversation))

    async def first_queued(self, conversation: int) -> Queued | None:
        """What this copy of the app is to send next in a conversation."""
        return await self._store.run(lambda store: store.queue.first(conversation))

    async def take_queued(self, queued: int) -> str | None:
        """Take a waiting message back, to write on; None if it is gone."""
        return await self._store.run(lambda store: store.queue.take(queued))

    async def release_queue(self, conversation: int | None = None) -> str:
        """Make what waits unsent text again, before the draft that is there.

        Args:
            conversation: whose messages; None for those of all.

        Returns:
            What has become unsent text; may be empty.
        """
        released = await self._store.run(lambda store: store.queue.release(conversation))
        if released and (draft := self._drafts.failed((conversation, None))):
            # It would be written over what has now become the draft on disk.
            self.keep_draft(conversation, f"{released}\n\n{draft}")
        return released

    async def send_queued(self, queued: int) -> Sent | None:
        """Send a waiting message without touching any draft; None if it is gone.

        It is at no moment neither waiting nor sent.
        """
        sent = await self._store.run(lambda store: _send_queued(store, queued))
        if sent is not None:
            self._seen.add_sent(sent)
        return sent

    def keep_draft(self, conversation: int | None, text: str, edits: int | None = None) -> None:
        """Remember unsent text: in memory until it is on disk.

        Args:
            conversation: None is the one that does not exist yet.
            text: clean; an empty one is forgotten.
            edits: the message whose new version it is; None for the plain draft.
        """
        self._drafts.keep((conversation, edits), text)

    async def draft(
        self, conversation: int | None, edits: int | None = None, *, adopt: bool = False
    ) -> str:
        """Unsent text; empty if there is none.

        Args:
            conversation: see `keep_draft`.
            edits: see `keep_draft`.
            adopt: whether this copy of the app takes over what one that has ended left in
                the conversation that does not exist yet, if it has no text of its own there.
        """
        unkept = self._drafts.get((conversation, edits))
        if unkept is not None and not unkept.adds and (unkept.text or not adopt):
            return unkept.text

        def read(store: Store) -> str:
            # What is not written yet will be, over whatever were taken over before it.
            is_settled = unkept is None or unkept.is_written
            if adopt and conversation is None and is_settled:
                kept = _own_or_left_behind(store)
            else:
                kept = store.drafts.get(conversation, edits)
            return kept if unkept is None else unkept.over(kept)

        return await self._store.run(read)

    def add_to_draft(
        self,
        conversation: int | None,
        text: str,
        edits: int | None = None,
        *,
        again: Unkept | None = None,
    ) -> Unkept:
        """Remember unsent text that was typed before the draft there could be read.

        It comes below that draft.

        Args:
            conversation: see `keep_draft`.
            text: clean.
            edits: see `keep_draft`.
            again: what an earlier call returned, to be replaced by this text.
        """
        return self._drafts.add((conversation, edits), text, again=again)

    async def last_edit(self) -> Message | None:
        """The message whose new version was the last thing to be written, and was not sent."""

        def read(store: Store) -> Message | None:
            edited = store.drafts.last_edit()
            return None if edited is None else store.tree.get(edited)

        return await self._store.run(read)

    @property
    def unkept_drafts(self) -> int:
        """How many drafts could not be written and are in memory only."""
        return self._drafts.count

    def write_drafts_again(self) -> None:
        """Write the drafts that could not be written."""
        self._drafts.try_again()

    async def settle_drafts(self) -> list[str]:
        """Try a last time to write the drafts; those that are nowhere but in memory."""
        return await self._drafts.settle()

    def write_drafts_at_last(self, store: Store) -> list[str]:
        """See `settle_drafts`, on the thread of the store after a fault has ended the app."""
        return self._drafts.write_rest(store)

    async def prompts(self, limit: int = PROMPTS, before: str | None = None) -> list[str]:
        """Earlier prompts, newest first: those before the prompt `before`, or the newest."""
        return await self._store.run(lambda store: store.prompts.page(limit=limit, before=before))

    async def search_prompts(self, needle: str, limit: int = PROMPTS) -> list[str]:
        """Earlier prompts that contain `needle` in any case, newest first."""
        return await self._store.run(lambda store: store.prompts.search(needle, limit=limit))


def _own_or_left_behind(store: Store) -> str:
    try:
        return store.drafts.adopt(store.is_alive)
    except (StoreDamaged, StoreUnreachable):
        raise
    except StoreError:
        # What cannot be made this copy's own is left for the next time.
        return store.drafts.get(None)


def _send_first(
    store: Store, text: str, setup: Setup, draft: str | None, uid: bytes | None
) -> Added:
    created = store.conversations.create(
        title=title_from(text),
        profile=setup.answerer.profile,
        provider=setup.answerer.provider,
        model=setup.answerer.model,
        system_prompt=setup.system_prompt,
        parameters=setup.parameters,
        take_draft=True,
    )
    return _send(store, created.id, text, draft, uid)


def _send(
    store: Store, conversation: int, text: str, draft: str | None, uid: bytes | None
) -> Added:
    check_here(store, conversation)
    return store.messages.add_at_end(conversation, text, draft=draft, uid=uid)


def _send_queued(store: Store, queued: int) -> Sent | None:
    with store.together():
        question = store.messages.add_queued(queued)
        if question is None:
            return None
        return Sent(store.conversations.get(question.conversation), question)
