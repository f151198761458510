"""Which keys run which command in this run of the app."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from copilot_tui.commands import COMMANDS, COMMANDS_BY_ID, Command, no_key
from copilot_tui.config.key_names import key_shown

if TYPE_CHECKING:
    from collections.abc import Mapping

SEND: Final = "composer.send"
NEW_LINE: Final = "composer.newline"


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The keys of every command: those of `config.toml`, else its own.

    Attributes:
        given: by command id, the keys that differ from the command's own, as Textual
            names them; empty when no key is to run it.
    """

    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def keys(self, command: Command) -> tuple[str, ...]:
        """The keys that run a command, as Textual names them."""
        return self.given.get(command.id, default_keys(command))

    def keys_of(self, command: Command | str) -> str:
        """The keys that run a command, as help and hints show them; empty without keys.

        Args:
            command: itself, or its id.

        Raises:
            KeyError: no command has this id.
        """
        found = COMMANDS_BY_ID[command] if isinstance(command, str) else command
        return " ".join(filter(None, map(key_shown, self.keys(found))))

    def with_enter(self, *, sends: bool) -> KeyMap:
        """The key map where enter does, or does not, send.

        Where it does not, sending and breaking the line exchange their keys. A file that
        gives keys to one of them has decided this itself.
        """
        if sends or SEND in self.given or NEW_LINE in self.given:
            return self
        send, new_line = COMMANDS_BY_ID[SEND], COMMANDS_BY_ID[NEW_LINE]
        swapped = {SEND: default_keys(new_line), NEW_LINE: default_keys(send)}
        return KeyMap({**self.given, **swapped})

    def textual(self) -> dict[str, str]:
        """What `App.set_keymap` takes.

        Only what differs is in it: Textual 8.2.8 applies a key map anew at every key, and
        a binding that is given its own key deletes what else its widget does with it.
        """
        return {command: ",".join(keys) or no_key(command) for command, keys in self.given.items()}


def default_keys(command: Command) -> tuple[str, ...]:
    """A command's own keys."""
    return tuple(command.keys.split(",")) if command.keys else ()


def commands_by_key(key_map: KeyMap) -> Mapping[str, tuple[Command, ...]]:
    """Every key that does something, with what it does in the parts of the screen."""
    found: dict[str, tuple[Command, ...]] = {}
    for command in COMMANDS:
        for key in key_map.keys(command):
            found[key] = (*found.get(key, ()), command)
    return found
