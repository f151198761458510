"""What is known of a conversation while a reply is under way in it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.replies.running import RunningReply


@dataclass(slots=True)
class Entry:
    """The task of one conversation, and its reply once that has begun.

    Attributes:
        task: None until it has run for the first time.
        stopped_by_user: whether the user, and not the end of the app, cancelled it.
        cancelled: whether it was cancelled before its request could leave.
        running: None until the row of the reply is written.
        settled: set when nothing more comes of it.
    """

    task: asyncio.Task[object] | None = None
    stopped_by_user: bool = False
    cancelled: bool = False
    running: RunningReply | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)
