"""Key maps on real widgets, as Textual applies them."""

from __future__ import annotations

import re
import string
from typing import ClassVar

import pytest
from rich.console import Console
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.keys import _character_to_key
from textual.widget import Widget
from textual.widgets import TextArea

from copilot_tui.commands import COMMANDS, Where
from copilot_tui.config import KeyMap
from copilot_tui.config.key_names import key_names
from copilot_tui.config.key_table import EDITING_KEYS
from copilot_tui.ui.bindings import bindings
from copilot_tui.ui.theme import has_many_colours


class Part(Widget, can_focus=True):
    """A part of the screen that notes what is asked of it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.LOG)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def action_message(self, name: str) -> None:
        """Note what is to be done with a message."""
        self.asked.append(name)

    def action_move_cursor(self, step: int) -> None:
        """Note a movement."""
        self.asked.append(f"move {step}")


class PartApp(App[None]):
    """An app with one part and a key map."""

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.set_keymap(keys.textual())

    def compose(self) -> ComposeResult:
        """The part."""
        yield Part()


@pytest.mark.parametrize(
    ("given", "pressed", "asked"),
    [
        ({}, "yc", ["copy", "copy_code"]),
        (
            {"message.copy": ("c",), "message.copy_code": ("y",)},
            "yc",
            ["copy_code", "copy"],
        ),
        (
            {"message.copy": ("c",), "message.copy_code": ("e",), "message.edit": ("y",)},
            "yce",
            ["edit", "copy", "copy_code"],
        ),
        ({"message.copy": ("w", "Y")}, "ywY", ["copy", "copy"]),
        ({"message.copy": ()}, "yc", ["copy_code"]),
        ({"message.delete": (), "message.copy": ("d",)}, "dy", ["copy"]),
        ({"message.next": ("k",), "message.previous": ("j",)}, "jk", ["move -1", "move 1"]),
        ({"message.quote": ("question_mark",), "log.help": ()}, "?>", ["quote"]),
    ],
)
async def test_a_key_runs_what_it_is_mapped_to(
    given: dict[str, tuple[str, ...]], pressed: str, asked: list[str]
) -> None:
    app = PartApp(KeyMap(given))
    async with app.run_test() as pilot:
        part = app.query_one(Part)
        part.focus()
        await pilot.press(*(_character_to_key(key) for key in pressed))
        assert part.asked == asked


def test_the_prompt_uses_just_the_keys_that_are_known_to_be_taken() -> None:
    used = {binding.key for binding in Binding.make_bindings(TextArea.BINDINGS)}
    assert used | {"enter"} == EDITING_KEYS


@pytest.mark.parametrize("character", string.punctuation + string.digits + "aZä€")
def test_a_character_has_the_name_that_textual_gives_it(character: str) -> None:
    assert key_names(character) == (_character_to_key(character),)


def arrives_as(sequence: str) -> list[str]:
    """The keys that Textual reads from what a terminal sends."""
    parser = XTermParser()
    read = [*parser.feed(sequence), *parser.feed("")]
    return [event.key for event in read if isinstance(event, events.Key)]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("alt+enter", "\x1b\r"),
        ("alt+tab", "\x1b\t"),
        ("alt+space", "\x1b "),
        ("alt+backspace", "\x1b\x7f"),
        ("alt+b", "\x1bb"),
        ("alt+f", "\x1bf"),
        ("ctrl+i", "\t"),
        ("ctrl+m", "\r"),
        ("ctrl+h", "\x08"),
    ],
)
def test_what_is_refused_really_arrives_as_the_key_that_is_named(written: str, sent: str) -> None:
    [name] = arrives_as(sent)
    with pytest.raises(ValueError, match=re.escape(f"arrives as {name} ")):
        key_names(written)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("shift+enter", ("\x1b[13;2u", "\x1b[27;2;13~")),
        ("ctrl+enter", ("\x1b[13;5u", "\x1b[27;5;13~")),
        ("ctrl+space", ("\x1b[32;5u", "\x00")),
        ("alt+x", ("\x1bx",)),
        ("alt+shift+x", ("\x1bX",)),
        ("ctrl+]", ("\x1d",)),
        ("ctrl+_", ("\x1f",)),
        ("ctrl+shift+f5", ("\x1b[15;6~",)),
    ],
)
def test_a_key_has_every_name_under_which_it_arrives(written: str, sent: tuple[str, ...]) -> None:
    assert key_names(written) == tuple(name for one in sent for name in arrives_as(one))


def test_every_own_key_of_a_command_can_be_written() -> None:
    own = {key for command in COMMANDS if command.keys for key in command.keys.split(",")}
    for key in own - {"shift+\r"}:
        assert key_names(key)[0] == key


@pytest.mark.parametrize("colorterm", ["", "truecolor", "24bit", "yes"])
@pytest.mark.parametrize(
    "term",
    ["", "linux", "screen", "screen-256color", "tmux-256color", "xterm", "xterm-16color",
     "xterm-kitty", "foot", "dumb", "unknown"],
)  # fmt: skip
def test_colours_are_expected_where_rich_draws_them(term: str, colorterm: str) -> None:
    environ = {"TERM": term, "COLORTERM": colorterm}
    console = Console(force_terminal=True, legacy_windows=False, _environ=environ)
    assert has_many_colours(environ) == (console.color_system in ("256", "truecolor"))
