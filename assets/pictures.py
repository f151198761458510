"""Makes the pictures of the README: the real app, talking to a scripted server on this machine.

Run it from the top of the repository with `uv run python -m assets.pictures`. The page in the
browser needs Chromium and is made by `web`; the moving picture by `assets.animation`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from pathlib import Path

from textual.pilot import Pilot

from assets.scenes import EARLIER, ROWS, SCENES, WITH_HISTORY, Scene
from assets.web_page import WEB, web_page
from copilot_tui.assembly import build
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from tests.servers_fake import FakeServer, Gate, json_answer, reply
from tests.ui.preparing import add_conversation

ENVIRONMENT = {"COLORTERM": "truecolor"}
DAY = 86_400.0


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


def add_history(folder: Path) -> None:
    """A month of conversations, for what counts them; the same at each run."""
    chance = random.Random(7)
    for day in range(1, 30):
        for _ in range(chance.randint(0, 4) if day % 7 > 1 else chance.randint(0, 1)):
            moment = time.time() - day * DAY + chance.gauss(0, 3) * 3600
            question, answer = "word " * chance.randint(4, 40), "word " * chance.randint(30, 300)
            clock = partial(next, count(moment, 6.0))
            add_conversation(folder, "Earlier", [(question, answer)] * 2, clock=clock)


async def picture(name: str, target: Path, theme: str, size: tuple[int, int]) -> None:
    """Play a scene and save what is seen at its end."""
    gate = Gate()
    server = FakeServer()
    server.route("/v1/models", json_answer({"data": [{"id": "gpt-4o"}]}))
    server.route("/v1/providers", json_answer([{"id": "Copilot"}]))
    with tempfile.TemporaryDirectory() as name_of_folder:
        folder = Path(name_of_folder)
        (folder / "chats").mkdir()
        os.environ["HOME"] = name_of_folder
        os.chdir(folder / "chats")
        if name in WITH_HISTORY:
            add_history(folder)
        async with server, running_app(folder, server.url, size) as pilot:
            scene = Scene(pilot, server, folder, gate)
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
            os.chdir(target.parent)
            gate.open()


def main() -> None:
    """Make the pictures that are named, in the chosen theme and size."""
    options = argparse.ArgumentParser()
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join((*SCENES, WEB)))
    options.add_argument("--theme", default="copilot-dark")
    options.add_argument("--columns", type=int, default=120)
    options.add_argument("--rows", type=int)
    options.add_argument(
        "--to", type=Path, default=Path(__file__).parent.resolve(), metavar="FOLDER"
    )
    chosen = options.parse_args()
    for name in chosen.names or (*SCENES, WEB):
        if name == WEB:
            web_page(chosen.to / f"{WEB}.png")
            continue
        size = chosen.columns, chosen.rows or ROWS.get(name, 38)
        asyncio.run(picture(name, chosen.to / f"{name}.svg", chosen.theme, size))


if __name__ == "__main__":
    main()
