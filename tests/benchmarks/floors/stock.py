"""The obvious way: a Markdown widget for each reply, which `Markdown.get_stream` lets grow."""

from __future__ import annotations

import json
import sys

import httpx
from textual import on, work
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Markdown


class Stock(App[None]):
    """A log of widgets and a field; nothing is kept.

    Args:
        url: the base URL of the server.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def compose(self) -> ComposeResult:
        """The log, and the field below it."""
        yield VerticalScroll()
        yield Input(placeholder="Message")

    def on_mount(self) -> None:
        """Follow the newest text."""
        self.query_one(VerticalScroll).anchor()
        self.query_one(Input).focus()

    @on(Input.Submitted)
    async def _send(self, event: Input.Submitted) -> None:
        event.input.clear()
        log = self.query_one(VerticalScroll)
        await log.mount(Markdown(event.value))
        reply = Markdown()
        await log.mount(reply)
        self._answer(event.value, reply)

    @work
    async def _answer(self, question: str, reply: Markdown) -> None:
        body = {"stream": True, "messages": [{"role": "user", "content": question}]}
        stream = Markdown.get_stream(reply)
        async with (
            httpx.AsyncClient(timeout=None) as client,
            client.stream("POST", f"{self._url}/chat/completions", json=body) as answer,
        ):
            async for line in answer.aiter_lines():
                if not line.startswith("data: {"):
                    continue
                delta = json.loads(line[6:])["choices"][0]["delta"]
                if delta.get("content"):
                    await stream.write(delta["content"])
        await stream.stop()


if __name__ == "__main__":
    Stock(sys.argv[1]).run()
