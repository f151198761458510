"""How the interface looks and behaves, as `config.toml` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from copilot_tui.config.table import Document, Table
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from copilot_tui.config.lines import KeyPath

AUTOMATIC: Final = "auto"
"""The theme that is chosen by what the terminal shows."""

INTERFACE_KEYS: Final = ("theme", "density", "times", "enter_sends", "notifications")

SettingValue: TypeAlias = str | bool


class Density(StrEnum):
    """How close together messages stand."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class Times(StrEnum):
    """How much is shown of when a message was written."""

    SHORT = "short"
    FULL = "full"


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
        enter_sends: whether enter sends and ctrl+j breaks the line, or the other way round.
        notifications: see `Notifications`.
    """

    theme: str = AUTOMATIC
    density: Density = Density.COMFORTABLE
    times: Times = Times.SHORT
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
            ("enter_sends",): self.enter_sends,
            ("notifications", "when"): notifications.when.value,
            ("notifications", "bell"): notifications.bell,
            ("notifications", "title"): notifications.title,
            ("notifications", "desktop"): notifications.desktop,
        }

    def with_value(self, path: KeyPath, value: SettingValue) -> Interface:
        """The same settings with one of them changed.

        Raises:
            ValueError: there is no such setting, or it cannot have that value.
        """
        if path not in self.values:
            raise ValueError(f"{'.'.join(path)} is no setting of the interface")
        nested: dict[str, object] = {}
        for keys, kept in {**self.values, path: value}.items():
            table = nested
            for key in keys[:-1]:
                inner = table.setdefault(key, {})
                assert isinstance(inner, dict)
                table = inner
            table[keys[-1]] = kept
        document = Document(Path())
        changed = read_interface(Table(document, nested))
        if document.problems:
            raise ValueError(document.problems[0])
        return changed


def read_interface(table: Table) -> Interface:
    """Read the settings from the top level of the file, which may hold others, too."""
    default = Interface()
    return Interface(
        theme=one_line(table.text("theme", default.theme)),
        density=table.choice("density", default.density),
        times=table.choice("times", default.times),
        enter_sends=bool(table.switch("enter_sends", default.enter_sends)),
        notifications=_read_notifications(table.table("notifications")),
    )


def _read_notifications(table: Table) -> Notifications:
    default = Notifications()
    table.refuse_unknown(("when", "bell", "title", "desktop"))
    return Notifications(
        when=table.choice("when", default.when),
        bell=bool(table.switch("bell", default.bell)),
        title=bool(table.switch("title", default.title)),
        desktop=bool(table.switch("desktop", default.desktop)),
    )
