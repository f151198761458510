"""What a reply began with that went on with an earlier one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.continuation import can_continue, head_of
from copilot_tui.chat.conversation import Status
from copilot_tui.ui.reply_meter import words_of

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Message
    from copilot_tui.library.library import Library


async def words_before(library: Library, reply: Message) -> float:
    """How many words of a reply are those of one that broke off and that it went on with.

    That is an older version of it, with all of whose text it begins.

    Args:
        library: has the versions.
        reply: whose words.

    Raises:
        StoreError: they cannot be read.
    """
    words = 0.0
    for version in await library.version_ids(reply.id):
        if version >= reply.id:
            continue
        older = await library.message(version)
        if older.status is Status.COMPLETE or not can_continue(older):
            continue
        for content in (older.content, head_of(older)):
            if reply.content.startswith(content):
                words = max(words, words_of(replace(older, content=content)))
                break
    return words
