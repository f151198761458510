"""The settings, changed by the keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

import copilot_tui.ui
from copilot_tui.config import Density, Flags, Interface, NotifyWhen, Settings, load_settings
from copilot_tui.paths import Paths
from copilot_tui.ui.help_screen import HelpScreen
from copilot_tui.ui.settings_rows import rows
from copilot_tui.ui.settings_screen import SettingsScreen
from copilot_tui.ui.theme import DARK, LIGHT, choose_theme, theme_names
from copilot_tui.ui.theme_screen import ThemeScreen
from tests.ui.painted_screen import PaintedScreen
from tests.ui.waiting import wait_until

STYLES = Path(copilot_tui.ui.__file__).parent / "dialogs.tcss"


class SettingsApp(App[None]):
    """An app with nothing but the settings screen."""

    CSS_PATH = STYLES

    def __init__(self, settings: Settings, path: Path) -> None:
        super().__init__()
        self.settings = settings
        self.path = path
        self.applied: list[Interface] = []
        self.left_with: Interface | None = None

    def on_mount(self) -> None:
        """Show the settings."""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name
        self.push_screen(SettingsScreen(self.settings, self.path, self.take), self.leave)

    def take(self, interface: Interface) -> None:
        """Apply the settings, as far as this app has any use for them."""
        self.applied.append(interface)
        self.theme = choose_theme(interface.theme, {"TERM": "xterm-256color"})

    def leave(self, interface: Interface | None) -> None:
        """Remember what the screen was left with."""
        self.left_with = interface


class Driven:
    """The running app."""

    def __init__(self, app: SettingsApp, pilot: Pilot[None], painted: PaintedScreen) -> None:
        self.app = app
        self.pilot = pilot
        self.painted = painted

    async def press(self, *keys: str) -> None:
        """Press keys and let everything be done."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def go_to(self, title: str) -> None:
        """Move the cursor to a row."""
        screen = self.app.screen
        assert isinstance(screen, SettingsScreen)
        titles = [row.title for row in rows(self.app.settings)]
        while screen.rows.highlighted != titles.index(title):
            await self.press("down")

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait for something."""
        await wait_until(reached)

    def row(self, title: str) -> str:
        """The line of a row."""
        return next(line for line in self.painted.rows if f" {title} " in line)

    def text(self) -> str:
        """Everything on the screen, with its lines run together."""
        return " ".join(" ".join(self.painted.rows).replace("│", " ").split())


@asynccontextmanager
async def settings_of(
    folder: Path,
    text: str = "",
    *,
    flags: Flags | None = None,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[Driven]:
    """The settings screen of a file with this text."""
    paths = Paths(folder, folder)
    if text:
        paths.config_file.write_text(text)
    app = SettingsApp(load_settings(paths, {}, flags or Flags()), paths.config_file)
    painted = PaintedScreen(app)
    async with app.run_test(size=size, notifications=True) as pilot:
        driven = Driven(app, pilot, painted)
        await driven.until(lambda: isinstance(app.screen, SettingsScreen))
        await pilot.pause()
        yield driven


async def leave(driven: Driven) -> Interface:
    """Press escape and wait until the screen is gone."""
    await driven.press("escape")
    await driven.until(lambda: driven.app.left_with is not None)
    assert driven.app.left_with is not None
    return driven.app.left_with


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (50, 20)])
async def test_all_settings_and_the_place_of_the_file_are_on_the_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with settings_of(tmp_path, size=size) as driven:
        for title in ("Theme", "Density", "Times", "Enter sends", "Notify"):
            assert driven.row(title)
        assert "Automatic follows the terminal" in driven.text()
        assert "esc save and leave" in driven.text()
        assert "Saved in" in driven.text()
        await driven.go_to("Keys")
        await driven.until(lambda: "as they came" in driven.text())
        assert "[keys]" in driven.text()


async def test_a_change_is_applied_at_once_and_written_on_leaving(tmp_path: Path) -> None:
    before = "# mine\ntimes = 'full'  # long\n"
    async with settings_of(tmp_path, before) as driven:
        await driven.go_to("Density")
        await driven.press("right")
        assert "compact" in driven.row("Density")
        assert driven.app.applied[-1].density is Density.COMPACT
        await driven.go_to("Notify")
        await driven.press("space", "left", "left")
        assert driven.app.applied[-1].notifications.when is NotifyWhen.OFF
        assert driven.app.path.read_text() == before
        left_with = await leave(driven)
    assert left_with == driven.app.applied[-1]
    assert driven.app.path.read_text() == (
        '# mine\ntimes = \'full\'  # long\ndensity = "compact"\n\n[notifications]\nwhen = "off"\n'
    )


async def test_leaving_without_a_change_writes_nothing(tmp_path: Path) -> None:
    async with settings_of(tmp_path) as driven:
        await driven.press("down", "right", "left")
        assert await leave(driven) == Interface()
        assert driven.app.path.exists() is False


async def test_arrows_go_through_the_themes_and_show_them(tmp_path: Path) -> None:
    async with settings_of(tmp_path) as driven:
        await driven.press("right", "right")
        assert driven.app.theme == LIGHT.name
        assert LIGHT.name in driven.row("Theme")


async def test_the_list_of_themes_shows_each_and_can_be_left_without_a_choice(
    tmp_path: Path,
) -> None:
    async with settings_of(tmp_path) as driven:
        await driven.press("enter")
        await driven.until(lambda: isinstance(driven.app.screen, ThemeScreen))
        await driven.press("down", "down", "down")
        assert driven.app.theme == theme_names()[3]
        await driven.press("escape")
        await driven.until(lambda: isinstance(driven.app.screen, SettingsScreen))
        assert driven.app.theme == DARK.name
        await driven.press("enter")
        await driven.until(lambda: isinstance(driven.app.screen, ThemeScreen))
        await driven.press("down", "down", "enter")
        await driven.until(lambda: isinstance(driven.app.screen, SettingsScreen))
        assert (await leave(driven)).theme == LIGHT.name
    assert driven.app.path.read_text() == f'theme = "{LIGHT.name}"\n'


async def test_a_profile_that_a_flag_has_chosen_is_marked(tmp_path: Path) -> None:
    async with settings_of(tmp_path, flags=Flags(profile="offline")) as driven:
        await driven.go_to("Profile")
        assert "now offline, by --profile" in driven.row("Profile")
        await driven.press("right")
        await leave(driven)
    assert driven.app.path.read_text() == 'profile = "offline"\n'


async def test_missing_colours_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with settings_of(tmp_path) as driven:
        assert "now without colours, by NO_COLOR" in driven.row("Theme")


async def test_the_current_row_can_be_told_without_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with settings_of(tmp_path) as driven:
        await driven.go_to("Density")
        for title, is_current in (("Density", True), ("Times", False)):
            y = driven.painted.rows.index(driven.row(title))
            x = driven.row(title).index(title)
            assert ("4" in driven.painted.style(x, y).split(";")) is is_current


async def test_the_row_of_the_keys_counts_them_and_opens_the_help(tmp_path: Path) -> None:
    async with settings_of(tmp_path, '[keys]\n"message.copy" = "w"') as driven:
        await driven.go_to("Keys")
        assert "1 changed" in driven.row("Keys")
        await driven.press("enter")
        await driven.until(lambda: isinstance(driven.app.screen, HelpScreen))


@pytest.mark.parametrize("size", [(80, 24), (50, 20)])
async def test_a_file_that_cannot_be_written_says_so_and_keeps_the_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    async with settings_of(tmp_path, size=size) as driven:
        driven.app.path.write_text("theme = = 1")
        await driven.press("down", "right", "escape")
        await driven.until(lambda: "esc again leaves" in driven.text())
        assert f"~/{driven.app.path.name} has a problem" in driven.text()
        assert isinstance(driven.app.screen, SettingsScreen)
        assert 'density = "compact"' in driven.text()
        assert (await leave(driven)).density is Density.COMPACT
    assert driven.app.path.read_text() == "theme = = 1"


async def test_another_change_after_a_failure_is_tried_again(tmp_path: Path) -> None:
    async with settings_of(tmp_path) as driven:
        driven.app.path.write_text("theme = = 1")
        await driven.press("down", "right", "escape")
        await driven.until(lambda: "esc again leaves" in driven.text())
        driven.app.path.write_text("# mended\n")
        await driven.press("down", "right")
        await leave(driven)
    assert driven.app.path.read_text() == ('# mended\ndensity = "compact"\ntimes = "full"\n')
