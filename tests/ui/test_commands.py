"""The table of commands: its keys, the palette and the help made from it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.worker import Worker

from copilot_tui.commands import COMMANDS, COMMANDS_BY_ID, START_SERVER, Where, menu_commands
from copilot_tui.ui.app import CopilotApp
from copilot_tui.ui.chat_layout import ChatLayout
from copilot_tui.ui.chat_screen import ChatScreen
from copilot_tui.ui.composer import Composer
from copilot_tui.ui.confirm_dialog import ConfirmDialog
from copilot_tui.ui.conversation_list import ConversationList
from copilot_tui.ui.find_bar import FindBar
from copilot_tui.ui.help_screen import HelpScreen
from copilot_tui.ui.instructions_dialog import InstructionsDialog
from copilot_tui.ui.link_dialog import LinkDialog
from copilot_tui.ui.message_log import MessageLog
from copilot_tui.ui.model_picker import ModelPicker
from copilot_tui.ui.offered_commands import offered_commands
from copilot_tui.ui.page_screen import PageScreen
from copilot_tui.ui.picker import Picker
from copilot_tui.ui.picker_query import QueryInput
from copilot_tui.ui.picker_source import fixed
from copilot_tui.ui.rename_dialog import RenameDialog
from copilot_tui.ui.rows_screen import RowsScreen
from copilot_tui.ui.settings_screen import SettingsScreen
from copilot_tui.ui.sidebar import SidebarFilter
from copilot_tui.ui.statistics_screen import StatisticsScreen
from copilot_tui.ui.switcher import Switcher
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation
from tests.ui.waiting import PATIENCE

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer

OURS: tuple[type[DOMNode], ...] = (
    CopilotApp,
    ChatLayout,
    ChatScreen,
    Composer,
    ConversationList,
    FindBar,
    HelpScreen,
    InstructionsDialog,
    MessageLog,
    ModelPicker,
    PageScreen,
    Picker,
    RenameDialog,
    RowsScreen,
    SettingsScreen,
    SidebarFilter,
    StatisticsScreen,
    Switcher,
)
CANNOT_ARRIVE = {"alt+enter", "ctrl+i", "ctrl+m", "ctrl+h", "ctrl+b"}


def own_bindings() -> Iterator[tuple[str, Binding]]:
    """Every binding that one of our own classes adds."""
    for node in OURS:
        for binding in node.__dict__.get("BINDINGS", ()):
            assert isinstance(binding, Binding)
            yield node.__name__, binding


def test_every_binding_has_an_id() -> None:
    assert [binding for _, binding in own_bindings() if not binding.id] == []


def test_ids_are_unique_but_for_what_the_same_key_does_in_several_windows() -> None:
    table = Counter(command.id for command in COMMANDS)
    assert set(table.values()) == {1}
    bound = Counter(binding.id for _, binding in own_bindings())
    shared = {name for name, count in bound.items() if count > 1}
    lists = {command.id for command in COMMANDS if command.where is Where.LIST}
    assert shared <= {"app.quit", "conversation.switch", *lists}


def test_only_keys_that_arrive_in_every_terminal_are_bound() -> None:
    keys = {key for _, binding in own_bindings() for key in binding.key.split(",")}
    assert not keys & CANNOT_ARRIVE


def test_no_key_means_two_things_in_one_part_of_the_screen() -> None:
    for where in set(Where) - {Where.WINDOW}:
        keys = [
            key
            for command in COMMANDS
            if command.where is where and command.keys
            for key in command.keys.split(",")
        ]
        assert len(keys) == len(set(keys))


async def test_every_command_names_an_action_that_its_part_of_the_screen_has(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        parts: dict[Where, DOMNode] = {
            Where.ANYWHERE: chat.screen,
            Where.COMPOSER: chat.composer,
            Where.LOG: chat.log,
            Where.SIDEBAR: chat.sidebar,
            Where.LIST: Picker[str]("Anything", fixed([])),
        }
        named: dict[str, DOMNode] = {"app": chat.app, "screen": chat.screen}
        windows: dict[str, type[DOMNode]] = {
            "model": ModelPicker,
            "instructions": InstructionsDialog,
            "settings": SettingsScreen,
            "query": QueryInput,
            "confirm": ConfirmDialog,
            "link": LinkDialog,
            "statistics": StatisticsScreen,
        }
        for command in COMMANDS:
            namespace, _, action = command.action.partition("(")[0].rpartition(".")
            target: object = named.get(namespace) or parts.get(command.where)
            target = target or windows[command.id.partition(".")[0]]
            assert hasattr(target, f"action_{action}"), command.id


async def choose_in_palette(chat: Chat, title: str) -> None:
    """Open the palette, type a command's title and take the first hit, all in one burst."""
    chat.burst("ctrl+p", *title, "enter")
    await chat.until(lambda: chat.app.screen is chat.screen)


@pytest.mark.parametrize("name", ["conversation.pin", "message.fold", "app.density"])
async def test_a_command_of_any_part_of_the_screen_can_be_run_from_the_palette(
    tmp_path: Path, server: FakeServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    add_conversation(tmp_path, "one", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        run_command = chat.screen.run_command

        async def record(command_id: str) -> None:
            ran.append(command_id)
            await run_command(command_id)

        monkeypatch.setattr(chat.screen, "run_command", record)
        await choose_in_palette(chat, COMMANDS_BY_ID[name].title)
        await chat.until(lambda: ran == [name])
        await chat.pause()


@pytest.mark.slow
@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("is_open", [False, True], ids=["nothing there", "a conversation"])
async def test_every_command_of_the_menu_can_be_run(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch, is_open: bool, part: int
) -> None:
    monkeypatch.chdir(tmp_path)  # An export writes into the working folder.
    add_conversation(tmp_path, "one", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        prepare = partial(chat.choose, "one") if is_open else chat.start_new
        for command in [*menu_commands()][part::3]:
            if command.id in (START_SERVER, "app.quit"):
                continue
            await prepare_for(chat, prepare)
            running = {*chat.app.workers}
            await chat.screen.run_command(command.id)
            await chat.pause()
            await leave_what_opens(chat, running)
            await chat.answered()


async def leave_what_opens(chat: Chat, running: Collection[Worker[object]]) -> None:
    """Leave every dialog of a command, also one that opens once something was read for it.

    Args:
        chat: in which it was run.
        running: what already ran before it.
    """
    async with asyncio.timeout(PATIENCE):
        await chat.leave_dialogs()
        while not all(worker.is_finished for worker in {*chat.app.workers} - {*running}):
            await chat.pause()
            await chat.leave_dialogs()


async def prepare_for(chat: Chat, prepare: Callable[[], Awaitable[None]]) -> None:
    """Bring the app into the state that a command is tried in."""
    if chat.sidebar.known(1) is None:
        await chat.screen.run_command("app.undo")
        await chat.until(lambda: chat.sidebar.known(1) is not None)
    await prepare()


async def test_starting_a_server_is_offered_only_where_one_can_be_started(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        offered = {command.id for command in offered_commands(chat.screen)}
        assert START_SERVER not in offered
        assert "app.theme" in offered


async def test_the_palette_lists_what_can_be_done_with_its_keys(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server, size=(80, 24)) as chat:
        await chat.press("ctrl+p")
        await chat.until(lambda: any("New conversation" in row for row in chat.rows()))
        assert any("Switch conversation" in row and "ctrl+o" in row for row in chat.rows())
        await chat.press(*"theme")
        await chat.until(lambda: not any("New conversation" in row for row in chat.rows()))
        assert any("Theme" in row and "/theme" in row for row in chat.rows())
        await chat.leave_dialogs()
