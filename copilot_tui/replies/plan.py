"""What a request will carry, settled and written down before it leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.api.endpoint import Endpoint
from copilot_tui.chat.answerer import Answerer
from copilot_tui.chat.context import Context, build_context
from copilot_tui.chat.continuation import continuation_path
from copilot_tui.chat.picture import attached_digests
from copilot_tui.chat.request import ChatRequest
from copilot_tui.errors import StoreError
from copilot_tui.profile import OFFLINE, Dialect, ParameterValue, Profile
from copilot_tui.replies.sent_pictures import named_only, sent_pictures

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.servers.choice import Choice
    from copilot_tui.store.store import Store

KEEPS_THREADS = "threads"
REFUSES_FIELDS = "refuses_fields"
YES = "yes"

_NOBODY = Profile(name="", url="")
"""Stands in when no server can be had, so that the failed reply has its row all the same."""

_THREADED_PROVIDER = "Copilot"
"""`/v1/providers/Copilot` of g4f 7.9.6 does not tell that it takes `conversation`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A reply that is about to be asked for.

    Attributes:
        endpoint: where it is asked for.
        reply: its row, written and empty.
        context: how the server comes to know what was said before.
        request: what goes on the wire.
        threaded_leaf: the message whose handle is spent on this request.
    """

    endpoint: Endpoint
    reply: Message
    context: Context
    request: ChatRequest
    threaded_leaf: int | None


def begin(
    store: Store,
    conversation_row: int,
    question: int,
    choice: Choice,
    continues: int | None = None,
) -> Plan:
    """Settle what is sent for the reply to `question` and write the reply's row.

    Args:
        store: on its own thread.
        conversation_row: row id of the conversation.
        question: row id of the user's message.
        choice: the server that will answer.
        continues: an earlier reply to the same message, which broke off. The new one
            begins with its text and goes on from there.

    Raises:
        StoreError: nothing was written.
    """
    profile = choice.profile or _NOBODY
    grounds = store.tree.grounds(conversation_row, question, choice.url)
    conversation = grounds.conversation
    answerer = Answerer.chosen_in(conversation).with_profile(profile)
    provider, model = answerer.provider, answerer.model
    facts = grounds.about(provider)
    path = grounds.path
    if continues is not None:
        path = continuation_path(path, store.tree.get(continues))
    context = build_context(
        path,
        system_prompt=conversation.system_prompt or profile.system_prompt,
        threads=_keeps_threads(profile, choice, provider, facts),
        profile=profile.name,
        provider=provider,
        rewritten=grounds.is_rewritten,
        budget=profile.context_characters,
    )
    conversation_id = str(uuid4()) if context.fresh else conversation.conversation_id
    threaded_leaf = path[-2].id if context.handle is not None else None
    asked_about = attached_digests(path[-1].content)
    pictures = sent_pictures(store, context.messages, asked_about)
    is_blind = profile.name == OFFLINE.name
    unsent = named_only(context.messages, asked_about if is_blind else pictures)
    context = replace(context, named_only=unsent)
    # All that can fail comes before the reply's row, which would else seem to run for ever.
    request = ChatRequest(
        messages=context.messages,
        model=model,
        provider=provider,
        conversation_id=conversation_id,
        handle=context.handle,
        parameters={**profile.parameters, **_own_parameters(conversation)},
        pictures=pictures,
        asked_about=asked_about,
    )
    reply = store.journal.begin(
        conversation_row,
        question,
        profile=profile.name,
        provider=provider,
        model=model,
        spend_handle_of=threaded_leaf,
        conversation_id=conversation_id if context.fresh else None,
        continues=None if continues is None else path[-2],
    )
    return Plan(_endpoint(choice, profile, facts), reply, context, request, threaded_leaf)


def _endpoint(choice: Choice, profile: Profile, facts: Mapping[str, str]) -> Endpoint:
    """Where it is asked for, without the fields that this server has refused before."""
    return Endpoint(
        base_url=choice.url,
        dialect=Dialect.OPENAI if facts.get(REFUSES_FIELDS) == YES else profile.dialect,
        api_key=choice.api_key or "",
        timeouts=profile.timeouts,
        limits=profile.limits,
    )


def _keeps_threads(
    profile: Profile, choice: Choice, provider: str, facts: Mapping[str, str]
) -> bool:
    """Whether this provider on this server continues a thread from its handle."""
    if profile.threads is not None:
        return profile.threads
    if not choice.is_g4f or profile.dialect is not Dialect.G4F:
        return False
    return provider == _THREADED_PROVIDER or facts.get(KEEPS_THREADS) == YES


def _own_parameters(conversation: Conversation) -> dict[str, ParameterValue]:
    """The conversation's own sampling parameters; lists become tuples.

    Raises:
        StoreError: what is kept cannot be read.
    """
    try:
        loaded: dict[str, ParameterValue | list[str]] = json.loads(conversation.parameters)
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in loaded.items()
        }
    except (ValueError, AttributeError, TypeError) as error:
        raise StoreError(
            "The parameters of this conversation cannot be read, so nothing was sent.",
            "Set them anew: ctrl+p, then \u201cSystem prompt and parameters\u201d.",
            detail=str(error),
        ) from error
