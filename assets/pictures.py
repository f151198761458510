"""Makes the pictures of the README: the real app, talking to a scripted server on this machine.

Run it from the top of the repository with `uv run python -m assets.pictures`.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from textual.pilot import Pilot

from copilot_tui.assembly import build
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.ui.app import CopilotApp
from tests.servers_fake import FakeServer, Gate, json_answer, reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

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
ENVIRONMENT = {"COLORTERM": "truecolor"}


class Scene:
    """The running app with some conversations, one of them still answering.

    Args:
        pilot: of the app.
        server: that answers.
    """

    def __init__(self, pilot: Pilot[None], server: FakeServer) -> None:
        assert isinstance(pilot.app, CopilotApp)
        self.pilot = pilot
        self.app: CopilotApp = pilot.app
        self.server = server

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


async def chat(scene: Scene) -> None:
    """A conversation."""
    await scene.send(HELLO, ANSWER, in_pieces=True)
    await scene.sees("more about")


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


SCENES: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "screenshot": chat,
    "switcher": switcher,
    "find": find,
    "branch": branch,
}
ROWS = {"branch": 22}
"""Fewer lines than usual, where there is little to see."""


@asynccontextmanager
async def running_app(folder: Path, url: str, size: tuple[int, int]) -> AsyncIterator[Pilot[None]]:
    """The app as `copilot-tui --url URL` makes it, with its files in `folder`."""
    paths = Paths(config=folder, data=folder)
    settings = load_settings(paths, {}, Flags(url=url))
    app, store = build(settings, paths, ENVIRONMENT)
    async with app.run_test(size=size) as pilot:
        yield pilot
        await app.action_quit()
    store.close()


async def picture(name: str, target: Path, theme: str, size: tuple[int, int]) -> None:
    """Play a scene and save what is seen at its end."""
    gate = Gate()
    server = FakeServer()
    server.route("/v1/models", json_answer({"data": [{"id": "gpt-4o"}]}))
    server.route("/v1/providers", json_answer([{"id": "Copilot"}]))
    with tempfile.TemporaryDirectory() as folder:
        async with server, running_app(Path(folder), server.url, size) as pilot:
            scene = Scene(pilot, server)
            scene.app.theme = theme
            await scene.until(lambda: scene.app.chat.pane.answering != "")
            for question, answer in EARLIER:
                await scene.send(question, answer)
                await pilot.press("ctrl+n")
            server.answer(reply("Thinking about it …").hold(gate, 150))
            await scene.send("Write a long story about a lighthouse")
            await scene.until(lambda: scene.app.chat.pane.conversation is not None)
            await pilot.press("ctrl+n")
            await SCENES[name](scene)
            await pilot.pause(0.2)
            scene.app.save_screenshot(target.name, str(target.parent))
            gate.open()


def main() -> None:
    """Make the pictures that are named, in the chosen theme and size."""
    options = argparse.ArgumentParser()
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SCENES))
    options.add_argument("--theme", default="copilot-dark")
    options.add_argument("--columns", type=int, default=120)
    options.add_argument("--rows", type=int)
    options.add_argument("--to", type=Path, default=Path(__file__).parent, metavar="FOLDER")
    chosen = options.parse_args()
    for name in chosen.names or SCENES:
        size = chosen.columns, chosen.rows or ROWS.get(name, 38)
        asyncio.run(picture(name, chosen.to / f"{name}.svg", chosen.theme, size))


if __name__ == "__main__":
    main()
