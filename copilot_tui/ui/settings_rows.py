"""What the settings screen offers: its rows, and what has been chosen in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.config import Density, Interface, NotifyWhen, Settings, Times
from copilot_tui.config.interface import AUTOMATIC, Pictures, SettingValue
from copilot_tui.config.interface_table import with_setting
from copilot_tui.text import one_line
from copilot_tui.ui.theme import theme_names

if TYPE_CHECKING:
    from copilot_tui.config.lines import KeyPath

THEME: Final[KeyPath] = ("theme",)
PROFILE: Final[KeyPath] = ("profile",)
KEYS: Final[KeyPath] = ("keys",)


@dataclass(frozen=True, slots=True)
class Row:
    """One setting.

    Attributes:
        path: of the setting in the file.
        title: its name on the screen.
        help: one sentence on what it does.
        choices: the values it can have, with the words for them; empty when it cannot be
            changed on the screen.
    """

    path: KeyPath
    title: str
    help: str
    choices: Mapping[SettingValue, str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings as they stand on the screen.

    Attributes:
        interface: how the interface is to look and behave.
        profile: the profile of the next start.
    """

    interface: Interface
    profile: str

    @property
    def values(self) -> Mapping[KeyPath, SettingValue]:
        """Every setting by its path in the file."""
        return {**self.interface.values, PROFILE: self.profile}

    def with_value(self, path: KeyPath, value: SettingValue) -> Chosen:
        """The same with one setting changed.

        Raises:
            ValueError: the setting cannot have this value.
        """
        if path == PROFILE:
            return Chosen(self.interface, str(value))
        return Chosen(with_setting(self.interface, path, value), self.profile)

    def changes(self, before: Chosen) -> Mapping[KeyPath, SettingValue]:
        """What differs from before."""
        old = before.values
        return {path: value for path, value in self.values.items() if value != old[path]}


_YES_NO: Final[Mapping[SettingValue, str]] = {True: "yes", False: "no"}


def rows(settings: Settings) -> tuple[Row, ...]:
    """All rows, from top to bottom."""
    themes: dict[SettingValue, str] = {name: name for name in theme_names()}
    themes[AUTOMATIC] = "automatic"
    profiles: dict[SettingValue, str] = {name: one_line(name) for name in settings.profiles}
    return (
        Row(THEME, "Theme", "Automatic follows the terminal; enter shows all themes.", themes),
        Row(
            ("density",),
            "Density",
            "Whether there is an empty line between messages.",
            {Density.COMFORTABLE.value: "comfortable", Density.COMPACT.value: "compact"},
        ),
        Row(
            ("times",),
            "Times",
            "Hours and minutes, or the whole date and how long a reply took.",
            {Times.SHORT.value: "short", Times.FULL.value: "full"},
        ),
        Row(
            ("enter_sends",),
            "Enter sends",
            "With no, enter breaks the line, and the key for a new line sends.",
            _YES_NO,
        ),
        *_notification_rows(),
        Row(
            ("pictures",),
            "Pictures",
            "Automatic draws as finely as the terminal can; blocks can be drawn by all.",
            {
                Pictures.AUTO.value: "automatic",
                Pictures.KITTY.value: "by kitty's graphics",
                Pictures.BLOCKS.value: "as blocks",
                Pictures.OFF.value: "by name only",
            },
        ),
        Row(PROFILE, "Profile", "Which server answers after the next start.", profiles),
        Row(KEYS, "Keys", "They are changed in the table [keys] of the file; enter shows all.", {}),
    )


def _notification_rows() -> tuple[Row, ...]:
    return (
        Row(
            ("notifications", "when"),
            "Notify",
            "When the end of a reply is announced, by the focus of the terminal.",
            {
                NotifyWhen.OFF.value: "never",
                NotifyWhen.UNFOCUSED.value: "while not in focus",
                NotifyWhen.ALWAYS.value: "always",
            },
        ),
        Row(("notifications", "bell"), "  by the bell", "Rings the terminal's bell.", _YES_NO),
        Row(
            ("notifications", "title"),
            "  in the title",
            "Says it in the title of the terminal's window.",
            _YES_NO,
        ),
        Row(
            ("notifications", "desktop"),
            "  on the desktop",
            "Asks the terminal for a desktop notification, where it can show one.",
            _YES_NO,
        ),
    )
