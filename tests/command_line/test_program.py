"""The words of the command line: commands, flags, questions, and what is wrong with them."""

from __future__ import annotations

import click
import pytest
from hypothesis import given
from hypothesis.strategies import text

from copilot_tui.cli import main
from copilot_tui.command_line import program
from copilot_tui.command_line.command_table import COMMANDS
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import (
    ConfigError,
    CopilotError,
    Gone,
    NotFound,
    OutputFailed,
    ReplyFailed,
    ServerUnreachable,
    StoreError,
)
from copilot_tui.intent import ChatOptions, Intent
from copilot_tui.text import clean


def asked_for(*arguments: str) -> ChatOptions:
    """What the chat is started with."""
    started: list[ChatOptions] = []

    def chat(options: ChatOptions) -> int:
        started.append(options)
        return 7

    assert program.run(arguments, chat) == 7
    (options,) = started
    return options


def never(options: ChatOptions) -> int:
    raise AssertionError(f"the chat was started with {options}")


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_a_help_of_its_own_with_examples(
    name: str, flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, flag]) == 0

    told = capsys.readouterr().out
    assert told.startswith(f"Usage: copilot-tui {name}")
    assert f"\nexamples:\n  copilot-tui {name}" in told


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_one_that_prints_its_examples_as_they_stand(name: str) -> None:
    command = COMMANDS[name].load()

    assert isinstance(command, Command)
    assert command.name == name
    assert all(len(line) <= 98 for line in (command.epilog or "").splitlines())


def test_help_names_every_command_and_every_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0

    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    firsts = {line[0] for line in lines if line}
    assert set(COMMANDS) <= firsts
    assert {str(status.value) for status in ExitStatus} <= firsts


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["doctr"], 'There is no command "doctr"; did you mean "doctor"?'),
        (["Restore"], 'did you mean "restore"?'),
        (["help"], "try --help"),
        (["searh", "x"], 'There is no command "searh"; did you mean "search"? If not, '),
        (["searh", "x"], "to ask it, write: copilot-tui -- searh …"),
        (["--plain", "shwo", "last"], 'did you mean "show"?'),
        (["bakcup", "/media/usb"], 'did you mean "backup"?'),
        (["liist", "--model", "m", "all"], 'did you mean "list"?'),
        (["--plain", "keys"], "keys must come first"),
        (["keys", "chat"], 'copilot-tui keys takes no "chat"'),
        (["list", "all", "kings"], 'copilot-tui list takes no "all kings"; to ask it all, write: '),
        (["show", "me", "a", "sonnet"], "write: copilot-tui -- show …"),
        (["list", "--limit", "0"], "0 is no whole number from 1 on"),
        (["search", "x", "--limit", "many"], '"many" is no whole number from 1 on'),
        (["--nonsense"], "There is no option --nonsense.\n"),
        (["--continu"], "There is no option --continu; did you mean --continue?"),
        (["-x"], "There is no option -x."),
        (["list", "--limt", "3"], "There is no option --limt; did you mean --limit?"),
        (["ask", "--prov", "x"], "did you mean --provider?"),
        (["ask", "x", "--timeout", "abc"], '"abc" is no number of seconds.'),
        (["ask", "x", "--timeout", "0"], "0 is no number of seconds above 0."),
        (["ask", "x", "--timeout", "nan"], "nan is no number of seconds above 0."),
        (["--model"], "--model"),
        ([""], "The question is empty"),
        (["--", " \t"], "The question is empty"),
        (["-c", "--conversation", "3"], "name two conversations"),
        (["--private", "-c"], "--private begins anew"),
    ],
)
def test_a_wrong_word_is_named_with_what_to_do(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.run(arguments, never) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("copilot-tui: ")
    assert said in told.err
    assert "--help shows what there is." in told.err


@pytest.mark.parametrize(
    ("arguments", "question"),
    [
        (["why?"], "why?"),
        (["Why", "is the", "sky blue?"], "Why is the sky blue?"),
        (["list all kings"], "list all kings"),
        (["searh x"], "searh x"),
        (["--", "searh", "x"], "searh x"),
        (["how", "to", "boil", "an", "egg"], "how to boil an egg"),
        (["does", "it", "rain"], "does it rain"),
        (["Show", "me", "a", "sonnet"], "Show me a sonnet"),
        (["Serach", "engines"], "Serach engines"),
        (["stat", "or", "statx?"], "stat or statx?"),
        (["statx", "or", "stat?"], "statx or stat?"),
        (["help", "me"], "help me"),
        (["aks", "him"], "aks him"),
        (["--", "keys"], "keys"),
        (["--", "doctr"], "doctr"),
        (["--", "--help"], "--help"),
        (["/help"], "/help"),
        (["a\x1b[31mb\x9bc\u202ed"], "a␛[31mb\ufffdcd"),
        (["one\r\ntwo"], "one\ntwo"),
        (["odd \udcff byte"], "odd \ufffd byte"),
    ],
)
def test_what_is_no_command_is_a_question_as_it_would_be_typed(
    arguments: list[str], question: str
) -> None:
    assert asked_for(*arguments).intent == Intent(question=question)


def test_flags_stand_before_and_after_the_question() -> None:
    options = asked_for("--plain", "why", "--model", "m", "so?", "--private", "--log", "f")

    assert options == ChatOptions(
        plain=True, model="m", log="f", intent=Intent(question="why so?", private=True)
    )


def test_flags_alone_ask_nothing() -> None:
    assert asked_for("--url", "u", "--provider", "p", "--profile", "n") == ChatOptions(
        url="u", provider="p", profile="n"
    )


@given(text())
def test_after_two_dashes_every_text_is_the_question(asked: str) -> None:
    question = clean(asked).strip()
    if question:
        assert asked_for("--", asked).intent == Intent(question=question)
    else:
        assert program.run(["--", asked], never) == ExitStatus.WRONG_WORDS


ENDS = [
    (None, 0),
    (5, 5),
    (CopilotError("It broke."), 1),
    (ReplyFailed("It broke."), 1),
    (OutputFailed("It broke."), 1),
    (ConfigError("It broke."), 2),
    (ServerUnreachable("It broke."), 3),
    (StoreError("It broke."), 4),
    (Gone("It broke."), 4),
    (NotFound("It broke."), 5),
    (click.Abort(), 130),
    (click.FileError("name", "It broke."), 1),
    (BrokenPipeError(), 141),
]


@pytest.mark.parametrize(("end", "status"), ENDS)
def test_each_end_has_its_status_and_at_most_one_line(
    end: BaseException | int | None,
    status: int,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @click.command("doctor", cls=Command)
    def command() -> int | None:
        if isinstance(end, BaseException):
            raise end
        return end

    monkeypatch.setattr("copilot_tui.command_line.doctor.command", command)

    assert program.run(["doctor"], never) == status
    said = capfd.readouterr().err.splitlines()
    assert len(said) == (1 if isinstance(end, (CopilotError, click.ClickException)) else 0)


def test_a_fault_of_the_program_is_told_without_its_words(
    tmp_path: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)

    @click.command("doctor", cls=Command)
    def command() -> None:
        raise RuntimeError("the user's secret")

    monkeypatch.setattr("copilot_tui.command_line.doctor.command", command)

    assert program.run(["doctor"], never) == 1
    told = capsys.readouterr().err
    assert "a fault in the program (RuntimeError)" in told
    assert "secret" not in told
