"""What the plain mode says of messages and conversations."""

from __future__ import annotations

from datetime import datetime

from copilot_tui.chat.conversation import UNTITLED, Conversation, Message, Status
from copilot_tui.chat.quotation import author
from copilot_tui.errors import TRY_AGAIN, WITHOUT_PICTURE
from copilot_tui.servers.choice import Choice, Offer

THINKING = "(thinking)"
STOPPED = "(stopped)"
STALLED = "(no text for 5 s; ctrl+c or /stop stops the reply)"
EMPTY = "(The answer is empty.)"
_RETRY = "/retry tries again."
_WITHOUT_PICTURE = "Choose another with /model, or take the picture out with /edit."
_OFFERS = {
    Offer.START_SERVER: "For Copilot: /start-server.",
    Offer.INSTALL_G4F: 'For Copilot: pipx install "g4f[api]", then /reconnect and /start-server.',
    Offer.RETRY: "Once it runs: /reconnect.",
}


def speaker(
    message: Message, *, number: int | None = None, version: tuple[int, int] | None = None
) -> str:
    """Who speaks, such as "You" or "4. Copilot, version 2 of 3".

    Args:
        message: a message.
        number: its place in the conversation, from 1.
        version: its place among its versions, from 1, and how many there are.
    """
    place = "" if number is None else f"{number}. "
    which = "" if version is None else f", version {version[0]} of {version[1]}"
    return f"{place}{author(message)}{which}"


def ending(message: Message) -> str:
    """How a reply ended, in parentheses; empty when there is nothing to be said."""
    match message.status:
        case Status.STREAMING:
            return ""
        case Status.COMPLETE if message.error:
            return f"({_sentences(message.error)})"
        case Status.COMPLETE:
            return "" if message.content else EMPTY
        case Status.STOPPED:
            return STOPPED
    told = message.error.replace(WITHOUT_PICTURE, _WITHOUT_PICTURE)
    error = _sentences(told.removesuffix(TRY_AGAIN).rstrip("\n"))
    return f"({message.status}: {error} {_RETRY})"


def answering(choice: Choice) -> str:
    """Who answers from now on, and what to do when it is another one than was asked for."""
    profile = choice.profile
    if choice.reason:
        offers = [_OFFERS[offer] for offer in choice.offers if offer is not Offer.RETRY]
        return f"{choice.reason} {' '.join(offers) or _OFFERS[Offer.RETRY]}"
    if profile is None:
        return "No server answers."
    return f"{profile.provider or profile.model or profile.name} answers."


def title(conversation: Conversation) -> str:
    """The title in quotation marks."""
    return f"“{conversation.title or UNTITLED}”"


def count(number: int, thing: str) -> str:
    """Such as "1 message" or "2 messages"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def moment(created: float, now: datetime) -> str:
    """The time of day, with the date before it unless it is today."""
    at = datetime.fromtimestamp(created)
    if at.date() == now.date():
        return f"{at:%H:%M}"
    return f"{at.day} {at:%b %H:%M}" if at.year == now.year else f"{at:%Y-%m-%d %H:%M}"


def _sentences(error: str) -> str:
    """The lines of an error as sentences on one line."""
    lines = (line.strip() for line in error.splitlines())
    return " ".join(line if line.endswith((".", "!", "?", "…")) else f"{line}." for line in lines)
