"""Commands about who answers and how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.answerer import Answerer
from copilot_tui.chat.setup import Setup
from copilot_tui.plain.problem import CommandProblem
from copilot_tui.text import clean, one_line

if TYPE_CHECKING:
    from copilot_tui.plain.chat import Chat

NONE = "-"
"""As an argument: nothing of the conversation's own, but what the profile says."""

RECENT = 5
LISTED = 40
"""Entries of the server's lists that are printed."""


def model(chat: Chat, argument: str) -> None:
    """Choose who answers: by name, or from the lists of the server."""
    chosen: Answerer | None
    if argument == NONE:
        chosen = Answerer()
    else:
        chosen = _named(chat, one_line(argument)) if argument else _from_list(chat)
    if chosen is None:
        return
    if chat.conversation is None:
        chat.setup = replace(chat.setup, answerer=chosen)
    else:
        chat.conversation = chat.call(chat.library.choose(chat.conversation.id, chosen))
    chat.say(f"From now on: {chosen.label or 'whoever the profile names'}.")


def system(chat: Chat, argument: str) -> None:
    """Print or set what the model is told beforehand."""
    if not argument:
        present = _setup(chat).system_prompt
        chat.say(present or "This conversation has no system prompt of its own.")
        return
    prompt = "" if argument == NONE else clean(argument)
    if chat.conversation is None:
        chat.setup = replace(chat.setup, system_prompt=prompt)
    else:
        chat.conversation = chat.call(chat.library.set_system_prompt(chat.conversation.id, prompt))
    chat.say("The system prompt is set." if prompt else "The system prompt is taken away.")


def stop(chat: Chat, argument: str) -> None:
    """Stop the reply, keeping its text."""
    del argument
    if not chat.follower.is_answering:
        raise CommandProblem("No reply is under way here.")
    chat.follower.stop(chat.opened.id)


def reasoning(chat: Chat, argument: str) -> None:
    """Print the thinking of replies, or only that there is some."""
    del argument
    replies = chat.follower.replies
    replies.shows_reasoning = not replies.shows_reasoning
    chat.say(f"Reasoning is {'printed' if replies.shows_reasoning else 'only announced'}.")


def reconnect(chat: Chat, argument: str) -> None:
    """Look again for the server of the profile."""
    del argument
    chat.follower.wait_for(chat.engine.look_for_server())


def start_server(chat: Chat, argument: str) -> None:
    """Start a g4f server, which is stopped with the program."""
    del argument
    chat.follower.wait_for(chat.engine.start_server())


def _setup(chat: Chat) -> Setup:
    return chat.setup if chat.conversation is None else Setup.of(chat.conversation)


def _named(chat: Chat, name: str) -> Answerer:
    """A model's name with the present provider, or `provider/model` as it is said."""
    present = _setup(chat).answerer
    return replace(present, model=name)


def _from_list(chat: Chat) -> Answerer | None:
    recent = chat.call(chat.library.recently_used(RECENT))
    profile = _setup(chat).answerer.profile
    choice = chat.follower.wait_for(chat.engine.choice(profile))
    name = profile or ("" if choice.profile is None else choice.profile.name)
    offered = chat.follower.wait_for(chat.engine.begin(chat.engine.directory.answerers(name)))
    answerers = list(dict.fromkeys([*recent, *offered]))
    if len(answerers) > LISTED:
        chat.say(f"The first {LISTED} of {len(answerers)}; /model takes any other name.")
    shown = answerers[:LISTED]
    return chat.choose(shown, [answerer.label for answerer in shown])
