"""Makes assets/screenshot.svg: the real app, talking to a scripted server on this machine.

Run it from the top of the repository with `uv run python -m assets.screenshot`.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from copilot_tui.cli import build
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.ui.app import CopilotApp
from tests.servers_fake import FakeServer, Gate, json_answer, reply

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
EARLIER = ("Plan a weekend in Oslo", "A regular expression for dates", "Letter to the landlord")


@asynccontextmanager
async def running_app(folder: Path, url: str, size: tuple[int, int]) -> AsyncIterator[Pilot[None]]:
    """The app as `copilot-tui --url URL` makes it, with its files in `folder`."""
    paths = Paths(config=folder, data=folder)
    settings = load_settings(paths, {}, Flags(url=url))
    app, store = build(settings, paths, {})
    async with app.run_test(size=size) as pilot:
        yield pilot
        await app.action_quit()
    store.close()


async def until(pilot: Pilot[None], reached: Callable[[], bool]) -> None:
    """Let the app go on until something is so."""
    async with asyncio.timeout(20):
        while not reached():
            await pilot.pause(0.02)


async def send(pilot: Pilot[None], text: str) -> None:
    """Type a message and press enter."""
    app = pilot.app
    assert isinstance(app, CopilotApp)
    app.chat.pane.composer.restore(text)
    await pilot.press("enter")
    await until(pilot, lambda: app.chat.pane.conversation is not None)


async def picture(target: Path, theme: str, size: tuple[int, int]) -> None:
    """Have a few conversations, one of them still answering, and save what is seen."""
    gate = Gate()
    server = FakeServer()
    server.route("/v1/models", json_answer({"data": [{"id": "gpt-4o"}]}))
    server.route("/v1/providers", json_answer([{"id": "Copilot"}]))
    server.default = reply("Gladly.", provider="Copilot")
    with tempfile.TemporaryDirectory() as folder:
        async with server, running_app(Path(folder), server.url, size) as pilot:
            app = pilot.app
            assert isinstance(app, CopilotApp)
            app.theme = theme
            await until(pilot, lambda: app.chat.pane.answering != "")
            for question in EARLIER:
                await send(pilot, question)
                await until(pilot, lambda: not app.chat.pane.is_answering)
                await pilot.press("ctrl+n")
            server.answer(reply("Thinking about it …").hold(gate, 150))
            await send(pilot, "Write a long story about a lighthouse")
            await pilot.press("ctrl+n")
            server.answer(reply(*re.findall(r"\S+\s*|\s+", ANSWER), provider="Copilot"))
            await send(pilot, "Hello, i am Heiner. How are you?")
            await until(pilot, lambda: not app.chat.pane.is_answering)
            await pilot.pause(0.2)
            app.save_screenshot(target.name, str(target.parent))
            gate.open()


def main() -> None:
    """Write the picture, in the chosen theme and size."""
    options = argparse.ArgumentParser()
    options.add_argument("--theme", default="copilot-dark")
    options.add_argument("--columns", type=int, default=120)
    options.add_argument("--rows", type=int, default=38)
    options.add_argument("--to", type=Path, default=Path(__file__).with_name("screenshot.svg"))
    chosen = options.parse_args()
    asyncio.run(picture(chosen.to, chosen.theme, (chosen.columns, chosen.rows)))


if __name__ == "__main__":
    main()
