"""What is seen where there are few colours or none, in a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyte.screens import Char

from tests.e2e.chatting import SMALL, TALL, chatting, quit_and_wait
from tests.e2e.terminal import ENTER, TAB, Terminal, control
from tests.servers_fake import FakeServer, reply
from tests.ui.preparing import THREAD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

NO_COLOUR = {"NO_COLOR": "1"}
LINUX = {"TERM": "linux", "COLORTERM": ""}
LIGHT = {"COLORFGBG": "0;15"}
WITH_CODE = "Some **strong** words.\n\n```python\nprint('hi')\n```\n"


def cells(terminal: Terminal, text: str) -> list[Char]:
    """The cells in which a text stands, the first time it does."""
    for y, line in enumerate(terminal.screen.display):
        if (x := line.find(text)) >= 0:
            return [terminal.screen.buffer[y][x + at] for at in range(len(text))]
    raise AssertionError(f"no {text!r} on this screen:\n{terminal.text}")


def all_cells(terminal: Terminal) -> Iterator[Char]:
    """Every cell of the screen."""
    for y in range(terminal.screen.lines):
        for x in range(terminal.screen.columns):
            yield terminal.screen.buffer[y][x]


def talk(server: FakeServer, terminal: Terminal) -> None:
    """Have a reply with code on the screen, under the cursor."""
    server.answer(reply(WITH_CODE, conversation=THREAD))
    terminal.send("Hello?", ENTER)
    terminal.wait_for("print('hi')")
    terminal.send(TAB)
    terminal.wait_for("y copy")


@pytest.mark.parametrize("size", [SMALL, TALL], ids=["80x24", "120x40"])
def test_without_colours_everything_is_told_by_other_signs(
    server: FakeServer, home: Path, size: tuple[int, int]
) -> None:
    with chatting(server, home, size=size, environment=NO_COLOUR) as terminal:
        terminal.send("typed")
        terminal.wait_for("typed")
        assert cells(terminal, "typed ")[-1].reverse, "the prompt's cursor"
        terminal.send(control("u"))
        talk(server, terminal)
        assert cells(terminal, "strong")[0].bold
        assert "█ Copilot" in terminal.text
        terminal.send("K")
        terminal.wait_for(lambda _: cells(terminal, "strong")[0].reverse, what="a selection")
        terminal.send(control("p"))
        terminal.wait_for("▌  New conversation")
        coloured = [each for each in all_cells(terminal) if {each.fg, each.bg} != {"default"}]
        assert not coloured, coloured[:3]
        quit_and_wait(terminal)


def test_in_a_linux_console_only_its_colours_are_used(server: FakeServer, home: Path) -> None:
    with chatting(server, home, environment=LINUX) as terminal:
        talk(server, terminal)
        terminal.send("\t", "\t")
        assert b"38;2;" not in terminal.raw
        assert b"38;5;" not in terminal.raw
        assert b"48;2;" not in terminal.raw
        assert cells(terminal, "strong")[0].bold
        written = [each for each in all_cells(terminal) if each.data != " "]
        unreadable = [each for each in written if each.fg == each.bg != "default"]
        assert not unreadable
        quit_and_wait(terminal)


def brightness(colour: str) -> float:
    """How bright a colour such as "e6edf3" is, from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


@pytest.mark.parametrize(
    ("environment", "light"), [(LIGHT, True), ({}, False)], ids=["light", "dark"]
)
def test_the_ground_is_as_light_as_that_of_the_terminal(
    server: FakeServer, home: Path, environment: dict[str, str], light: bool
) -> None:
    with chatting(server, home, environment=environment) as terminal:
        talk(server, terminal)
        words = cells(terminal, "Some")
        assert all((brightness(cell.bg) > 0.5) is light for cell in words)
        assert all(abs(brightness(cell.fg) - brightness(cell.bg)) > 0.4 for cell in words)
        quit_and_wait(terminal)
