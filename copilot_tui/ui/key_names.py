"""The names that Textual and key maps give to what a terminal sends."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import constants, events
from textual._keyboard_protocol import MODIFIER_FUNCTIONAL_KEYS
from textual._xterm_parser import BRACKETED_PASTE_START, XTermParser
from textual.drivers import linux_driver
from textual.message import Message
from textual.widgets import TextArea

from copilot_tui.commands import COMMANDS, Command, Where
from copilot_tui.terminal.keys import KeyPress, show_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from copilot_tui.config import KeyMap

_ESCAPE = "\x1b"
_PASTE_MODE = ("\x1b[?2004h", "\x1b[?2004l")


class TextualKeyReader:
    """Reads keys as the app does, and keeps what was sent for each.

    Attributes:
        request: asks for bracketed paste and, where the app does, for the kitty protocol.
        release: takes that back.
        pause_seconds: longer than the app waits for the rest of a sequence.
    """

    def __init__(self) -> None:
        self._parser = XTermParser()
        self._sent = ""
        self.pause_seconds = 2 * constants.ESCAPE_DELAY
        self.request, self.release = _PASTE_MODE
        if not constants.DISABLE_KITTY_KEY:
            flags = (
                linux_driver.KITTY_DISAMBIGUATE_ESCAPE_CODES
                | linux_driver.KITTY_REPORT_ALL_KEYS
                | linux_driver.KITTY_REPORT_ASSOCIATED_TEXT
            )
            self.request += f"\x1b[>{flags}u"
            self.release += "\x1b[<u"

    @property
    def is_waiting(self) -> bool:
        """Whether what has come is not yet a key."""
        return bool(self._sent)

    def feed(self, text: str) -> Iterator[KeyPress]:
        """The keys that `text` completes."""
        for character in text:
            names = _names(self._parser.feed(character))
            if character == _ESCAPE and names:
                # It ended what came before it, and begins something itself.
                yield self._press(names)
                names = []
            self._sent += character
            if names:
                yield self._press(names)

    def pause(self) -> Iterator[KeyPress]:
        """The keys in what has come, when nothing followed; a paste may take longer."""
        names = _names(self._parser.tick())
        if names or not self._sent.startswith(BRACKETED_PASTE_START):
            yield self._press(names)

    def _press(self, names: Sequence[str]) -> KeyPress:
        sent, self._sent = self._sent, ""
        modifiers = bool(names) and MODIFIER_FUNCTIONAL_KEYS.issuperset(names)
        return KeyPress(sent, ", ".join(names), modifiers)


def _names(messages: Iterable[Message]) -> list[str]:
    return [_name(message) for message in messages]


def _name(message: Message) -> str:
    match message:
        case events.Key():
            return message.key
        case events.Paste():
            return f"paste of {len(message.text)}"
        case _:
            return f"({type(message).__name__})"


def meanings(commands: Iterable[Command] = COMMANDS) -> dict[str, list[str]]:
    """What the app does at each key, with the part of the screen where it does.

    Args:
        commands: with their keys as they are mapped.
    """
    found: dict[str, list[str]] = {}
    for command in commands:
        for key in filter(None, command.keys.split(",")):
            place = "" if command.where is Where.ANYWHERE else f" ({command.where.lower()})"
            found.setdefault(key, []).append(f"{command.title}{place}")
    editing = {
        key.strip(): binding.description
        for binding in TextArea.BINDINGS
        if not isinstance(binding, tuple)
        for key in binding.key.split(",")
    }
    for key, description in editing.items():
        found.setdefault(key, [f"{description} ({Where.COMPOSER.lower()})"])
    return found


def show_keys_of_terminal(keys: KeyMap) -> int:
    """Run `copilot-tui keys` on standard input and output, and return its exit status.

    Args:
        keys: as they are mapped.
    """
    known = meanings(replace(command, keys=",".join(keys.keys(command))) for command in COMMANDS)
    return show_keys(
        sys.stdin.fileno(), sys.stdout, TextualKeyReader(), lambda name: known.get(name, ())
    )
