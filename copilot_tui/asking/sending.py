"""Writing the question down, before it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.answerer import Answerer
from copilot_tui.chat.conversation import title_from

if TYPE_CHECKING:
    from copilot_tui.asking.request import Request
    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.store import Store


def send(store: Store, request: Request, conversation: int | None) -> Message:
    """Write the question down, on the thread of the store.

    What is being written in the app, in this conversation or for a new one, stays there.

    Args:
        store: where it is kept.
        request: what is asked.
        conversation: row id of the one it goes on with, at the end of its visible path; None
            begins a new one.
    """
    if conversation is None:
        setup = request.setup()
        conversation = store.conversations.create(
            title=title_from(request.title or request.text),
            profile=setup.answerer.profile,
            provider=setup.answerer.provider,
            model=setup.answerer.model,
            system_prompt=setup.system_prompt,
        ).id
    else:
        _set(store, request, conversation)
    for picture in request.pictures:
        store.pictures.add(picture)
    leaf = store.conversations.get(conversation).active_leaf
    return store.messages.add_user_message(conversation, leaf, request.text, draft=None)


def _set(store: Store, request: Request, conversation: int) -> None:
    """Set what the request names for a conversation."""
    before = store.conversations.get(conversation)
    answerer = request.answerer(before)
    if answerer != Answerer.chosen_in(before):
        store.conversations.choose(
            conversation,
            profile=answerer.profile,
            provider=answerer.provider,
            model=answerer.model,
        )
    if request.system_prompt is not None:
        store.conversations.set_system_prompt(conversation, request.system_prompt)
