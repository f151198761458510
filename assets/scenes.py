"""What is seen on the pictures of the README: the real app, played to the point that is shown."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw
from textual import events
from textual.pilot import Pilot

from copilot_tui.ui.app import CopilotApp
from tests.servers_fake import FakeServer, Gate, reply

ANSWER = """\
Hi **Heiner**! Your name is the German short form of *Heinrich*: “ruler of the home”, from \
the Old High German words `heim` and `rihhi`.

1. **Germanic roots**: the two words were joined in the 8th century.
2. Kings made it popular:
   - Heinrich I, duke of Saxony
   - Heinrich IV, who [walked to Canossa](https://en.wikipedia.org/wiki/Road_to_Canossa)

| Form    | Language | Meaning           |
|:--------|:--------:|------------------:|
| Henry   | English  | ruler of the home |
| Enrico  | Italian  | the same          |
| Генрих  | русский  | правитель дома    |

```python
def greet(name: str) -> str:
    return f"Hello, {name}!"  # everyone likes that
```

Shall I tell you more about *Enrico*?
"""
EARLIER = (
    ("Plan a weekend in Oslo", "Take the ferry to **Bygdøy** on Saturday, and the sauna after it."),
    ("A regular expression for dates", "Use `\\d{4}-\\d{2}-\\d{2}`; it finds 2026-11-23."),
    ("Letter to the landlord", "Dear Mrs Weber, the heating has been off since Saturday."),
)
HELLO = "Hello, i am Heiner. How are you?"


class Scene:
    """The running app with some conversations, one of them still answering.

    Args:
        pilot: of the app.
        server: that answers.
        folder: for files.
        gate: at which an answer is held until the picture is taken.
    """

    def __init__(self, pilot: Pilot[None], server: FakeServer, folder: Path, gate: Gate) -> None:
        assert isinstance(pilot.app, CopilotApp)
        self.pilot = pilot
        self.app: CopilotApp = pilot.app
        self.server = server
        self.folder = folder
        self.gate = gate

    async def until(self, reached: Callable[[], bool]) -> None:
        """Let the app go on until something is so."""
        async with asyncio.timeout(20):
            while not reached():
                await self.pilot.pause(0.02)

    async def sees(self, words: str) -> None:
        """Wait until words stand on the screen."""
        await self.until(lambda: words in self.app.export_screenshot().replace("&#160;", " "))

    async def send(self, text: str, answer: str = "", *, in_pieces: bool = False) -> None:
        """Send a message and wait for its answer."""
        if answer:
            pieces = re.findall(r"\S+\s*|\s+", answer) if in_pieces else [answer]
            self.server.answer(reply(*pieces, provider="Copilot"))
        asked = len(self.server.requests)
        self.app.chat.pane.composer.restore(text)
        await self.pilot.press("enter")
        await self.until(lambda: len(self.server.requests) > asked)
        if answer:
            await self.until(lambda: not self.app.chat.pane.is_answering)

    async def drop(self, file: Path) -> None:
        """Let a file fall on the terminal, which pastes its path."""
        self.app.post_message(events.Paste(str(file)))
        await self.until(lambda: file.name in self.app.chat.pane.composer.text)

    async def command(self, name: str) -> None:
        """Type a command."""
        await self.pilot.press(*name)
        await self.pilot.press("enter")


async def chat(scene: Scene) -> None:
    """A conversation."""
    await scene.send(HELLO, ANSWER, in_pieces=True)
    await scene.sees("more about")


async def streaming(scene: Scene) -> None:
    """An answer that is still coming."""
    begun = reply(ANSWER.partition("\nShall")[0], "\nShall I tell you", provider="Copilot")
    first, second, *rest = begun.steps
    scene.server.answer(replace(begun, steps=(first, second, scene.gate, *rest)))
    await scene.send(HELLO)
    await scene.sees("Shall I tell")


async def switcher(scene: Scene) -> None:
    """Going to another conversation."""
    await chat(scene)
    await scene.pilot.press("ctrl+o", *"le")
    await scene.sees("New conversation “le”")


async def find(scene: Scene) -> None:
    """Finding words in all conversations."""
    await chat(scene)
    await scene.pilot.press("ctrl+f", *"saturday", "ctrl+f")
    await scene.sees("Search all conversations")
    await scene.sees("heating")


async def branch(scene: Scene) -> None:
    """The second version of an answer, under the message cursor."""
    await scene.send("Name a tree in one word.", "Birch.")
    await scene.send("And why that one?", "It is the first to grow where a forest has burnt.")
    scene.server.answer(reply("Its white bark shines in winter.", provider="Copilot"))
    await scene.pilot.press("tab", "r")
    await scene.sees("shines")
    await scene.sees("2/2")


async def export(scene: Scene) -> None:
    """Where a conversation will be written, before it is."""
    await chat(scene)
    await scene.command("/export")
    await scene.sees("Markdown")


async def statistics(scene: Scene) -> None:
    """How much was sent and answered in the last days."""
    await scene.command("/stats")
    await scene.sees("Words")


async def attached(scene: Scene) -> None:
    """A picture in the log, and the next one in the prompt."""
    fjord, town = scene.folder / "fjord.png", scene.folder / "town.png"
    landscape().save(fjord)
    Image.new("RGB", (1200, 800), "#7090b0").save(town)
    await scene.pilot.press(*"Where is this? ")
    await scene.drop(fjord)
    answer = "A fjord at dusk: **Norway**, most likely, seen from the water in late summer."
    scene.server.answer(reply(answer, provider="Copilot"))
    await scene.pilot.press("enter")
    await scene.sees("late summer")
    await scene.sees("▀")
    await scene.pilot.press(*"And this? ")
    await scene.drop(town)


def landscape() -> Image.Image:
    """Mountains on both sides of the water, and the sun between them."""
    width, height = 480, 270
    shore = height * 3 // 5
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for y in range(height):
        sky = y / shore if y < shore else (height - y) / (height - shore) * 0.9
        draw.line((0, y, width, y), fill=(int(40 + 210 * sky), int(60 + 95 * sky), 120))
    sun = (width // 2 - 26, shore - 40, width // 2 + 26, shore + 12)
    draw.ellipse(sun, fill="#ffe6a0")
    draw.rectangle((width // 2 - 60, shore, width // 2 + 60, shore + 14), fill="#d09a78")
    draw.polygon([(0, 40), (90, 70), (150, 130), (215, shore), (0, shore)], fill="#28324e")
    draw.polygon([(0, 110), (60, 120), (130, shore), (0, shore)], fill="#182036")
    draw.polygon([(480, 20), (380, 90), (330, 120), (262, shore), (480, shore)], fill="#303a58")
    draw.polygon([(480, 100), (430, 110), (350, shore), (480, shore)], fill="#1c2540")
    return image


async def documentation(scene: Scene) -> None:
    """Keys and pages that have a word."""
    await chat(scene)
    await scene.pilot.press("f1", *"keyring")
    await scene.sees("The configuration › Profiles")


SCENES: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "screenshot": streaming,
    "switcher": switcher,
    "find": find,
    "branch": branch,
    "export": export,
    "statistics": statistics,
    "picture": attached,
    "help": documentation,
}
ROWS = {"branch": 22, "export": 30, "picture": 32, "help": 26}
"""Fewer lines than usual, where there is little to see."""

WITH_HISTORY = ("statistics",)
"""Scenes that need conversations of other days."""
