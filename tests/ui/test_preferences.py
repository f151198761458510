"""Settings that take effect at once and are kept, remapped keys, and calling the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.config import Density, Flags
from copilot_tui.config import writer as config_writer
from copilot_tui.errors import ConfigError
from copilot_tui.ui.help_screen import HelpScreen
from copilot_tui.ui.rows_screen import Rows
from copilot_tui.ui.settings_screen import SettingsScreen
from copilot_tui.ui.theme_screen import ThemeScreen
from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.in_the_log import contents, exchange, press_on
from tests.ui.preparing import add_conversation, scripted

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.chat.conversation import Message

COMMENT = "# Mine, and to be kept.\n"
BELL = "\a"


def configure(folder: Path, server: FakeServer, text: str = "") -> Path:
    """Write a configuration for this server, beginning with a comment."""
    file = folder / "config.toml"
    file.write_text(f'{COMMENT}{text}\n[profiles.g4f]\nurl = "{server.url}"\n')
    return file


async def run_typed(chat: Chat, command: str) -> None:
    """Run a command from the prompt."""
    chat.burst(*command, "enter")
    await chat.until(lambda: chat.composer.text == "")


async def test_density_changes_at_once_and_is_written_beside_the_comment(
    tmp_path: Path, server: FakeServer
) -> None:
    file = configure(tmp_path, server)
    add_conversation(tmp_path, "talk", [("q", "a")])
    async with chatting(tmp_path, server, flags=Flags()) as chat:
        await chat.choose("talk")
        await chat.until(lambda: "a" in chat.log_rows())
        apart = chat.log_rows().index("a") - chat.log_rows().index("q")
        await run_typed(chat, "/density")
        await chat.until(lambda: chat.log_rows().index("a") - chat.log_rows().index("q") < apart)
        await chat.until(lambda: f'density = "{Density.COMPACT.value}"' in file.read_text())
        assert file.read_text().startswith(COMMENT)
    async with chatting(tmp_path, server, flags=Flags()) as chat:
        assert chat.log.compact


async def test_the_theme_is_seen_while_it_is_chosen_and_written(
    tmp_path: Path, server: FakeServer
) -> None:
    file = configure(tmp_path, server)
    async with chatting(tmp_path, server, flags=Flags()) as chat:
        before = chat.app.theme
        await run_typed(chat, "/theme")
        await chat.until(lambda: isinstance(chat.app.screen, ThemeScreen))
        await chat.press("down", "down", "down")
        await chat.until(lambda: chat.app.theme != before)
        chosen = chat.app.theme
        await chat.press("enter")
        await chat.until(lambda: chat.app.screen is chat.screen)
        await chat.until(lambda: f'theme = "{chosen}"' in file.read_text())
        assert chat.app.theme == chosen
        assert file.read_text().startswith(COMMENT)
        await run_typed(chat, "/theme")
        await chat.until(lambda: isinstance(chat.app.screen, ThemeScreen))
        await chat.press("down")
        await chat.press("escape")
        await chat.until(lambda: chat.app.theme == chosen)


async def test_the_settings_swap_enter_and_ctrl_j_at_once(
    tmp_path: Path, server: FakeServer
) -> None:
    file = configure(tmp_path, server)
    async with chatting(tmp_path, server, flags=Flags()) as chat:
        await run_typed(chat, "/settings")
        await chat.until(lambda: isinstance(chat.app.screen, SettingsScreen))
        await select_row(chat, "nter")
        await chat.press("space", "escape")
        await chat.until(lambda: chat.app.screen is chat.screen)
        await chat.until(lambda: "enter_sends = false" in file.read_text())
        chat.burst(*"one", "enter", *"two")
        await chat.until(lambda: chat.composer.text == "one\ntwo")
        assert chat.asked == []
        chat.burst("ctrl+j")
        await chat.until(lambda: chat.asked == ["one\ntwo"])
        await chat.answered()


async def select_row(chat: Chat, word: str) -> None:
    """Go down in the settings to the row of this word."""
    screen = chat.app.screen
    assert isinstance(screen, SettingsScreen)
    await chat.until(lambda: bool(screen.query(Rows)))
    for _ in range(screen.rows.option_count):
        if word in str(screen.rows.highlighted_option and screen.rows.highlighted_option.prompt):
            return
        await chat.press("down")
    raise AssertionError(word)


async def test_a_setting_that_cannot_be_written_holds_and_it_is_said_why(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(tmp_path, server)

    def refuse(path: Path, *_: object) -> None:
        raise ConfigError(f"{path} cannot be written.", "Make it writable.")

    monkeypatch.setattr(config_writer, "write_setting", refuse)
    async with chatting(tmp_path, server, flags=Flags()) as chat:
        await run_typed(chat, "/density")
        await chat.until(lambda: any("cannot be written" in text for text in chat.notices()))
        assert any("Make it writable." in text for text in chat.notices())
        assert chat.log.compact


async def test_remapped_keys_work_and_are_shown(tmp_path: Path, server: FakeServer) -> None:
    configure(tmp_path, server, '[keys]\n"message.copy" = "f9"\n"conversation.new" = "ctrl+s"\n')
    async with chatting(tmp_path, server, flags=Flags(), size=(120, 40)) as chat:
        await exchange(chat, "one", "Hello from the fake server.")
        assert "^s new" in chat.text(chat.screen.status_line)
        await press_on(chat, "Hello from the fake server.", "y")
        assert copies(tmp_path) == []
        assert "f9 copy" in chat.text(chat.screen.status_line)
        await chat.press("f9")
        await chat.until(lambda: len(copies(tmp_path)) == 1)
        await chat.press("f1")
        await chat.until(lambda: isinstance(chat.app.screen, HelpScreen))
        await chat.until(
            lambda: any("f9" in row and "Copy the message" in row for row in chat.rows())
        )
        await chat.leave_dialogs()
        await chat.press("ctrl+s")
        await chat.until(lambda: chat.pane.conversation is None)


def written_by(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the app writes to the terminal to call the user, from now on."""
    written: list[str] = []
    monkeypatch.setattr(chat.app._caller, "_write", written.append)
    return written


def calls(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the conversations whose replies were considered for a call, from now on."""
    considered: list[str] = []
    call = chat.app._caller.call

    def recorded(reply: Message, title: str, *, focused: bool, shown: bool) -> None:
        call(reply, title, focused=focused, shown=shown)
        considered.append(title)

    monkeypatch.setattr(chat.app._caller, "call", recorded)
    return considered


def copies(folder: Path) -> list[Path]:
    """The files that something was copied to."""
    return list(folder.glob("copied-*.md"))


@pytest.mark.parametrize(
    ("when", "elsewhere", "rings"),
    [
        ("unfocused", True, True),
        ("unfocused", False, False),
        ("always", False, True),
        ("off", True, False),
    ],
)
async def test_the_bell_rings_for_a_reply_as_the_settings_say(
    tmp_path: Path,
    server: FakeServer,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
    elsewhere: bool,
    rings: bool,
) -> None:
    configure(tmp_path, server, f'[notifications]\nwhen = "{when}"\n')
    gate = Gate()
    server.answer(scripted("So", gate, "."))
    async with chatting(tmp_path, server, flags=Flags()) as chat:
        written = written_by(chat, monkeypatch)
        called = calls(chat, monkeypatch)
        await chat.send("one")
        await chat.until(lambda: contents(chat)[-1:] == ["So"])
        if elsewhere:
            await chat.start_new()
        gate.open()
        await chat.until(lambda: called == ["one"])
        assert (BELL in written) is rings
        assert any("● answered: one" in text for text in written) is (rings and elsewhere)
        await chat.answered()
