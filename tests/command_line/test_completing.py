"""What shells complete, as a real bash does it."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import CompletionItem
from hypothesis import given
from hypothesis.strategies import text

from copilot_tui.cli import COMPLETION, main
from copilot_tui.command_line.command_table import COMMANDS
from copilot_tui.command_line.completing import VARIABLE, completer_for
from copilot_tui.text import one_line
from tests.command_line.running import data, environ, run, said
from tests.e2e.chatting import configuration
from tests.ui.preparing import add_conversation

HOSTILE = "a $(touch PWNED); \"b\" 'c' `d` \\ *?, e: f=g"
"""A title that bash would split, match with files and run."""

ASK = """
source <("$0" completion bash)
compopt() { :; }
cd "$HOME"
for line in "${@}"; do
    IFS='|' read -r -a COMP_WORDS <<< "$line"
    [[ $line == *'|' ]] && COMP_WORDS+=('')
    COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
    _copilot_tui_completion "$0"
    printf '%s\\n' "${COMPREPLY[@]}" .
done
"""
"""Asks bash for each line, whose words are told apart by bars."""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program under its own name, as it is installed."""
    file = tmp_path / "copilot-tui"
    file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m copilot_tui "$@"\n')
    file.chmod(0o755)
    return file


def bash(program: Path, home: Path, script: str, *arguments: str) -> str:
    """What bash prints; it says nothing else."""
    done = subprocess.run(
        ["bash", "--norc", "-c", script, str(program), *arguments],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        env=environ(home),
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def completions(program: Path, home: Path, *lines: str) -> list[list[str]]:
    """What bash offers for each line."""
    answers = bash(program, home, ASK, *lines).split(".\n")
    return [answer.split("\n")[:-1] for answer in answers[:-1]]


def test_commands_flags_profiles_and_shells_are_completed(program: Path, home: Path) -> None:
    configuration(home, '[profiles.work]\nurl = "http://localhost:1/v1"\n')
    first, begun, flags, profiles, shells, later = completions(
        program,
        home,
        "copilot-tui|",
        "copilot-tui|li",
        "copilot-tui|list|--de",
        "copilot-tui|--profile|w",
        "copilot-tui|completion|",
        "copilot-tui|--plain|li",
    )

    assert first == list(COMMANDS)
    assert begun == ["list"]
    assert flags == ["--deleted"]
    assert profiles == ["work"]
    assert shells == ["bash", "zsh", "fish"]
    assert [word for word in later if word] == []


def test_conversations_of_another_file_are_completed_and_none_of_a_server(
    program: Path, home: Path
) -> None:
    add_conversation(data(home), "Here", [("question", "answer")])
    add_conversation(home / "elsewhere", "There", [("question", "answer")])
    file = home / "elsewhere/conversations.db"
    of_file, of_server, begun = completions(
        program,
        home,
        f"copilot-tui|show|--database|{file}|",
        "copilot-tui|show|--database|postgresql://ann@127.0.0.1:1/c|",
        "copilot-tui|list|--database|post",
    )

    assert of_file == ["last", "There"]
    assert of_server == ["last"]
    assert begun == [r"postgresql\://"]


def test_conversations_are_completed_by_title_and_by_number(program: Path, home: Path) -> None:
    for title in ("Trip to Oslo", "2 trains", "tripod"):
        add_conversation(data(home), title, [("question", "answer")])
    everything, titles, more, numbers, quoted = completions(
        program,
        home,
        "copilot-tui|show|",
        "copilot-tui|show|TRIP",
        r"copilot-tui|show|Trip\ to\ O",
        "copilot-tui|--conversation|2",
        'copilot-tui|show|"Tri',
    )

    assert everything == ["last", "tripod", r"2\ trains", r"Trip\ to\ Oslo"]
    assert titles == ["tripod", r"Trip\ to\ Oslo"]
    assert more == [r"Trip\ to\ Oslo"]
    assert numbers == [r"2\ trains", "2"]
    assert quoted == ["tripod"]


def test_what_is_offered_means_one_conversation_and_no_other(program: Path, home: Path) -> None:
    for title in ("Trip", "Oslo", "trip", "2", "Trip to Oslo", "LAST", "Tra"):
        add_conversation(data(home), title, [("question", "answer")])
    everything, begun, same = completions(
        program, home, "copilot-tui|show|", "copilot-tui|show|Tr", "copilot-tui|show|la"
    )

    assert everything == ["last", "Tra", r"Trip\ to\ Oslo", "Oslo", "6", "4", "3", "1"]
    assert begun == ["Tra", r"Trip\ to\ Oslo"]
    assert same == ["last"]
    for word in ("Tra", "Trip to Oslo", "Oslo", "6", "4", "3", "1"):
        assert run(home, "show", word).returncode == 0, word


def test_of_titles_that_are_the_same_the_numbers_are_offered(program: Path, home: Path) -> None:
    for _ in range(2):
        add_conversation(data(home), "Trip", [("question", "answer")])

    assert completions(program, home, "copilot-tui|show|tr") == [["2", "1"]]


def test_a_completed_title_is_one_word_and_nothing_in_it_is_run(program: Path, home: Path) -> None:
    add_conversation(data(home), HOSTILE, [("question", "answer")])
    (home / "a").touch()
    ((offered,),) = completions(program, home, "copilot-tui|show|a")
    printed = bash(program, home, f'cd "$HOME"; printf "%s\\n" {offered}; "$0" show {offered}')

    assert printed.splitlines()[:2] == [HOSTILE, f"# {HOSTILE}"]
    assert not (home / "PWNED").exists()


@given(text(min_size=1))
def test_any_title_is_written_so_that_a_shell_reads_it_as_it_is(title: str) -> None:
    title = one_line(title)
    completer = completer_for("bash")
    assert completer is not None
    told = completer.format_completion(CompletionItem(title))

    assert shlex.split(told.removeprefix("plain,")) == ([title] if title else [])


def test_completing_changes_nothing_and_is_silent_whatever_is_wrong(
    program: Path, home: Path
) -> None:
    assert completions(program, home, "copilot-tui|show|l") == [["last"]]
    assert list(home.iterdir()) == []
    configuration(home, "nonsense = [")
    data(home).mkdir(parents=True)
    database = data(home) / "conversations.db"
    database.write_bytes(b"nonsense" * 999)

    assert completions(program, home, "copilot-tui|show|", "copilot-tui|--profile|g") == [
        [],
        ["g4f"],
    ]
    assert database.read_bytes() == b"nonsense" * 999
    assert list(data(home).iterdir()) == [database]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script_that_asks_this_program(
    shell: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = said(capsys, "completion", shell)

    assert f"{VARIABLE}={shell}_complete" in script
    assert VARIABLE == COMPLETION


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_told_the_same_with_what_it_means(
    shell: str, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Trip to Oslo", "Trip, later"):
        add_conversation(data(home), title, [("question", "answer")])
    monkeypatch.setenv(VARIABLE, f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "copilot-tui show Tri")
    monkeypatch.setenv("COMP_CWORD", "Tri" if shell == "fish" else "2")

    told = said(capsys)
    assert "Trip to Oslo" in told
    assert "number 1" in told
    assert "Trip, later" in told


def test_the_script_for_fish_cuts_what_it_is_told_at_the_first_comma_only(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = said(capsys, "completion", "fish")
    assert [line.strip() for line in script.splitlines() if "string split" in line] == [
        'set -l metadata (string split -m 1 "," $completion);'
    ]


@pytest.mark.parametrize("wish", ["bash_nonsense", "nonsense_complete", "", "bash"])
def test_a_nonsensical_wish_does_nothing(
    wish: str, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, wish)

    assert main([]) == 2
    assert capsys.readouterr() == ("", "")
