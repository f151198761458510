"""The picture in the clipboard, with programs that stand in for those of a desktop."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from copilot_tui.terminal.clipboard_picture import picture_tools, read_clipboard_picture
from tests.pictures import png

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WAYLAND = {"WAYLAND_DISPLAY": "wayland-0"}
X11 = {"DISPLAY": ":0"}
SSH = {"SSH_TTY": "/dev/pts/1"}


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)


def names(environ: Mapping[str, str], platform: str = "linux") -> list[str]:
    return [tool.name for tool in picture_tools(environ, platform)]


@pytest.mark.parametrize(
    ("environ", "platform", "tools"),
    [
        ({}, "linux", []),
        (WAYLAND, "linux", ["wl-paste"]),
        (X11, "linux", ["xclip"]),
        (WAYLAND | X11, "linux", ["wl-paste", "xclip"]),
        (X11 | {"WSL_DISTRO_NAME": "Debian"}, "linux", ["powershell.exe", "xclip"]),
        ({}, "win32", ["powershell.exe"]),
        ({}, "darwin", ["pngpaste"]),
        (X11 | WAYLAND | SSH, "linux", []),
        ({"DISPLAY": "localhost:10.0"} | SSH, "linux", ["xclip"]),
    ],
)
def test_the_programs_are_those_that_reach_the_users_clipboard(
    environ: Mapping[str, str], platform: str, tools: list[str]
) -> None:
    assert names(environ, platform) == tools


async def test_the_first_that_has_a_picture_gives_it(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    program(tmp_path, "wl-paste", "exit 1")
    program(tmp_path, "xclip", f"/bin/cat '{tmp_path}/a.png'")
    environ = {"PATH": str(tmp_path)} | WAYLAND | X11
    assert await read_clipboard_picture(environ, "linux") == png()


async def test_powershell_writes_it_as_text(tmp_path: Path) -> None:
    text = b64encode(png()).decode()
    program(tmp_path, "powershell.exe", f"printf '%s\\r\\n' {text}")
    assert await read_clipboard_picture({"PATH": str(tmp_path)}, "win32") == png()
    program(tmp_path, "powershell.exe", "printf '%s' 'Not base64!'")
    assert await read_clipboard_picture({"PATH": str(tmp_path)}, "win32") is None


async def test_without_a_picture_there_is_none(tmp_path: Path) -> None:
    program(tmp_path, "xclip", "exit 0")
    assert await read_clipboard_picture({"PATH": str(tmp_path)} | X11, "linux") is None
    assert await read_clipboard_picture({"PATH": str(tmp_path)} | WAYLAND, "linux") is None
