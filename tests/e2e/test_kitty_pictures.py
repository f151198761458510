"""Pictures by kitty's graphics: what the terminal is told, and what becomes of its answers."""

from __future__ import annotations

import re
import signal
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pyte
import pytest
from PIL import Image

from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from copilot_tui.terminal.kitty_pictures import ASK, PLACEHOLDER
from tests.e2e.chatting import configuration, data
from tests.e2e.dripping import wait_until_stopped
from tests.e2e.raw_output import foreign_output
from tests.e2e.terminal import Terminal, control
from tests.pictures import photo, shown
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from copilot_tui.chat.picture import Picture
    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

OF_KITTY = "\x1b_Gi=1;OK\x1b\\\x1bP>|kitty(0.40.0)\x1b\\\x1b[?62;52;c"
OF_WEZTERM = "\x1b_Gi=1;OK\x1b\\\x1bP>|WezTerm 20240203\x1b\\\x1b[?65;4c"
OF_OTHERS = "\x1b[?64;1;22c"
SENT = re.compile(rb"\x1b_Ga=T,U=1,q=2,f=100,i=(\d+),c=(\d+),r=(\d+),m=([01]);([^\x1b]*)\x1b\\")
MORE = re.compile(rb"\x1b_Gq=2,m=([01]);([^\x1b]*)\x1b\\")
REMOVED = re.compile(rb"\x1b_Ga=d,d=I,q=2,i=(\d+)\x1b\\")
GRAPHICS = re.compile(rb"\x1b_G.*?\x1b\\|\x1b\[>0q", re.DOTALL)


class _Emulator(pyte.ByteStream):
    """Takes what an emulator does not know out of the output before that sees it."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal.screen)
        self._held = b""

    def feed(self, new: bytes) -> None:  # type: ignore[override]
        data = GRAPHICS.sub(b"", self._held + new)
        begun = data.rfind(b"\x1b_G")
        begun = len(data) if begun < 0 else begun
        self._held = data[begun:]
        super().feed(data[:begun])


@contextmanager
def looking_at(
    server: FakeServer, home: Path, *pictures: Picture, rows: int = 40
) -> Iterator[Terminal]:
    """The program with a conversation open that shows these pictures."""
    folder = data(home)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Store(Paths(config=folder, data=folder).database, instance_id="before") as store:
        for each in pictures:
            store.pictures.add(each)
    text = "\n".join(shown(each) for each in pictures)
    add_conversation(folder, "talk", [(f"Look:\n{text}", "I see.")])
    with Terminal(
        *("--url", server.url, "-c"),
        home=home,
        columns=120,
        rows=rows,
        environment={"COLORTERM": "truecolor"},
    ) as terminal:
        terminal._stream = _Emulator(terminal)
        terminal.wait_for("I see.")
        yield terminal


def wait_for_raw(terminal: Terminal, wanted: re.Pattern[bytes], since: int = 0) -> int:
    """Read until this has been written; gives where it ends."""
    terminal.wait_for(lambda _: bool(wanted.search(terminal.raw, since)), what=repr(wanted))
    found = wanted.search(terminal.raw, since)
    assert found is not None
    return found.end()


def answered(terminal: Terminal, *pieces: str) -> None:
    """Answer the question of the program as a terminal does, in pieces."""
    wait_for_raw(terminal, re.compile(re.escape(ASK.encode())))
    for piece in pieces:
        terminal.send(piece)


def file_sent(raw: bytes) -> tuple[int, Image.Image]:
    """The number of the first picture that was sent, and what was sent of it."""
    head = SENT.search(raw)
    assert head is not None
    encoded, more, at = head[5], head[4] == b"1", head.end()
    while more:
        piece = MORE.search(raw, at)
        assert piece is not None
        encoded, more, at = encoded + piece[2], piece[1] == b"1", piece.end()
    return int(head[1]), Image.open(BytesIO(b64decode(encoded, validate=True)))


def test_a_picture_is_sent_once_and_shown_by_placeholders_until_the_end(
    server: FakeServer, home: Path
) -> None:
    with looking_at(server, home, photo(640, 320)) as terminal, terminal.left_as_it_was():
        answered(terminal, OF_KITTY)
        wait_for_raw(terminal, re.compile(PLACEHOLDER.encode()))
        number, image = file_sent(bytes(terminal.raw))
        assert image.size == (640, 320)
        colour = f"38;5;{number & 0xFF}".encode()
        wait_for_raw(terminal, re.compile(rb"\x1b\[[\d;]*" + colour + rb"[\d;]*m\xf4\x8e\xbb\xae"))
        for _ in range(3):
            terminal.send("\x1b[5~", "\x1b[6~")
        terminal.send("typed")
        terminal.wait_for("│ typed")
        assert len(SENT.findall(terminal.raw)) == 1
        assert REMOVED.findall(terminal.raw) == []
        terminal.send(control("q"))
        assert terminal.wait_for_exit() == 0
        assert REMOVED.findall(terminal.raw) == [str(number).encode()]
    assert foreign_output(bytes(terminal.raw)) == ""


def test_an_answer_never_gets_into_the_prompt_whatever_pieces_it_comes_in(
    server: FakeServer, home: Path
) -> None:
    with looking_at(server, home, photo(64, 64)) as terminal:
        first, end, others = OF_KITTY.partition("\x1b\\")
        answered(terminal, "one ", *first, *end, "two ", *others, "three")
        terminal.wait_for("│ one two three ")
        wait_for_raw(terminal, SENT)


@pytest.mark.parametrize("answer", [OF_WEZTERM, OF_OTHERS, ""])
def test_other_terminals_get_half_blocks(server: FakeServer, home: Path, answer: str) -> None:
    with looking_at(server, home, photo(640, 320)) as terminal:
        answered(terminal, answer)
        terminal.wait_for("▀▀▀▀")
        assert not SENT.search(terminal.raw)
        terminal.send("typed")
        terminal.wait_for("│ typed ")
        terminal.send(control("q"))
        assert terminal.wait_for_exit() == 0
    assert foreign_output(bytes(terminal.raw)) == ""


def test_it_is_sent_anew_after_a_stop(server: FakeServer, home: Path) -> None:
    with looking_at(server, home, photo(64, 64)) as terminal:
        answered(terminal, OF_KITTY)
        wait_for_raw(terminal, re.compile(PLACEHOLDER.encode()))
        terminal.process.send_signal(signal.SIGTSTP)
        removed = wait_for_raw(terminal, REMOVED)
        wait_until_stopped(terminal)
        terminal.process.send_signal(signal.SIGCONT)
        wait_for_raw(terminal, SENT, removed)
        terminal.send(control("q"))
        assert terminal.wait_for_exit() == 0
    assert len(REMOVED.findall(terminal.raw)) == 2
    assert foreign_output(bytes(terminal.raw)) == ""


def test_nothing_is_asked_where_blocks_are_wanted(server: FakeServer, home: Path) -> None:
    configuration(home, 'pictures = "blocks"\n')
    with looking_at(server, home, photo(640, 320)) as terminal:
        terminal.wait_for("▀▀▀▀")
        assert b"\x1b_G" not in terminal.raw
