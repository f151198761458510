"""Who answers from now on, and what can be done when that is not the selected server."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.profile import Profile


class Offer(StrEnum):
    """What the user can be offered when the selected server does not answer."""

    START_SERVER = "start-server"
    INSTALL_G4F = "install-g4f"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Choice:
    """Who answers from now on.

    Attributes:
        profile: with the URL that is really used; None when nothing can answer.
        url: the same URL; empty when nothing can answer.
        api_key: what the server asks for, or None.
        is_g4f: whether it was found to be g4f.
        reason: sentences on why it is not the selected server; empty when it is.
        offers: what the user can do about it.
        answers: whether it did when it was last asked.
    """

    profile: Profile | None
    url: str
    api_key: str | None = field(default=None, repr=False)
    is_g4f: bool = False
    reason: str = ""
    offers: tuple[Offer, ...] = ()
    answers: bool = True
