"""The man page says what the commands say, and any man can read it."""

from __future__ import annotations

import subprocess
from dataclasses import fields
from shutil import which

import click
import pytest

from assets.man_page import PAGE, man_page
from assets.roff import blocks, bold, escaped, filled
from copilot_tui.command_line.command_table import COMMANDS
from copilot_tui.command_line.program import chosen
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.config.settings import Flags


def test_the_page_is_that_of_the_commands_as_they_are() -> None:
    assert PAGE.read_text(encoding="ascii") == man_page(), "run: uv run python -m assets.man_page"


@pytest.mark.parametrize("word", ["", *COMMANDS])
def test_every_command_is_there_with_every_flag(word: str) -> None:
    _, command, _ = chosen((word,) if word else ())
    pages = man_page().split(".SS ")
    heading = f"{escaped(word)}\n"
    page = next(each for each in pages[1:] if each.startswith(heading)) if word else pages[0]

    flags = {
        flag
        for parameter in command.get_params(click.Context(command))
        if isinstance(parameter, click.Option)
        for flag in parameter.opts
    }
    assert flags
    assert {flag for flag in flags if escaped(flag) not in page} == set()


def test_every_exit_status_and_variable_is_there() -> None:
    page = man_page()
    names = [
        "API_KEY",
        "LOG",
        "DATABASE_PASSWORD",
        *(field.name.upper() for field in fields(Flags)),
    ]

    statuses = page.partition(".SH EXIT STATUS")[2].partition(".SH ")[0]
    assert {each for each in ExitStatus if f"\n{bold(str(each.value))}\n" not in statuses} == set()
    assert {name for name in names if bold(f"COPILOT_TUI_{name}") not in page} == set()


@pytest.mark.parametrize(
    "reader",
    [("mandoc", "-Tlint", "-Wwarning"), ("groff", "-man", "-ww", "-b", "-z")],
    ids=lambda reader: str(reader[0]),
)
def test_a_reader_of_man_pages_has_nothing_to_say(reader: tuple[str, ...]) -> None:
    if which(reader[0]) is None:
        pytest.skip(f"{reader[0]} is not installed")
    read = subprocess.run([*reader, PAGE], capture_output=True, text=True, timeout=30, check=False)

    assert (read.returncode, read.stdout, read.stderr) == (0, "", "")


def test_a_text_is_seen_as_it_is() -> None:
    assert escaped(r"a\b -c 'd' `e` ~f ^g \"h\" [Q]…") == (
        r"a\(rsb \-c \(aqd\(aq \(gae\(ga \(tif \(hag \(rs\(dqh\(rs\(dq [Q]\[u2026]"
    )
    assert list(filled(".config is 'hidden'")) == [r"\&.config is \(aqhidden\(aq"]


def test_an_epilog_becomes_paragraphs_and_lists() -> None:
    epilog = "examples:\n  a -b    does c\n          and d\n  e\n\nOne\ntwo."

    assert list(blocks(epilog)) == [
        ".PP",
        "examples:",
        ".TP",
        r"\fBa \-b\fR",
        "does c and d",
        ".TP",
        r"\fBe\fR",
        r"\&",
        ".PP",
        "One two.",
    ]
