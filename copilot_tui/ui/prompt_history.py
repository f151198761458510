"""The way back through the prompts that were sent before."""

from __future__ import annotations

from typing import Protocol


class PromptSource(Protocol):
    """Where the prompt gets earlier texts from.

    Both are awaited while further keys wait their turn, so that up, up, enter sends the
    prompt before the last one however quickly it is typed.
    """

    async def take_back(self) -> bool:
        """Put the message that waits for the running reply back into the prompt.

        Returns:
            False when none waits.
        """

    async def earlier(self, before: str | None) -> str | None:
        """The prompt that was sent before that one, or the last one; None at the end."""


class PromptHistory:
    """How far back in the earlier prompts one is, beginning with an empty prompt."""

    def __init__(self) -> None:
        self._prompts: list[str] = []
        self._steps = 0

    @property
    def current(self) -> str:
        """What stands in the prompt unless it was changed."""
        return self._prompts[self._steps - 1] if self._steps else ""

    @property
    def oldest(self) -> str | None:
        """The earliest prompt known so far."""
        return self._prompts[-1] if self._prompts else None

    @property
    def is_at_oldest(self) -> bool:
        """Whether an earlier one must be asked for."""
        return self._steps == len(self._prompts)

    @property
    def is_browsing(self) -> bool:
        """Whether there is a way back to the empty prompt."""
        return self._steps > 0

    def learn(self, prompt: str) -> None:
        """Take in a prompt earlier than the oldest."""
        self._prompts.append(prompt)

    def older(self) -> str:
        """Go one further back."""
        self._steps = min(self._steps + 1, len(self._prompts))
        return self.current

    def newer(self) -> str:
        """Go one forward."""
        self._steps = max(0, self._steps - 1)
        return self.current

    def restart(self) -> None:
        """Begin anew: there may be later prompts now."""
        self._prompts.clear()
        self._steps = 0
