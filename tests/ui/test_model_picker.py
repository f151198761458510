"""Choosing who answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from copilot_tui.chat.answerer import ANY_PROVIDER, Answerer
from copilot_tui.errors import ServerUnreachable
from copilot_tui.ui.model_picker import ModelPicker
from tests.ui.picking import Window, showing

COPILOT = Answerer("g4f", "Copilot")
OPENAI = Answerer("g4f", "OpenaiChat")
ANYONE = Answerer("g4f", ANY_PROVIDER, "gpt-4o")
SMALL = Answerer("offline", "", "SmolLM2")
LISTED = {"g4f": [COPILOT, OPENAI, ANYONE], "offline": [SMALL]}
MODELS = {"Copilot": ("Think Deeper", "Smart"), "OpenaiChat": ("o3", "gpt-4o")}


class Servers:
    """What the servers answer, and what they were asked.

    Args:
        silent: profiles whose server cannot be reached.
    """

    def __init__(self, *silent: str) -> None:
        self.silent = silent
        self.asked: list[str] = []
        self.answer = asyncio.Event()
        self.answer.set()

    async def load(self, profile: str) -> Sequence[Answerer]:
        """What a profile's server lists."""
        await self.answer.wait()
        if profile in self.silent:
            raise ServerUnreachable("Nothing answers at localhost.", "Start the server.")
        return LISTED[profile]

    async def models_of(self, profile: str, provider: str) -> Sequence[str]:
        """The models of a provider."""
        self.asked.append(provider)
        if profile in self.silent:
            raise ServerUnreachable("Nothing answers at localhost.", "Start the server.")
        return MODELS[provider]


def picker(
    servers: Servers, *, current: Answerer = ANYONE, recent: Sequence[Answerer] = ()
) -> ModelPicker:
    """The window over these servers."""

    async def load_recent() -> Sequence[Answerer]:
        return recent

    return ModelPicker(
        servers.load,
        servers.models_of,
        profiles=["g4f", "offline"],
        current=current,
        recent=load_recent,
    )


def rows(window: Window[Answerer | None]) -> list[str]:
    """The lines of the list, with single spaces."""
    lines = [" ".join(line.strip(" ▌").split()) for line in window.listed]
    rule = next(at for at, line in enumerate(lines) if line.startswith("──"))
    return lines[rule + 1 : -1]


async def test_those_used_last_come_first_then_each_profile_with_what_its_server_lists() -> None:
    async with showing(picker(Servers(), recent=[SMALL, OPENAI])) as window:
        await window.sees("esc cancel")
        await window.until(
            lambda: (
                rows(window)
                == [
                    *("Recently used", "SmolLM2 offline", "OpenaiChat g4f"),
                    *("g4f", "Copilot", "OpenaiChat", "● any provider · gpt-4o"),
                    *("offline", "SmolLM2"),
                ]
            )
        )
        await window.press("home", "enter")
        assert await window.result() == SMALL


async def test_the_cursor_starts_on_the_current_one() -> None:
    async with showing(picker(Servers(), recent=[SMALL, ANYONE])) as window:
        await window.sees("▌● any provider · gpt-4o")
        await window.press("enter")
        assert await window.result() == ANYONE


async def test_the_models_of_the_current_provider_stand_below_it() -> None:
    servers = Servers()
    async with showing(picker(servers, current=Answerer("g4f", "Copilot", "Smart"))) as window:
        await window.sees("● Copilot · Smart")
        lines = rows(window)
        at = lines.index("Copilot")
        assert lines[at + 1 : at + 3] == ["Copilot · Think Deeper", "● Copilot · Smart"]
        assert servers.asked == ["Copilot"]


async def test_right_lists_the_models_of_another_provider() -> None:
    async with showing(picker(Servers())) as window:
        await window.press(*"openai")
        await window.sees("→ models of this provider")
        await window.press("right")
        await window.sees("OpenaiChat · o3")
        await window.until(lambda: "→ models" not in window.text)
        await window.press(*" o3", "enter")
        assert await window.result() == Answerer("g4f", "OpenaiChat", "o3")


async def test_right_moves_in_the_text_while_the_cursor_stands_inside() -> None:
    servers = Servers()
    async with showing(picker(servers)) as window:
        await window.press(*"opnai", "left", "left", "left", "e", "right", "right", "right", "x")
        await window.sees("openaix")
        assert servers.asked == []


async def test_a_profile_is_named_where_its_rows_are_mixed() -> None:
    async with showing(picker(Servers())) as window:
        await window.press("o")
        await window.until(lambda: "SmolLM2 offline" in rows(window))
        assert "Copilot g4f" in rows(window)
        assert "Recently used" not in rows(window)


async def test_a_silent_server_is_told_and_a_name_can_be_typed() -> None:
    servers = Servers("g4f", "offline")
    async with showing(picker(servers, current=COPILOT)) as window:
        await window.sees("✗ ")
        await window.sees("Nothing answers at localhost.")
        await window.sees("No server has listed anything. A name can be typed.")
        window.burst(*"my model", "enter")
        assert await window.result() == Answerer("g4f", "Copilot", "my model")


async def test_one_silent_server_does_not_hide_what_another_lists() -> None:
    async with showing(picker(Servers("g4f"), current=SMALL)) as window:
        await window.sees("Nothing answers at localhost.")
        await window.sees("● SmolLM2")


async def test_it_is_said_who_is_asked_and_those_used_last_can_be_chosen_meanwhile() -> None:
    servers = Servers()
    servers.answer.clear()
    async with showing(picker(servers, recent=[SMALL])) as window:
        await window.sees("Asking g4f, offline …")
        await window.sees("▌  SmolLM2")
        servers.answer.set()
        await window.sees("▌● any provider")
        await window.until(lambda: "Asking" not in window.text)


async def test_esc_takes_none_while_servers_are_still_silent() -> None:
    servers = Servers()
    servers.answer.clear()
    async with showing(picker(servers)) as window:
        await window.press("escape")
        assert await window.result() is None
