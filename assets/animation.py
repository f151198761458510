"""Records the moving picture of the README: the real program in a pseudo-terminal.

Run it from the top of the repository with `uv run python -m assets.animation`.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from assets.moving_picture import MovingPicture
from assets.scenes import ANSWER, EARLIER, HELLO
from tests.e2e.terminal import ENTER, ESCAPE, Terminal, control
from tests.scripted_answers import Answer, Gate, chunk, events, reply
from tests.servers_fake import in_thread
from tests.ui.preparing import add_conversation, scripted_server

COLUMNS, ROWS, SIDEBAR = 100, 28, 26
FRAME_SECONDS = 0.1
QUIET_SECONDS = 0.02
KEY_SECONDS = 0.05
TITLE = "copilot-tui: typing, streaming, switching, stopping and searching"
STORY = """\
The **lighthouse keeper** had counted ships for forty years, and the sea had counted him.

Every evening he wound the clockwork, lit the lamp and wrote one line into the log: the wind, the \
weather, and how many lights had passed. On the night this story begins he wrote a number that he \
had never written before.

He looked again. There was no wind, and no weather, and out on the black water stood a single \
light that did not move at all, and would not answer, and was slowly coming nearer.
"""


class Beat(Gate):
    """A place in an answer where the server waits for a time.

    Args:
        seconds: to wait.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def arrive(self) -> None:
        """Wait."""
        await asyncio.sleep(self._seconds)


def paced(text: str, seconds: float) -> Answer:
    """A reply that comes word by word, as from a real server."""
    pieces = re.findall(r"\S+\s*|\s+", text)
    beat = Beat(seconds / len(pieces))
    steps = (step for piece in pieces for step in (beat, events(chunk(piece), done=False)))
    return replace(reply(), steps=(*steps, *reply(provider="Copilot").steps))


class Recording:
    """Types, and takes in what the terminal shows meanwhile.

    Args:
        terminal: with the running program.
    """

    def __init__(self, terminal: Terminal) -> None:
        self.picture = MovingPicture(terminal.screen, SIDEBAR)
        self._terminal = terminal
        self._begun = time.monotonic()
        self._caption = ""

    @property
    def seconds(self) -> float:
        """How long it has been recording."""
        return time.monotonic() - self._begun

    def watch(self, seconds: float) -> None:
        """Go on for a time."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self._terminal.read(min(left, FRAME_SECONDS / 4)):
                # A frame comes in several pieces; half of one is not to be seen.
                while self._terminal.read(QUIET_SECONDS):
                    pass
            frame = int(self.seconds / FRAME_SECONDS) * FRAME_SECONDS
            self.picture.take(frame, self._caption)

    def type(self, text: str, caption: str = "") -> None:
        """Type letter by letter."""
        self._caption = caption
        for letter in text:
            self._terminal.send(letter)
            self.watch(KEY_SECONDS)

    def press(self, key: str, caption: str, seconds: float) -> None:
        """Press a key, say so, and watch for a time."""
        self._caption = caption
        self.watch(0.4)
        self._terminal.send(key)
        self.watch(seconds)


def play(recording: Recording) -> None:
    """What is shown."""
    recording.watch(1.2)
    recording.type(HELLO, "type  and press enter")
    recording.press(ENTER, "enter  sends; the answer streams in", 4.0)
    recording.press(control("n"), "ctrl+n  another one, while the first still answers", 0.8)
    recording.type("Write a story about a lighthouse", "type  here as well")
    recording.press(ENTER, "enter  both answer at once", 3.6)
    recording.press(control("o"), "ctrl+o  the switcher: recent first, or by a few letters", 1.4)
    recording.press(ENTER, "enter  back to the conversation before", 2.6)
    recording.picture.mark_still(recording.seconds)
    recording.press(control("o"), "ctrl+o enter  and there again", 0.3)
    recording.press(ENTER, "ctrl+o enter  and there again", 1.2)
    recording.press(ESCAPE, "esc  stops the reply and keeps its text", 1.8)
    recording.press(control("f"), "ctrl+f  finds, here", 0.4)
    recording.press(control("f"), "ctrl+f ctrl+f  finds in all conversations", 0.5)
    recording.type("heating", "ctrl+f ctrl+f  finds in all conversations")
    recording.watch(1.6)
    recording.press(ENTER, "enter  lands on the very message", 2.4)


def main() -> None:
    """Record, and write the picture."""
    server = scripted_server()
    server.answer(paced(ANSWER, 11.0), paced(STORY, 14.0))
    with tempfile.TemporaryDirectory() as folder, in_thread(server):
        home = Path(folder)
        for question, answer in EARLIER:
            add_conversation(home / ".local/share/copilot-tui", question, [(question, answer)])
        with Terminal("--url", server.url, home=home, columns=COLUMNS, rows=ROWS) as terminal:
            terminal.wait_for("● g4f")
            recording = Recording(terminal)
            play(recording)
            seconds = recording.seconds
            terminal.send(control("q"))
            terminal.wait_for_exit()
    target = Path(__file__).with_name("tour.svg")
    target.write_text(recording.picture.svg(seconds, TITLE), encoding="utf-8")


if __name__ == "__main__":
    main()
