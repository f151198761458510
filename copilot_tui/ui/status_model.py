"""What the status line and the notice say, put together from what is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.chat.setup import Setup
from copilot_tui.commands import Where
from copilot_tui.config import KeyMap
from copilot_tui.servers.choice import Choice, Offer
from copilot_tui.ui.reply_meter import ReplyMeter, measured_parts
from copilot_tui.ui.status_line import StatusText

if TYPE_CHECKING:
    from copilot_tui.chat.answerer import Answerer
    from copilot_tui.profile import Profile
    from copilot_tui.store.notice import StoreNotice

_OFFERS = {
    Offer.START_SERVER: "For Copilot: ctrl+p, “Start g4f”.",
    Offer.INSTALL_G4F: 'For Copilot: pipx install "g4f[api]", then ctrl+p, '
    "“Retry server” and “Start g4f”.",
    Offer.RETRY: "Once it runs: ctrl+p, “Retry server”.",
}

_BRIEF_OFFERS = {
    Offer.START_SERVER: "Copilot: ctrl+p, “Start g4f”.",
    Offer.INSTALL_G4F: 'No g4f: pipx install "g4f[api]"',
    Offer.RETRY: "Retry: ctrl+p, “Retry server”.",
}
"""The same for a line of 48 cells, as wide as it is in a terminal of 80 columns."""

_SIZE = re.compile(r"-\d+(\.\d+)?[MB]\b.*")
"""Of the name of a model, its size and what follows."""

_HELP = ("app.help", "help")

_HINTS: dict[Where, tuple[tuple[str, str], ...]] = {
    Where.COMPOSER: (
        ("conversation.switch", "switch"),
        ("conversation.new", "new"),
        ("focus.next", "messages"),
        ("find.here", "find"),
        _HELP,
    ),
    Where.LOG: (
        ("message.menu", "menu"),
        ("message.copy", "copy"),
        ("message.copy_code", "code"),
        ("message.edit", "edit"),
        ("message.regenerate", "again"),
        ("reply.stop", "prompt"),
        _HELP,
    ),
    Where.SIDEBAR: (
        ("sidebar.open", "open"),
        ("sidebar.filter", "filter"),
        ("sidebar.rename", "rename"),
        ("sidebar.delete", "delete"),
        ("sidebar.pin", "pin"),
        ("reply.stop", "prompt"),
    ),
    Where.LIST: (
        ("list.choose", "older"),
        ("find.here", "everywhere"),
        ("list.down", "newer"),
        ("list.cancel", "close"),
    ),
}
"""Ids of commands and a word for each, the most important first."""

_STOP = ("reply.stop", "stop")


SAVING = "saving …"
STARTING = "Starting …"
"""Said until it is looked for a server."""


def unkept_words(drafts: int, *, replies: bool) -> str:
    """What is in memory only, such as "not saved yet: answer, 2 drafts"; empty if nothing is.

    Args:
        drafts: how many unsent texts could not be written.
        replies: whether text of replies could not be written.
    """
    drafted = "" if not drafts else "draft" if drafts == 1 else f"{drafts} drafts"
    what = ", ".join(filter(None, ("answer" if replies else "", drafted)))
    return f"not saved yet: {what}" if what else ""


@dataclass(slots=True)
class StatusModel:
    """Everything that the status line depends on.

    Attributes:
        profiles: by name.
        selected: the name of the one that is wanted where no other is chosen.
        keys: as they are mapped now.
        busy: a sentence while a server is looked for or started.
        choice: the server that was chosen.
        setup: of the open conversation.
        context: how the open conversation's last request carried what was said before.
        meter: of the reply that runs in the open conversation.
        reply: the last reply of the open conversation.
        store_notice: what the user must know of the conversation file all the time.
        words_before: how many words the replies began with that went on with an earlier one,
            by row id; known only of those that ran since the start.
        unkept: what is in memory only, because it could not be written; see `unkept_words`.
        is_saving: whether a message that was sent is not on disk after a while.
    """

    profiles: Mapping[str, Profile]
    selected: str
    keys: KeyMap = field(default_factory=KeyMap)
    busy: str = ""
    choice: Choice | None = None
    setup: Setup = field(default_factory=Setup)
    context: str = ""
    meter: ReplyMeter | None = None
    reply: Message | None = None
    store_notice: StoreNotice | None = None
    words_before: dict[int, float] = field(default_factory=dict)
    unkept: str = ""
    is_saving: bool = False

    def text(self, focus: Where) -> StatusText:
        """The status line, with the hints that fit the focus.

        What is not on disk comes first, so that it is in sight also where there is little room.
        At the start, what is waited for is why it is not.
        """
        status = replace(self._server_text(focus), kept=self._hinted(self._kept(focus)))
        if not self.unkept and not self.is_saving:
            return status
        light = "error" if self.unkept else "busy"
        saving = (SAVING,) if self.is_saving else ()
        unkept = (self.unkept,) if self.unkept else ()
        if self.choice is None:
            return replace(status, light=light, parts=(*unkept, *status.parts, *saving))
        return replace(status, light=light, parts=(*saving, *unkept, *status.parts))

    def _server_text(self, focus: Where) -> StatusText:
        hints = self._hints(focus)
        if self.busy or self.choice is None:
            return StatusText("busy", (self.busy or STARTING,), hints)
        answerer = self._answerer()
        if answerer is None:
            return StatusText("error", ("no server",), hints)
        parts = [name for name in (answerer.profile, answerer.provider, answerer.model) if name]
        if self.context:
            parts.append(f"context: {self.context}")
        if self.meter is not None:
            parts += self.meter.parts()
            if silence := self.meter.silence:
                # It is what the user has to know, also where there is little room.
                return StatusText("busy", (silence, *parts), hints)
        elif self.reply is not None and self.reply.status is not Status.STREAMING:
            before = self.words_before.get(self.reply.id, 0)
            parts += measured_parts(self.reply, words_before=before)
        is_main = self.choice.profile is not None and answerer.profile == self.choice.profile.name
        light = "ok" if self.choice.answers or not is_main else "error"
        return StatusText(light, tuple(parts), hints)

    def _hints(self, focus: Where) -> tuple[tuple[str, str], ...]:
        commands = _HINTS.get(focus, ())
        if self._can_stop(focus):
            commands = (_STOP, *commands)
        return self._hinted(commands)

    def _kept(self, focus: Where) -> tuple[tuple[str, str], ...]:
        """What leads to all other keys is dropped last; before it comes what stops a reply.

        In the messages and in the sidebar their own keys count more.
        """
        if focus is not Where.COMPOSER:
            return ()
        return (_STOP, _HELP) if self._can_stop(focus) else (_HELP,)

    def _can_stop(self, focus: Where) -> bool:
        return self.meter is not None and focus is Where.COMPOSER

    def _hinted(self, commands: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        keyed = ((self.keys.keys_of(command).partition(" ")[0], word) for command, word in commands)
        return tuple((key.replace("ctrl+", "^"), word) for key, word in keyed if key)

    def _answerer(self) -> Answerer | None:
        """Who answers in the open conversation; None when nobody can."""
        chosen = self.setup.answerer
        profile = self.profiles.get(chosen.profile)
        if profile is None and self.choice is not None:
            profile = self.choice.profile
        return None if profile is None else chosen.with_profile(profile)

    def notice(self) -> str:
        """What is wrong with the conversation file and the server, each on a line."""
        if self.store_notice is None:
            return self._server_notice()
        # Both in full leave no room for anything else.
        return "\n".join(filter(None, (self.store_notice.text, self._brief_server_notice())))

    @property
    def is_calm(self) -> bool:
        """Whether the notice tells of nothing that is wrong."""
        is_fault = self.store_notice is not None and self.store_notice.is_error
        return not is_fault and not self._server_notice()

    def brief_notice(self) -> str:
        """The same in few words, for when messages need the room."""
        store = self.store_notice.brief if self.store_notice else ""
        return "\n".join(filter(None, (store, self._brief_server_notice())))

    def _server_notice(self) -> str:
        """Why another model answers than the one that was asked for, and what to do."""
        if self.busy or self.choice is None or not self.choice.reason:
            return ""
        return f"{self.choice.reason} {self._offers(self.choice)}"

    def _brief_server_notice(self) -> str:
        """The same in few words, where another model does answer; else in full."""
        if self.busy or self.choice is None or self.choice.profile is None:
            return self._server_notice()
        if not self.choice.reason or not self.choice.answers:
            return self._server_notice()
        todo = next(offer for offer in (*self.choice.offers, Offer.RETRY) if offer in _BRIEF_OFFERS)
        return f"{_SIZE.sub('', self.answering)} answers. {_BRIEF_OFFERS[todo]}"

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
    def addressed(self) -> str:
        """Who is spoken to in the open conversation: provider, else model, else profile."""
        answerer = self._answerer()
        return "" if answerer is None else answerer.provider or answerer.model or answerer.profile

    @property
    def answering(self) -> str:
        """Who answers where nobody else was chosen: provider, else model, else profile."""
        if self.choice is None or self.choice.profile is None:
            return ""
        return _called(self.choice.profile)


def _called(profile: Profile) -> str:
    """What is said for a profile: provider, else model, else its own name."""
    return profile.provider or profile.model or profile.name
