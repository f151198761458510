"""What the status line and the notice say, put together from what is known."""

from __future__ import annotations

from dataclasses import dataclass

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.servers.choice import Choice, Offer
from copilot_tui.ui.commands import Where
from copilot_tui.ui.reply_meter import ReplyMeter, measured_parts
from copilot_tui.ui.status_line import StatusText

_OFFERS = {
    Offer.START_SERVER: "For Copilot: ctrl+p, “Start g4f”.",
    Offer.INSTALL_G4F: 'For Copilot: pipx install "g4f[api]", then ctrl+p, '
    "“Retry server” and “Start g4f”.",
    Offer.RETRY: "Once it runs: ctrl+p, “Retry server”.",
}

_HINTS: dict[Where, tuple[tuple[str, str], ...]] = {
    Where.COMPOSER: (("^n", "new"), ("^t", "sidebar"), ("tab", "log"), ("f1", "help")),
    Where.LOG: (("r", "try again"), ("esc", "prompt"), ("g G", "ends"), ("f1", "help")),
    Where.SIDEBAR: (
        ("enter", "open"),
        ("f2", "rename"),
        ("d", "delete"),
        ("u", "undo"),
        ("esc", "prompt"),
    ),
}
_STOP = ("esc", "stop")


@dataclass(slots=True)
class StatusModel:
    """Everything that the status line depends on.

    Attributes:
        busy: a sentence while a server is looked for or started.
        choice: the server that was chosen.
        context: how the open conversation's last request carried what was said before.
        meter: of the reply that runs in the open conversation.
        reply: the last reply of the open conversation.
    """

    busy: str = ""
    choice: Choice | None = None
    context: str = ""
    meter: ReplyMeter | None = None
    reply: Message | None = None

    def text(self, focus: Where) -> StatusText:
        """The status line, with the hints that fit the focus."""
        hints = _HINTS.get(focus, ())
        if self.meter is not None:
            hints = (_STOP, *hints)
        if self.busy:
            return StatusText("busy", (self.busy,), hints)
        if self.choice is None or self.choice.profile is None:
            return StatusText("error", ("no server",), hints)
        profile = self.choice.profile
        parts = [name for name in (profile.name, profile.provider, profile.model) if name]
        if self.context:
            parts.append(f"context: {self.context}")
        if self.meter is not None:
            parts += self.meter.parts()
        elif self.reply is not None and self.reply.status is not Status.STREAMING:
            parts += measured_parts(self.reply)
        return StatusText("ok" if self.choice.answers else "error", tuple(parts), hints)

    def notice(self) -> str:
        """Why another model answers than the one that was asked for, and what to do."""
        if self.busy or self.choice is None or not self.choice.reason:
            return ""
        return f"{self.choice.reason} {self._offers(self.choice)}"

    def brief_notice(self) -> str:
        """The same in few words, where another model does answer; else in full."""
        if self.busy or self.choice is None or self.choice.profile is None:
            return self.notice()
        if not self.choice.reason or not self.choice.answers:
            return self.notice()
        return f"{self.answering} answers instead. {self._offers(self.choice)}"

    def _offers(self, choice: Choice) -> str:
        """What to do; the last resort only where there is nothing better."""
        offers = [_OFFERS[offer] for offer in choice.offers if offer is not Offer.RETRY]
        return " ".join(offers) or _OFFERS[Offer.RETRY]

    @property
    def greeting(self) -> str:
        """A sentence on who answers, for the empty log."""
        if self.busy:
            return self.busy
        return f"{self.answering} answers." if self.answering else "No server answers."

    @property
    def answering(self) -> str:
        """Who answers: the provider, else the model, else the profile."""
        if self.choice is None or self.choice.profile is None:
            return ""
        profile = self.choice.profile
        return profile.provider or profile.model or profile.name
