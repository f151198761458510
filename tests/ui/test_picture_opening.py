"""Opening a picture of a message in the system's viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.ui.confirm_dialog import ConfirmDialog
from tests.pictures import photo
from tests.terminal.programs import Programs
from tests.ui.test_pictures import seeing

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.servers_fake import FakeServer
    from tests.ui.driving import Chat


async def ask(chat: Chat) -> None:
    """Run the command on the message with the picture."""
    chat.log.focus()
    await chat.focus_is(chat.log)
    await chat.press("g")
    await chat.screen.run_command("message.open_picture")


async def test_it_is_opened_only_after_a_yes(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = Programs(tmp_path / "programs")
    seen = viewer.folder / "seen"
    viewer.add("xdg-open", f'/bin/cat "$1" > {seen}.part; /bin/mv {seen}.part {seen}')
    monkeypatch.setenv("PATH", viewer.path)
    monkeypatch.setenv("DISPLAY", ":0")
    picture = photo(80, 64)
    async with seeing(tmp_path, server, picture) as chat:
        await ask(chat)
        await chat.until(lambda: isinstance(chat.app.screen, ConfirmDialog))
        await chat.press("escape")
        await chat.until(lambda: chat.app.screen is chat.screen)
        assert not seen.exists()
        await ask(chat)
        await chat.until(lambda: isinstance(chat.app.screen, ConfirmDialog))
        await chat.press("y")
        await chat.until(seen.exists)
        assert seen.read_bytes() == picture.data


async def test_where_no_window_can_be_shown_it_says_so(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    async with seeing(tmp_path, server, photo(80, 64)) as chat:
        await ask(chat)
        await chat.until(lambda: "save the picture instead" in chat.text())
