"""What was sent and shown last, in case a damaged file loses it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.library.opened import Opened
    from copilot_tui.library.sent import Sent
    from copilot_tui.store.living import Known

_SENT = 20
"""How many sent messages are remembered: more than can be under way at once."""


class Seen:
    """Remembers rows that are on the screen anyway."""

    def __init__(self) -> None:
        self._sent: deque[Sent] = deque(maxlen=_SENT)
        self._opened: Opened | None = None
        self._only: int | None = None

    def add_sent(self, sent: Sent) -> None:
        """Remember what was just sent."""
        self._sent.append(sent)
        self._only = sent.question.id if sent.is_only else None

    def take_only(self, messages: Sequence[int]) -> bool:
        """Whether this is the message that was just sent, and is known to have no other versions.

        That is true for as long as it takes to show it: nobody is told so twice.
        """
        only, self._only = self._only, None
        return only is not None and [only] == list(messages)

    def open(self, opened: Opened) -> None:
        """Remember what is shown now."""
        self._opened = opened

    def known(self) -> Known:
        """All of it, the newest state of each conversation first. For any thread."""
        from copilot_tui.store.living import Known

        sent, opened = list(self._sent), self._opened
        sent.reverse()
        known = Known(tuple(it.conversation for it in sent), tuple(it.question for it in sent))
        if opened is None:
            return known
        # What streams is known better by whoever lets it come in.
        whole = [it for it in opened.messages if it.status is not Status.STREAMING]
        return known + Known((opened.conversation,), tuple(whole))
