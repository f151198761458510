"""How the interface looks and behaves, as `config.toml` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from copilot_tui.config.lines import KeyPath

AUTOMATIC: Final = "auto"
"""The theme that is chosen by what the terminal shows."""

INTERFACE_KEYS: Final = (
    *("theme", "density", "times", "pictures"),
    *("enter_sends", "notifications"),
)

SettingValue: TypeAlias = str | bool


class Density(StrEnum):
    """How close together messages stand."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class Times(StrEnum):
    """How much is shown of when a message was written."""

    SHORT = "short"
    FULL = "full"


class Pictures(StrEnum):
    """How pictures are drawn.

    `AUTO` takes kitty's graphics where the terminal has them, and half blocks elsewhere.
    """

    AUTO = "auto"
    KITTY = "kitty"
    BLOCKS = "blocks"
    OFF = "off"


class NotifyWhen(StrEnum):
    """Which ended replies call the user.

    `UNFOCUSED` calls for a reply that ended unseen, with another window in front or
    another conversation on the screen. `ALWAYS` also calls for one that ended before the
    user's eyes: not every terminal tells which window is in front, tmux for one only with
    `focus-events on`.
    """

    OFF = "off"
    UNFOCUSED = "unfocused"
    ALWAYS = "always"

    def calls_for(self, *, terminal_focused: bool, conversation_shown: bool) -> bool:
        """Whether a reply that has ended calls the user.

        Args:
            terminal_focused: whether the window has the focus; true where nothing tells.
            conversation_shown: whether the reply's conversation is on the screen.
        """
        if self is NotifyWhen.UNFOCUSED:
            return not (terminal_focused and conversation_shown)
        return self is NotifyWhen.ALWAYS


@dataclass(frozen=True, slots=True)
class Notifications:
    """What happens when a reply ends: the table `[notifications]`.

    Attributes:
        when: by default only while the terminal has not the focus.
        bell: whether the terminal's bell rings.
        title: whether the terminal's title says it.
        desktop: whether the terminal is asked for a desktop notification.
    """

    when: NotifyWhen = NotifyWhen.UNFOCUSED
    bell: bool = True
    title: bool = True
    desktop: bool = True


@dataclass(frozen=True, slots=True)
class Interface:
    """The settings of the interface, with their defaults.

    Attributes:
        theme: a theme's name, or `AUTOMATIC`. Only the interface knows which there are.
        density: of the messages.
        times: hours and minutes, or the whole date and how long the reply took.
        pictures: how they are drawn, or that they are named only.
        enter_sends: whether enter sends and ctrl+j breaks the line, or the other way round.
        notifications: see `Notifications`.
    """

    theme: str = AUTOMATIC
    density: Density = Density.COMFORTABLE
    times: Times = Times.SHORT
    pictures: Pictures = Pictures.AUTO
    enter_sends: bool = True
    notifications: Notifications = field(default_factory=Notifications)

    @property
    def values(self) -> Mapping[KeyPath, SettingValue]:
        """Every setting by its path in the file, as it would stand there."""
        notifications = self.notifications
        return {
            ("theme",): self.theme,
            ("density",): self.density.value,
            ("times",): self.times.value,
            ("pictures",): self.pictures.value,
            ("enter_sends",): self.enter_sends,
            ("notifications", "when"): notifications.when.value,
            ("notifications", "bell"): notifications.bell,
            ("notifications", "title"): notifications.title,
            ("notifications", "desktop"): notifications.desktop,
        }
