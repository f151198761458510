"""Showing a file in the system's viewer, where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.terminal.viewer import open_in_viewer, opener
from copilot_tui.terminal.web_page import DRIVER, DRIVER_VARIABLE

if TYPE_CHECKING:
    from tests.terminal.programs import Programs


@pytest.mark.parametrize(
    ("environ", "platform", "program"),
    [
        ({}, "linux", ""),
        ({"DISPLAY": ":0"}, "linux", "xdg-open"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", "xdg-open"),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", "wslview"),
        ({}, "darwin", "open"),
        ({DRIVER_VARIABLE: DRIVER, "DISPLAY": ":0"}, "linux", ""),
    ],
)
def test_the_program_is_known_by_what_is_around(
    environ: dict[str, str], platform: str, program: str
) -> None:
    assert opener(environ, platform) == program


async def test_it_gets_the_path_and_says_whether_it_could(programs: Programs) -> None:
    environ = {"PATH": programs.path, "DISPLAY": ":0"}
    assert not await open_in_viewer("/a b.png", {"PATH": programs.path})
    programs.add("xdg-open", f'echo "$1" > {programs.folder}/opened')
    assert await open_in_viewer("/a b.png", environ)
    assert (programs.folder / "opened").read_text() == "/a b.png\n"
    programs.add("xdg-open", "exit 3")
    assert not await open_in_viewer("/a b.png", environ)
