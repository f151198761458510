"""Commands as they are run for real, where something is missing, closed or hostile."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from copilot_tui.cli import main
from tests.command_line.running import data, run, shell, stored
from tests.ui.preparing import add_conversation

HOSTILE = "x\x1b]0;PWN\x07y\x9b31mz\u202e"
CONTROLS = ("\x1b", "\x07", "\x9b", "\u202e")


@pytest.fixture
def many(home: Path) -> Path:
    """Longer titles than a pipe holds."""
    with stored(home) as store:
        for number in range(50):
            store.conversations.create(title=f"Conversation {number} {'of words ' * 400}")
    return home


@pytest.mark.parametrize("flag", ["", "--json"])
def test_a_closed_pipe_ends_it_quietly(many: Path, flag: str) -> None:
    done = shell(many, f'"$@" list {flag} | head -1; echo "${{PIPESTATUS[0]}}"')

    first, status = done.stdout.splitlines()
    assert "Conversation 49 " in first
    assert (status, done.stderr) == ("141", "")


def test_a_pipe_that_nobody_reads_ends_help_quietly(home: Path) -> None:
    done = shell(home, '"$@" --help | :; echo "${PIPESTATUS[0]}"')

    assert done.stdout.strip() in ("0", "141")
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has it")
@pytest.mark.parametrize("limit", ["", "--limit 1"], ids=["much", "little"])
def test_no_space_for_the_output_is_told_in_a_line(many: Path, limit: str) -> None:
    done = shell(many, f'"$@" list {limit} > /dev/full; echo $?')

    assert done.stdout == "1\n"
    assert done.stderr.splitlines()[0] == (
        "copilot-tui: The output could not be written: No space left on device."
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has it")
@pytest.mark.parametrize("kind", ["jsonl", "markdown"])
def test_an_export_ends_as_quietly_and_tells_as_clearly(many: Path, kind: str) -> None:
    words = f'"$@" export --all --format {kind} --output -'
    closed = shell(many, f'{words} | head -c 9; echo " ${{PIPESTATUS[0]}}"')
    assert (closed.stdout[9:], closed.stderr) == (" 141\n", "")

    full = shell(many, f"{words} > /dev/full; echo $?")
    assert full.stdout == "1\n"
    assert full.stderr.splitlines()[0].endswith("could not be written: No space left on device.")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has it")
@pytest.mark.parametrize("words", ["--version", "--help", "list --help"])
def test_no_space_for_help_is_told_in_a_line(home: Path, words: str) -> None:
    done = shell(home, f'"$@" {words} > /dev/full; echo $?')

    assert done.stdout == "1\n"
    assert done.stderr.startswith("copilot-tui: The output could not be written: ")
    assert "Traceback" not in done.stderr


def test_closed_streams_are_told_or_done_without(many: Path) -> None:
    closed = shell(many, '"$@" list >&-; echo $?')
    assert closed.stdout == "1\n"
    assert "Standard output is closed" in closed.stderr

    for command in ("doctor", "restore", "keys --list"):
        closed = shell(many, f'"$@" {command} >&-; echo $?')
        assert closed.stdout == "1\n"
        assert closed.stderr.startswith("copilot-tui: Standard output is closed.")
    without_keys = shell(many, '"$@" keys <&-')
    assert without_keys.returncode == 2
    assert "needs a terminal to read keys from" in without_keys.stderr

    examined = shell(many, '"$@" doctor <&-')
    assert (examined.returncode, examined.stderr) == (0, "")

    without_input = shell(many, '"$@" list --limit 1 <&-')
    assert (without_input.returncode, without_input.stderr) == (0, "")
    app = shell(many, '"$@" "why?" <&-')
    assert app.returncode == 2
    assert "needs a terminal" in app.stderr


def test_an_encoding_that_lacks_a_letter_does_without_it(home: Path) -> None:
    add_conversation(data(home), "Fjord — Ålesund", [("q", "a")])
    done = run(home, "show", PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("# Fjord ? ?lesund\n")


def test_without_a_home_that_exists_nothing_is_made(tmp_path: Path) -> None:
    nowhere = tmp_path / "no" / "home"
    for words, status in (("list", 0), ("show", 5), ("search x", 5), ("config", 0)):
        done = run(nowhere, *words.split())
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
    assert not nowhere.exists()


@pytest.mark.parametrize("arguments", [("list",), ("show", "1"), ("search", "x"), ("-c",)])
def test_conversations_that_cannot_be_used_are_a_line_and_status_4(
    home: Path, arguments: tuple[str, ...]
) -> None:
    (data(home) / "conversations.db").mkdir(parents=True)
    done = run(home, *arguments)

    assert (done.returncode, done.stdout) == (4, "")
    assert "\ncopilot-tui: ~/.local/share/" in f"\n{done.stderr}"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", ["list", "list --json", "show 1", "search x", "stats", "-c"])
def test_a_file_of_which_nothing_is_left_is_status_4_once(
    home: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data(home).mkdir(parents=True)
    (data(home) / "conversations.db").write_bytes(bytes(range(1, 256)) * 80)

    assert main(words.split()) == 4
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("nothing was recovered") == 1
    assert "It is kept as" in told.err
    assert main(["list"]) == 0


@pytest.mark.parametrize("words", ["list", "show 1", "search x", "stats", "export --all"])
def test_where_no_conversations_can_be_it_is_not_said_that_there_are_none(
    home: Path,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (home / "file").write_text("no folder")
    for place in (home / "file", Path("/proc")):
        monkeypatch.setenv("XDG_DATA_HOME", str(place))
        assert main(words.split()) == 4
        told = capsys.readouterr()
        assert told.out == ""
        assert "no conversations" not in told.err
    assert [path.name for path in home.iterdir()] == ["file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_is_read_only_is_read_and_else_a_line_and_a_status(home: Path) -> None:
    add_conversation(data(home), "Title", [("q", "a")])
    data(home).chmod(0o500)
    try:
        listed = run(home, "list")
        kept = run(home, "backup")
    finally:
        data(home).chmod(0o700)

    assert (listed.returncode, listed.stderr) == (0, "")
    assert "Title" in listed.stdout
    assert kept.returncode == 1
    assert kept.stderr.startswith("copilot-tui: You are not permitted to write ")


def test_a_title_that_was_planted_sends_the_terminal_nothing(home: Path) -> None:
    add_conversation(data(home), "plain", [("question", "answer")])
    with stored(home) as store:
        database = store.conversations._database
        with database.writing():
            database.execute("UPDATE conversations SET title = ?", HOSTILE)
    for arguments in (("list",), ("show", "1"), ("search", "question"), ("show", "nothing")):
        done = run(home, *arguments)
        assert not [code for code in CONTROLS if code in done.stdout + done.stderr]
    assert json.loads(run(home, "list", "--json").stdout)["title"] == "x␛]0;PWN␇y\ufffd31mz"


@pytest.mark.parametrize(
    "command", ["show", "search", "config --profile", "completion", "list --limit"]
)
@pytest.mark.parametrize("word", [HOSTILE.encode(), b"odd \xff\x9b byte", b"", b"-", b"\xc2\x9b"])
def test_nonsense_is_one_clear_complaint(
    home: Path, command: str, word: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main([*command.split(), os.fsdecode(word)])

    said = capsys.readouterr()
    assert status in (2, 5)
    assert said.out == ""
    assert said.err.startswith("copilot-tui: ")
    assert not [code for code in CONTROLS if code in said.err]


def test_a_byte_that_is_no_letter_is_complained_about_as_well(home: Path) -> None:
    done = run(home, b"show", b"odd \xff\x9b byte")

    assert done.returncode == 5
    assert done.stderr.startswith('copilot-tui: There is no conversation "odd \ufffd\ufffd byte".')


def test_commands_work_while_another_copy_writes(home: Path) -> None:
    add_conversation(data(home), "Title", [("question", "answer")])
    with stored(home) as store:
        store.conversations.create(title="Just now")
        assert "Just now" in run(home, "list").stdout
        assert run(home, "search", "question").returncode == 0
        store.conversations.create(title="Later")
        assert "Later" in run(home, "list").stdout
