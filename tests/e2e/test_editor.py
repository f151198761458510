"""Writing a message in the user's own editor, in a real terminal."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.e2e.chatting import EMPTY_PROMPT, SMALL, TALL, asked, chatting, quit_and_wait, stored
from tests.e2e.terminal import ENTER, control, is_running
from tests.servers_fake import FakeServer, Gate
from tests.store.support import unsent_in_new
from tests.terminal.programs import Programs
from tests.ui.preparing import scripted

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """The programs that the user has."""
    return Programs(tmp_path / "programs")


@pytest.mark.parametrize("size", [SMALL, TALL], ids=["80x24", "120x40"])
def test_what_was_written_in_the_editor_comes_back_to_a_whole_screen(
    server: FakeServer, home: Path, programs: Programs, size: tuple[int, int]
) -> None:
    programs.add("editor", 'printf "EDITOR HERE\\n"; echo "and a second line" >> "$1"')
    environment = {"VISUAL": f"{programs.path}/editor"}
    with chatting(server, home, size=size, environment=environment) as terminal:
        terminal.send("A first line")
        terminal.wait_for("A first line")
        before = terminal.text.splitlines()
        terminal.send(control("g"))
        terminal.wait_for("and a second line")
        terminal.wait_for(lambda text: "EDITOR HERE" not in text, what="the screen of the app")
        assert terminal.text.splitlines()[0] == before[0]
        assert terminal.text.splitlines()[-1] == before[-1]
        terminal.send(ENTER)
        terminal.wait_for("Hello from the fake server.")
        assert asked(server) == ["A first line\nand a second line"]
        quit_and_wait(terminal)


def test_a_reply_goes_on_behind_the_editor(
    server: FakeServer, home: Path, programs: Programs, tmp_path: Path
) -> None:
    gate = Gate()
    parts = [f"word{number} " for number in range(200)]
    server.answer(scripted("It begins. ", gate, *parts, "It ends."))
    door = tmp_path / "door"
    programs.add("editor", f"echo EDITING; while [ ! -e {door} ]; do /bin/sleep 0.05; done")
    environment = {"EDITOR": f"{programs.path}/editor"}
    with chatting(server, home, environment=environment) as terminal:
        terminal.send("A story", ENTER)
        terminal.wait_for("It begins.")
        terminal.send("half a thought")
        terminal.wait_for("half a thought")
        terminal.send(control("g"))
        terminal.wait_for("EDITING")
        gate.open()
        drawn = len(terminal.raw)
        assert not terminal.read(0.3), bytes(terminal.raw[drawn:])
        door.touch()
        terminal.wait_for("It ends.")
        terminal.wait_for("half a thought")
        assert "EDITING" not in terminal.text
        assert "word199 It ends." in " ".join(terminal.text.split())
        quit_and_wait(terminal)


@pytest.mark.parametrize(
    ("editor", "sentence"),
    [
        ("failing", "The editor failing ended with code 1; the prompt is as it was."),
        ("missing", "The editor missing could not be started."),
    ],
)
def test_an_editor_that_fails_is_a_sentence_and_the_draft_stays(
    server: FakeServer, home: Path, programs: Programs, editor: str, sentence: str
) -> None:
    programs.add("failing", "exit 1")
    environment = {"VISUAL": f"{programs.path}/{editor}"}
    with chatting(server, home, environment=environment) as terminal:
        terminal.send("kept as it is")
        terminal.wait_for("kept as it is")
        terminal.send(control("g"))
        terminal.wait_for(lambda text: sentence in toast(text), what=sentence)
        assert "Traceback" not in terminal.text
        terminal.send(" and sent", ENTER)
        terminal.wait_for(lambda text: EMPTY_PROMPT in text and "Hello from" in text)
        assert asked(server) == ["kept as it is and sent"]
        quit_and_wait(terminal)


def toast(text: str) -> str:
    """What the notices on the screen say, as one line."""
    return " ".join(line.rpartition("▌")[2].strip() for line in text.splitlines() if "▌" in line)


SAVES = 'echo "and its end" >> "$1"; echo EDITING; /bin/sleep 60'
SAVED = "half a thought\nand its end"


@pytest.mark.parametrize(
    ("script", "draft", "ending"),
    [
        ("echo EDITING; exec /bin/sleep 60", "half a thought", signal.SIGTERM),
        (SAVES, SAVED, signal.SIGTERM),
        (SAVES, SAVED, signal.SIGHUP),
    ],
    ids=["nothing saved", "saved", "a closed terminal"],
)
def test_what_ends_it_ends_the_editor_and_what_was_saved_is_the_draft(
    server: FakeServer,
    home: Path,
    programs: Programs,
    tmp_path: Path,
    script: str,
    draft: str,
    ending: signal.Signals,
) -> None:
    folder, number = tmp_path / "temporary", tmp_path / "number"
    folder.mkdir()
    programs.add("editor", f"echo $$ > {number}; {script}")
    environment = {"EDITOR": f"{programs.path}/editor", "TMPDIR": str(folder)}
    with chatting(server, home, environment=environment) as terminal:
        terminal.send("half a thought")
        terminal.wait_for("half a thought")
        terminal.send(control("g"))
        terminal.wait_for("EDITING")
        if ending == signal.SIGHUP:
            terminal.hang_up()
        else:
            terminal.process.send_signal(ending)
        assert terminal.wait_for_exit() == -ending
        assert "Traceback" not in terminal.text
    assert not is_running(int(number.read_text()))
    assert list(folder.iterdir()) == []
    with stored(home) as store:
        assert unsent_in_new(store) == [draft]
