"""The ways of a copied text, with programs that stand in for those of a desktop."""

from __future__ import annotations

import base64
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import CopyFailed
from copilot_tui.terminal.clipboard import LONGEST_SEQUENCE, Clipboard, Copied, CopyMethod
from copilot_tui.terminal.web_page import page_environment

if TYPE_CHECKING:
    from tests.terminal.programs import Programs

TEXT = "Grüße, 世界\n\tdef f():\n"
X11 = {"DISPLAY": ":0"}
WAYLAND = {"WAYLAND_DISPLAY": "wayland-0"}
SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}


class Desk:
    """A clipboard and what is written to its terminal."""

    def __init__(self, folder: Path, programs: Programs) -> None:
        self.folder = folder
        self.programs = programs
        self.written: list[str] = []
        self.time_limit = 10.0

    async def copy(self, text: str, platform: str = "linux", **environ: str) -> Copied:
        clipboard = Clipboard(
            {"PATH": self.programs.path, "TERM": "xterm-256color"} | environ,
            write_terminal=self.written.append,
            folder=self.folder,
            platform=platform,
            time_limit=self.time_limit,
        )
        return await clipboard.copy(text)


@pytest.fixture
def desk(tmp_path: Path, programs: Programs) -> Desk:
    return Desk(tmp_path / "data", programs)


def osc52(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"


@pytest.mark.parametrize(
    ("tool", "platform", "environ", "encoding"),
    [
        ("wl-copy", "linux", WAYLAND, "utf-8"),
        ("xclip", "linux", X11, "utf-8"),
        ("xsel", "linux", X11, "utf-8"),
        ("pbcopy", "darwin", {}, "utf-8"),
        ("clip.exe", "linux", {"WSL_DISTRO_NAME": "Debian"}, "utf-16-le"),
    ],
)
async def test_a_program_of_the_desktop_gets_the_text_and_is_named(
    desk: Desk, tool: str, platform: str, environ: dict[str, str], encoding: str
) -> None:
    desk.programs.add(tool)

    copied = await desk.copy(TEXT, platform, **environ)

    assert copied == Copied(CopyMethod.NATIVE, f"with {tool}")
    assert desk.programs.got(tool) == TEXT.encode(encoding)
    assert desk.written == []


async def test_pbcopy_is_told_that_the_text_is_utf8(desk: Desk) -> None:
    desk.programs.add("pbcopy", 'printf "%s" "$LC_ALL" > "$0.got"')

    await desk.copy(TEXT, "darwin", LC_ALL="C")

    assert desk.programs.got("pbcopy") == b"en_US.UTF-8"


async def test_wayland_comes_before_its_x_server(desk: Desk) -> None:
    desk.programs.add("wl-copy")
    desk.programs.add("xclip")

    assert (await desk.copy(TEXT, **X11, **WAYLAND)).words == "with wl-copy"


async def test_without_a_display_no_program_of_it_is_run(desk: Desk) -> None:
    desk.programs.add("xclip")

    assert (await desk.copy(TEXT)).method is CopyMethod.TERMINAL
    assert desk.programs.got("xclip") is None


@pytest.mark.parametrize("script", ["exit 1", "kill -STOP $$", "kill -KILL $$"])
async def test_after_a_program_that_fails_or_hangs_comes_the_next_one(
    desk: Desk, script: str
) -> None:
    desk.programs.add("xclip", script)
    desk.programs.add("xsel")
    desk.time_limit = 1.0

    assert (await desk.copy(TEXT, **X11)).words == "with xsel"


async def test_a_program_that_cannot_be_run_is_passed_over(desk: Desk) -> None:
    desk.programs.add("xclip")
    (desk.programs.folder / "xclip").write_bytes(b"#!/nowhere/sh\n")

    assert (await desk.copy(TEXT, **X11)).method is CopyMethod.TERMINAL


async def test_a_program_that_stays_to_serve_the_text_is_not_waited_for(desk: Desk) -> None:
    desk.programs.add(
        "xclip", '/bin/cat > "$0.got"; /bin/sleep 60 & printf "%s" $! > "$0-stays.got"'
    )

    copied = await desk.copy(TEXT, **X11)

    serving = int(desk.programs.got("xclip-stays") or 0)
    assert copied.words == "with xclip"
    os.kill(serving, signal.SIGKILL)


async def test_without_a_program_the_terminal_is_asked(desk: Desk) -> None:
    copied = await desk.copy(TEXT)

    assert copied == Copied(CopyMethod.TERMINAL, "through the terminal (OSC 52)")
    assert desk.written == [osc52(TEXT)]


async def test_what_is_copied_is_cleaned_first(desk: Desk) -> None:
    desk.programs.add("xclip")

    await desk.copy("a\x1b]0;b\a\r\n\ud800", **X11)

    assert desk.programs.got("xclip") == "a␛]0;b␇\n\ufffd".encode()


async def test_over_ssh_the_clipboard_of_the_far_machine_is_left_alone(desk: Desk) -> None:
    desk.programs.add("xclip")
    desk.programs.add("wl-copy")

    copied = await desk.copy(TEXT, **SSH, **X11, **WAYLAND)

    assert copied.method is CopyMethod.TERMINAL
    assert desk.programs.got("xclip") is None


async def test_over_ssh_a_forwarded_display_takes_what_is_too_long_for_the_terminal(
    desk: Desk,
) -> None:
    desk.programs.add("xclip")
    long = "x" * LONGEST_SEQUENCE

    assert (await desk.copy(TEXT, **SSH, DISPLAY="localhost:10.0")).method is CopyMethod.TERMINAL
    assert (await desk.copy(long, **SSH, DISPLAY="localhost:10.0")).words == "with xclip"
    assert (await desk.copy(long, **SSH, DISPLAY=":0")).method is CopyMethod.FILE


async def test_the_terminal_gets_no_longer_sequence_than_it_may_take(desk: Desk) -> None:
    # As many bytes as its base64, with the 8 bytes around it, has room for.
    fits = "x" * ((LONGEST_SEQUENCE - 8) // 4 * 3)

    assert (await desk.copy(fits)).method is CopyMethod.TERMINAL
    assert (await desk.copy(fits + "x")).method is CopyMethod.FILE
    assert len(desk.written) == 1


@pytest.mark.parametrize("term", ["linux", "dumb"])
async def test_a_terminal_without_a_clipboard_is_not_asked(desk: Desk, term: str) -> None:
    assert (await desk.copy(TEXT, TERM=term)).method is CopyMethod.FILE
    assert desk.written == []


async def test_the_file_is_named_and_only_its_owner_can_read_it(desk: Desk) -> None:
    copied = await desk.copy(TEXT, TERM="dumb")

    (file,) = desk.folder.iterdir()
    assert copied.words == f"to {file}"
    assert (file.suffix, file.read_bytes()) == (".md", TEXT.encode())
    assert file.stat().st_mode & 0o777 == 0o600
    assert desk.folder.stat().st_mode & 0o777 == 0o700


async def test_a_second_file_does_not_overwrite_the_first(desk: Desk) -> None:
    for text in ("one", "two", "three"):
        await desk.copy(text, TERM="dumb")

    assert sorted(file.read_text() for file in desk.folder.iterdir()) == ["one", "three", "two"]


async def test_a_folder_that_takes_no_file_is_an_error_that_says_so(desk: Desk) -> None:
    desk.folder.write_text("in the way")

    with pytest.raises(CopyFailed, match="Nothing was copied") as caught:
        await desk.copy(TEXT, TERM="dumb")

    assert str(desk.folder) in caught.value.what
    assert caught.value.todo


async def test_gnu_screen_hands_on_the_sequence_in_pieces_it_can_hold(desk: Desk) -> None:
    text = "word " * 1000

    await desk.copy(text, STY="1234.pts-0.host")

    pieces = desk.written[0].split("\x1bP")[1:]
    assert max(len(piece) for piece in pieces) <= 768 - 2
    assert all(piece.endswith("\x1b\\") for piece in pieces)
    assert "".join(piece.removesuffix("\x1b\\") for piece in pieces) == osc52(text)


async def test_a_tmux_that_refuses_gets_the_wrapped_sequence(desk: Desk) -> None:
    desk.programs.add("tmux", "exit 1")

    copied = await desk.copy("hi", TMUX="/tmp/tmux-0/default,1,0")

    assert copied.method is CopyMethod.TERMINAL
    assert desk.written == [f"\x1bPtmux;\x1b{osc52('hi')}\x1b\\"]


@pytest.mark.parametrize("environ", [WAYLAND, SSH, {"TMUX": "/tmp/tmux"}])
async def test_in_a_web_page_the_browser_has_the_clipboard(
    desk: Desk, environ: dict[str, str]
) -> None:
    text = TEXT * 10_000

    copied = await desk.copy(text, **page_environment(environ, 80, 24))

    assert copied.sentence(text) == "Copied 20,000 lines in the browser."
    assert desk.written == [osc52(text)]


async def test_what_is_too_long_for_a_page_goes_to_a_file(desk: Desk) -> None:
    copied = await desk.copy("x" * 8_000_000, **page_environment({}, 80, 24))

    assert copied.method is CopyMethod.FILE
    assert desk.written == []
