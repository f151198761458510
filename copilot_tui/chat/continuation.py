"""Going on with a reply that broke off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Role, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

GO_ON = (
    "Go on with your last answer exactly where it stops. "
    "Repeat nothing of it and write no introduction."
)
"""What is said in the user's place; it goes on the wire only and stands in no conversation."""

_LONGEST_WORD = 40


def can_continue(message: Message) -> bool:
    """Whether there is anything to go on from."""
    is_reply = message.role is Role.ASSISTANT and message.status is not Status.STREAMING
    return is_reply and bool(message.content.strip())


def head_of(message: Message) -> str:
    """What of a broken-off reply the other one begins with: all but a last word cut in two.

    A server begins every answer without white space, so only after white space is it
    certain how the two join.
    """
    content = message.content
    kept = len(content)
    while kept and not content[kept - 1].isspace():
        kept -= 1
    return content[:kept] if kept and len(content) - kept <= _LONGEST_WORD else content


def continuation_path(path: Sequence[Message], broken: Message) -> list[Message]:
    """The path as the server is to see it: the broken-off reply, then the wish to go on.

    Args:
        path: from the first message to the one that `broken` answers.
        broken: see `can_continue`.
    """
    head = broken if broken.handle is not None else replace(broken, content=head_of(broken))
    wish = replace(broken, role=Role.USER, content=GO_ON, handle=None)
    return [*path, head, wish]
