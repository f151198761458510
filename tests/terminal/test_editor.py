"""The external editor, played by small programs."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import EditorFailed
from copilot_tui.terminal.editor import LONGEST_TEXT, edit, editor_command
from tests.e2e.terminal import is_running

if TYPE_CHECKING:
    from tests.terminal.programs import Programs

DRAFT = "Grüße,\n\n  世界"


@pytest.fixture(autouse=True)
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    folder = tmp_path / "drafts"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


async def edit_with(
    programs: Programs, script: str, text: str = DRAFT, kept: list[str] | None = None
) -> str:
    programs.add("editor", script)
    environ = {"PATH": f"{programs.path}:{os.defpath}", "EDITOR": "editor"}
    taken: list[str] = [] if kept is None else kept
    return await edit(text, environ, taken.append)


def left_in(drafts: Path) -> list[Path]:
    return [*drafts.rglob("*")]


def kept_file(error: EditorFailed) -> Path:
    found = re.search(r"kept in (\S+)$", error.todo)
    assert found, error.todo
    return Path(found[1])


def test_visual_comes_before_editor_and_is_split_as_by_a_shell() -> None:
    environ = {"VISUAL": "code --wait 'my window'", "EDITOR": "ed"}

    assert editor_command(environ) == ["code", "--wait", "my window"]
    assert editor_command({"VISUAL": " ", "EDITOR": "ed"}) == ["ed"]


def test_without_a_variable_the_usual_editors_are_looked_for(programs: Programs) -> None:
    programs.add("vi")
    assert editor_command({"PATH": programs.path}) == [f"{programs.path}/vi"]
    programs.add("nano")
    assert editor_command({"PATH": programs.path}) == [f"{programs.path}/nano"]


def test_without_any_editor_it_is_said_what_to_set(programs: Programs) -> None:
    with pytest.raises(EditorFailed) as caught:
        editor_command({"PATH": programs.path})

    assert "EDITOR" in caught.value.todo


def test_a_variable_that_no_shell_could_split_is_named() -> None:
    with pytest.raises(EditorFailed, match="VISUAL cannot be read"):
        editor_command({"VISUAL": "vim 'open"})


async def test_what_the_editor_wrote_comes_back_without_its_last_line_end(
    programs: Programs, drafts: Path
) -> None:
    assert await edit_with(programs, 'printf "more\\r\\n" >> "$1"') == f"{DRAFT}\nmore"
    assert left_in(drafts) == []


@pytest.mark.parametrize("text", ["", DRAFT, f"{DRAFT}\n", f"{DRAFT}\n\n"])
async def test_what_the_editor_left_alone_comes_back_as_it_was(
    programs: Programs, text: str
) -> None:
    assert await edit_with(programs, "exit 0", text) == text


async def test_what_comes_back_is_cleaned(programs: Programs) -> None:
    assert await edit_with(programs, 'printf "\\357\\273\\277a\\033]0;b\\007" > "$1"') == "a␛]0;b␇"


async def test_the_file_is_markdown_that_only_its_owner_can_reach(programs: Programs) -> None:
    show = (
        "import os, sys; file = sys.argv[1]; folder = os.path.dirname(file);"
        "modes = [oct(os.stat(each).st_mode & 0o777) for each in (folder, file)];"
        "open(file, 'w').write(' '.join([*modes, file[-3:]]))"
    )
    shown = await edit_with(programs, f'{sys.executable} -c "{show}" "$1"')

    assert shown == "0o700 0o600 .md"


async def test_an_editor_that_is_not_there_is_named_and_leaves_no_file(drafts: Path) -> None:
    with pytest.raises(EditorFailed, match="editor nowhere could not be started") as caught:
        await edit(DRAFT, {"PATH": os.defpath, "EDITOR": "nowhere --wait"}, print)

    assert "EDITOR" in caught.value.todo
    assert left_in(drafts) == []


async def test_an_editor_that_fails_keeps_the_prompt_and_what_was_written(
    programs: Programs,
) -> None:
    with pytest.raises(EditorFailed, match="ended with code 3; the prompt is as it was") as caught:
        await edit_with(programs, 'echo new > "$1"; exit 3')

    assert kept_file(caught.value).read_text() == "new\n"


async def test_an_editor_that_fails_before_anything_was_written_leaves_no_file(
    programs: Programs, drafts: Path
) -> None:
    with pytest.raises(EditorFailed, match="by signal 9"):
        await edit_with(programs, "kill -KILL $$")

    assert left_in(drafts) == []


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ('printf "\\377\\376" > "$1"', "not UTF-8"),
        (f'head -c {LONGEST_TEXT + 1} /dev/zero > "$1"', "too long"),
        ('rm "$1"; mkdir "$1"', "cannot be read"),
    ],
    ids=["another encoding", "huge", "no file"],
)
async def test_what_cannot_be_taken_back_is_kept_where_it_is(
    programs: Programs, script: str, what: str
) -> None:
    with pytest.raises(EditorFailed, match=what) as caught:
        await edit_with(programs, script)

    assert kept_file(caught.value).exists()


async def test_a_deleted_file_is_an_error_and_not_an_empty_text(programs: Programs) -> None:
    with pytest.raises(EditorFailed, match="cannot be read"):
        await edit_with(programs, 'rm "$1"')


async def test_a_folder_that_takes_no_file_is_said_before_the_editor_starts(
    programs: Programs, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(drafts / "missing"))

    with pytest.raises(EditorFailed, match="could not be written"):
        await edit_with(programs, "exit 0")


async def test_an_interrupt_in_the_terminal_is_the_editors_business(programs: Programs) -> None:
    handler = signal.getsignal(signal.SIGINT)

    assert await edit_with(programs, "kill -INT $PPID") == DRAFT
    with pytest.raises(EditorFailed, match=f"by signal {signal.SIGINT:d}"):
        await edit_with(programs, "kill -INT $$")
    assert signal.getsignal(signal.SIGINT) is handler


async def ended(programs: Programs, started: Path, script: str) -> list[str]:
    """What was kept of an editor that the app ended once it was `started`."""
    os.mkfifo(started)
    opened = os.open(started, os.O_RDONLY | os.O_NONBLOCK)
    kept: list[str] = []
    editing = asyncio.create_task(edit_with(programs, script, kept=kept))
    ready = asyncio.Event()
    asyncio.get_running_loop().add_reader(opened, ready.set)

    await ready.wait()
    asyncio.get_running_loop().remove_reader(opened)
    os.close(opened)
    editing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await editing
    return kept


@pytest.mark.parametrize(
    ("script", "kept"),
    [
        ('echo half >> "$1"; echo > {started}; kill -STOP $$', [f"{DRAFT}\nhalf"]),
        ("echo > {started}; kill -STOP $$", []),
        ('trap "" TERM; echo half > "$1"; echo > {started}; /bin/sleep 60', ["half"]),
        (
            'trap \'echo all > "$1.save"; exit\' TERM; echo half > "$1"; echo > {started};'
            "while :; do /bin/sleep 0.02; done",
            ["all"],
        ),
    ],
    ids=["saved", "nothing saved", "deaf", "saved in need"],
)
async def test_when_the_app_must_quit_what_was_saved_is_kept_and_no_file_stays(
    programs: Programs, tmp_path: Path, drafts: Path, script: str, kept: list[str]
) -> None:
    started = tmp_path / "started"

    assert await ended(programs, started, script.replace("{started}", str(started))) == kept
    assert left_in(drafts) == []


async def test_text_that_is_none_stays_where_only_its_owner_can_read_it(
    programs: Programs, tmp_path: Path, drafts: Path
) -> None:
    started = tmp_path / "started"
    script = f'printf "\\377\\376" > "$1"; echo > {started}; kill -STOP $$'

    assert await ended(programs, started, script) == []
    assert sorted(stat.S_IMODE(path.stat().st_mode) for path in left_in(drafts)) == [0o600, 0o700]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs the system's list")
async def test_what_an_editor_has_started_ends_with_it(programs: Programs, tmp_path: Path) -> None:
    started, numbers = tmp_path / "started", tmp_path / "numbers"
    programs.add("behind", f'trap "" TERM; echo $$ >> {numbers}; echo > {started}; /bin/sleep 60')

    await ended(programs, started, f"echo $$ > {numbers}; {programs.path}/behind; exit 0")

    assert len(numbers.read_text().split()) == 2
    # What is killed is gone only when the system has come to it.
    async with asyncio.timeout(10):
        while any(is_running(int(number)) for number in numbers.read_text().split()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
