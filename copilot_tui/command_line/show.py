"""`copilot-tui show`: what was said in a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.conversation_argument import LAST, ConversationName, find_conversation
from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.moments import iso
from copilot_tui.command_line.opened_store import read_store
from copilot_tui.command_line.output import put, put_json

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.store.store import Store

_EXAMPLES = """\
examples:
  copilot-tui show                        the last conversation, as Markdown
  copilot-tui show 12 | less              the one with the number 12
  copilot-tui show "trip to oslo"         the one with these words in its title
  copilot-tui show last --json | jq -r 'select(.role == "assistant") | .content'

What is shown is what the app shows: the branch that was chosen last, each answer under the
name of its model. Pictures are named; export has them.

With --json each line is a message: number, parent (null for the first), visible (whether it
is on that branch), role, content, reasoning, status (complete, stopped, interrupted, failed;
an answer of no words is complete, too), error, profile, provider, model (of an answer: who
gave it; empty where nobody said so), created and finished (times in UTC), usage
(prompt_tokens, completion_tokens, exact; or null).
"""


@click.command("show", cls=Command, epilog=_EXAMPLES)
@click.argument("conversation", type=ConversationName(), default=LAST)
@click.option("--json", "as_objects", is_flag=True, help="Print a message a line.")
@click.option("--all-branches", is_flag=True, help="With --json: what is not shown, too.")
@database_option
@click.pass_context
def command(
    ctx: click.Context,
    conversation: str,
    *,
    as_objects: bool,
    all_branches: bool,
    database: str | None,
) -> None:
    """Print a conversation.

    CONVERSATION is its number, a part of its title, or last.
    """
    if all_branches and not as_objects:
        raise click.UsageError("--all-branches needs --json", ctx)
    from copilot_tui.paths import Paths

    with read_store(Paths.default(), database) as store:
        found = find_conversation(store, conversation, with_deleted=True)
        path = _visible(store, found)
        messages = store.listing.messages(found.id) if all_branches else path
    if not as_objects:
        _print_as_markdown(found, messages)
        return
    shown = {message.id for message in path}
    for message in messages:
        put_json(_as_object(message, is_visible=message.id in shown))


def _visible(store: Store, conversation: Conversation) -> list[Message]:
    leaf = conversation.active_leaf
    return [] if leaf is None else store.tree.path(leaf)


def _print_as_markdown(conversation: Conversation, messages: list[Message]) -> None:
    from copilot_tui.chat.conversation import UNTITLED
    from copilot_tui.chat.picture import without_pictures

    put(f"# {conversation.title or UNTITLED}")
    for message in messages:
        content = without_pictures(message.content).strip("\n")
        parts = (f"## {_author(message)}", content, _ending(message))
        put("\n" + "\n\n".join(filter(None, parts)))


def _author(message: Message) -> str:
    """Who wrote a message: of an answer the model, as an export names it, if that is known."""
    from copilot_tui.chat.conversation import Role
    from copilot_tui.chat.quotation import author

    is_answer = message.role is Role.ASSISTANT
    return (message.model if is_answer else "") or author(message)


def _ending(message: Message) -> str:
    """How a reply ended, where that was not well or without a word; empty else."""
    from copilot_tui.asking.reply_error import reply_error
    from copilot_tui.chat.conversation import Status
    from copilot_tui.text import one_line

    if message.status is Status.COMPLETE:
        return "" if message.content.strip() else "*(The answer is empty.)*"
    error = one_line(reply_error(message))
    return f"*({message.status}{f': {error}' if error else ''})*"


def _as_object(message: Message, *, is_visible: bool) -> dict[str, object]:
    usage = message.usage
    return {
        "number": message.id,
        "parent": message.parent,
        "visible": is_visible,
        "role": message.role.value,
        "content": message.content,
        "reasoning": message.reasoning,
        "status": message.status.value,
        "error": message.error,
        "profile": message.profile,
        "provider": message.provider,
        "model": message.model,
        "created": iso(message.created),
        "finished": iso(message.finished),
        "usage": None
        if usage is None
        else {
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "exact": usage.exact,
        },
    }
