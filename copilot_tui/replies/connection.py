"""Which server answers, settled once and again when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import CopilotError
from copilot_tui.servers.choice import Choice, Offer

if TYPE_CHECKING:
    from copilot_tui.profile import Profile
    from copilot_tui.replies.events import ReplyEnded, ReplyEvent
    from copilot_tui.servers.servers import Servers

_NOT_LOOKED = "No server was looked for."


class Connection:
    """Keeps the choice of a server; requests wait while one is being looked for.

    To be used within one event loop.

    Args:
        servers: which find it.
        on_choice: told of each choice.
        on_error: told why a server could not be started.
    """

    def __init__(
        self,
        servers: Servers,
        *,
        on_choice: Callable[[Choice], None],
        on_error: Callable[[CopilotError], None],
    ) -> None:
        self._servers = servers
        self._on_choice = on_choice
        self._on_error = on_error
        self._choice: Choice | None = None
        self._settled = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        # Row ids of replies that were asked for of a server that seems lost.
        self._tries: set[int] = set()

    @property
    def choice(self) -> Choice | None:
        """Who answers; None until that is settled for the first time."""
        return self._choice

    async def choose(self, how: Callable[[], Awaitable[Choice]]) -> None:
        """Settle anew who answers.

        Args:
            how: one of the methods of `Servers` that choose.
        """
        self._settled.clear()
        try:
            self._choice = await self._chosen(how)
        finally:
            # Whatever went wrong, whoever waits is answered.
            self._choice = self._choice or Choice(None, "", reason=_NOT_LOOKED)
            self._settled.set()
        self._on_choice(self._choice)

    async def settled(self, profile: str = "") -> Choice:
        """Wait until it is settled who answers.

        Args:
            profile: whose server it has to be; empty leaves it to the app.
        """
        if profile:
            choice = await _or_why_not(lambda: self._servers.of_profile(profile))
            if self._choice is not None:
                # What was said while that one was looked for is over.
                self._on_choice(self._choice)
            return choice
        await self._settled.wait()
        assert self._choice is not None
        return self._choice

    async def _chosen(self, how: Callable[[], Awaitable[Choice]]) -> Choice:
        """What is chosen that way; the choice before when that is refused."""
        try:
            return await how()
        except CopilotError as error:
            self._on_error(error)
        except Exception as error:
            return _nobody(error)
        return self._choice or await _or_why_not(self._servers.choose)

    def told(self, event: ReplyEvent) -> None:
        """Take from what a reply tells whether its server answers.

        A lost server is believed again once a reply that was asked for since has text.
        """
        # There are none before the first paint, which this module is met before.
        from copilot_tui.replies.events import ReplyEnded, ReplyGrew, ReplyStarted

        if isinstance(event, ReplyGrew):
            if event.message in self._tries:
                self._believe()
        elif isinstance(event, ReplyStarted):
            lost = self._lost
            if lost is not None and lost.name == event.reply.profile:
                self._tries.add(event.reply.id)
        elif isinstance(event, ReplyEnded):
            self._tries.discard(event.reply.id)
            self._reply_ended(event)

    def _reply_ended(self, event: ReplyEnded) -> None:
        """Look for another server when this one was lost, and believe one that is back."""
        choice = self._choice
        if event.unreachable:
            self._servers.forget(event.reply.profile)
        if choice is None or choice.profile is None or not self._settled.is_set():
            return
        if event.reply.profile != choice.profile.name:
            return
        if event.unreachable:
            task = asyncio.create_task(self.choose(lambda: self._servers.lost(choice)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif event.reply.status is Status.COMPLETE:
            self._believe()

    @property
    def _lost(self) -> Profile | None:
        """Whose server was chosen and has stopped answering; None when it answers."""
        choice = self._choice
        return None if choice is None or choice.answers else choice.profile

    def _believe(self) -> None:
        """Know that the chosen server answers."""
        self._tries.clear()
        choice = self._choice
        if choice is not None and not choice.answers and self._settled.is_set():
            self._choice = replace(choice, answers=True, reason="", offers=())
            self._on_choice(self._choice)


async def _or_why_not(how: Callable[[], Awaitable[Choice]]) -> Choice:
    """The choice; one of nobody, with the reason, when looking for a server fails."""
    try:
        return await how()
    except Exception as error:
        # A worker that dies here would leave every prompt waiting.
        return _nobody(error)


def _nobody(error: Exception) -> Choice:
    """That nobody answers, and why. Only our own errors are known to hold no key."""
    if isinstance(error, CopilotError):
        reason = f"{error.what} {error.todo}".rstrip()
    else:
        words = error.strerror if isinstance(error, OSError) else ""
        kind = f"{type(error).__name__}: {words}" if words else type(error).__name__
        reason = f"Looking for a server has failed ({kind})."
    return Choice(None, "", reason=reason, offers=(Offer.RETRY,))
