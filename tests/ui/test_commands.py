"""The table of commands: its keys, the palette and the help made from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from copilot_tui.ui.app import CopilotApp
from copilot_tui.ui.chat_screen import ChatScreen
from copilot_tui.ui.commands import COMMANDS, START_SERVER, Command, palette_commands
from copilot_tui.ui.composer import Composer
from copilot_tui.ui.conversation_list import ConversationList
from copilot_tui.ui.dialogs import HelpDialog, RenameDialog
from copilot_tui.ui.message_log import MessageLog
from tests.servers_fake import FakeServer
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation

OURS: tuple[type[DOMNode], ...] = (
    CopilotApp,
    ChatScreen,
    Composer,
    ConversationList,
    HelpDialog,
    MessageLog,
    RenameDialog,
)
CANNOT_ARRIVE = {"alt+enter", "ctrl+i", "ctrl+m", "ctrl+h", "ctrl+b"}
ALIASES = {"↑": "up", "↓": "down", "esc": "escape", "?": "question_mark"}


def own_bindings() -> Iterator[tuple[str, Binding]]:
    """Every binding that one of our own classes adds."""
    for node in OURS:
        for binding in node.__dict__.get("BINDINGS", ()):
            assert isinstance(binding, Binding)
            yield node.__name__, binding


def test_every_binding_has_an_id() -> None:
    assert [binding for _, binding in own_bindings() if not binding.id] == []


def test_ids_are_unique_but_for_quit_which_also_works_without_the_chat() -> None:
    table = Counter(command.id for command in COMMANDS)
    assert set(table.values()) == {1}
    bound = Counter(binding.id for _, binding in own_bindings())
    assert {name for name, count in bound.items() if count > 1} <= {"app.quit"}


def test_only_keys_that_arrive_in_every_terminal_are_bound() -> None:
    keys = {key for _, binding in own_bindings() for key in binding.key.split(",")}
    assert not keys & CANNOT_ARRIVE


def test_no_key_means_two_things_in_one_part_of_the_screen() -> None:
    for where in {command.where for command in COMMANDS}:
        keys = [
            key
            for command in COMMANDS
            if command.where is where and command.keys
            for key in command.keys.split(",")
        ]
        assert len(keys) == len(set(keys))


def test_a_command_with_keys_shows_one_of_them_in_the_help() -> None:
    for command in COMMANDS:
        shown = {ALIASES.get(key, key) for key in command.shown_key.split()}
        assert shown <= set(command.keys.split(","))
        assert bool(shown) == bool(command.keys)


async def test_the_help_lists_every_command_that_has_a_key(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server, size=(120, 120)) as chat:
        await chat.press("f1")
        await chat.until(lambda: any("Keys" in row for row in chat.rows()))
        seen = " ".join(chat.text().replace("│", " ").split())
        missing = [
            command.id
            for command in COMMANDS
            if command.keys and " ".join(f"{command.shown_key} {command.help}".split()) not in seen
        ]
        assert missing == []
        await chat.press("escape")
        await chat.until(lambda: chat.app.screen is chat.screen)


async def test_help_scrolls_and_closes_in_a_small_terminal(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server, size=(40, 12)) as chat:
        await chat.press("f1")
        await chat.until(lambda: any("Keys" in row for row in chat.rows()))
        await chat.press("end")
        await chat.until(lambda: any("esc closes" in row for row in chat.rows()))
        await chat.press("q")
        await chat.until(lambda: chat.app.screen is chat.screen)


async def choose_in_palette(chat: Chat, title: str) -> None:
    """Open the palette, type a command's title and take the first hit."""
    await chat.press("ctrl+p")
    await chat.until(lambda: chat.app.screen is not chat.screen)
    chat.burst(*title)
    # Enter takes what is highlighted; the search has answered once the others are gone.
    other = next(entry for entry in palette_commands() if title not in (entry.title, entry.help))
    await chat.until(
        lambda: (
            any(title in row for row in chat.rows()[6:])
            and not any(other.help in row for row in chat.rows())
        )
    )
    await chat.press("enter")
    await chat.until(lambda: not any(title in row for row in chat.rows()[:6]) or left(chat))


def left(chat: Chat) -> bool:
    """Whether the app has ended."""
    return not chat.app.is_running


@pytest.mark.parametrize(
    "command",
    [entry for entry in palette_commands() if entry.id != START_SERVER],
    ids=lambda entry: entry.id,
)
async def test_every_command_of_the_palette_can_be_run_from_it(
    tmp_path: Path, server: FakeServer, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    add_conversation(tmp_path, "one", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        run_action = chat.screen.run_action

        async def record(action: str) -> None:
            ran.append(action)
            await run_action(action)

        monkeypatch.setattr(chat.screen, "run_action", record)
        await choose_in_palette(chat, command.title)
        await chat.until(lambda: ran == [command.action])
        await chat.pause()


async def test_starting_a_server_is_offered_only_where_one_can_be_started(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        offered = {entry.title for entry in chat.app.get_system_commands(Screen())}
        assert "Start g4f" not in offered
        assert "Theme" in offered
