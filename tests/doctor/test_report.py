"""The report, for people and for programs."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.doctor.finding import Finding, Verdict, fault, hint, ok
from copilot_tui.doctor.report import WIDTH, Style, as_json, lines_of, summary

PLAIN = Style(colour=False, unicode=True)
COLOURED = Style(colour=True, unicode=True)

GOOD = ok("TERM", "xterm-256color")
ODD = hint("size", "20 columns.", "Make it larger.")
BAD = fault("file", "It is damaged.", "Put back an older copy.")


def test_every_finding_has_a_sign_and_a_word_and_what_to_do_below() -> None:
    assert lines_of("Terminal", [GOOD, ODD, BAD], PLAIN) == [
        "Terminal",
        "  ✓ ok    TERM           xterm-256color",
        "  ! hint  size           20 columns.",
        "                         → Make it larger.",
        "  ✗ fault file           It is damaged.",
        "                         → Put back an older copy.",
        "",
    ]


def test_a_narrow_terminal_gets_no_columns() -> None:
    style = Style(colour=False, unicode=True, width=30)
    lines = lines_of("Terminal", [GOOD, BAD], style)

    assert lines == [
        "Terminal",
        "✓ ok    TERM: xterm-256color",
        "✗ fault file: It is damaged.",
        "    → Put back an older copy.",
        "",
    ]
    told = summary([GOOD, BAD], style)
    assert all(len(line) <= 30 for line in told.splitlines())
    assert " ".join(told.split()) == "1 fault in 2 checks; what to do stands below each."


def test_an_output_without_unicode_gets_ascii() -> None:
    lines = lines_of("Terminal", [GOOD, ODD, BAD], Style(colour=False, unicode=False))

    assert "\n".join(lines).isascii()


def test_colour_adds_nothing_but_colour() -> None:
    coloured = "\n".join(lines_of("Terminal", [GOOD, ODD, BAD], COLOURED))
    for sequence in ("\x1b[1m", "\x1b[32m", "\x1b[33m", "\x1b[1;31m", "\x1b[0m"):
        coloured = coloured.replace(sequence, "")

    assert coloured == "\n".join(lines_of("Terminal", [GOOD, ODD, BAD], PLAIN))


@given(st.text(), st.text(), st.sampled_from(Verdict))
def test_no_text_leaves_its_place(what: str, todo: str, verdict: Verdict) -> None:
    lines = lines_of("Area", [Finding("a check", verdict, what, todo)], PLAIN)

    assert not any(unicodedata.category(sign) == "Cc" for line in lines for sign in line)
    assert all(len(line) <= WIDTH or " " not in line.strip()[2:] for line in lines[2:])


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([GOOD, GOOD], "All is well: 2 checks."),
        ([GOOD, ODD], "It works: 1 hint in 2 checks."),
        ([BAD, BAD, ODD], "2 faults and 1 hint in 3 checks; what to do stands below each."),
    ],
)
def test_the_last_line_says_how_it_went(findings: list[Finding], words: str) -> None:
    assert summary(findings, PLAIN) == words


def test_json_says_the_same() -> None:
    told = json.loads(as_json("1.0", {"Terminal": [GOOD], "Conversations": [BAD]}))

    assert (told["version"], told["ok"]) == ("1.0", False)
    assert told["findings"][1] == {
        "area": "Conversations",
        "check": "file",
        "verdict": "fault",
        "what": "It is damaged.",
        "todo": "Put back an older copy.",
    }
    assert json.loads(as_json("1.0", {"Terminal": [GOOD, ODD]}))["ok"]


class Window(io.TextIOWrapper):
    """An output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("output", "environ", "colour"),
    [
        (Window(io.BytesIO(), "utf-8"), {"TERM": "xterm"}, True),
        (Window(io.BytesIO(), "utf-8"), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Window(io.BytesIO(), "utf-8"), {"TERM": "dumb"}, False),
        (io.TextIOWrapper(io.BytesIO(), "utf-8"), {"TERM": "xterm"}, False),
    ],
)
def test_only_a_terminal_gets_colours(
    output: io.TextIOWrapper, environ: dict[str, str], colour: bool
) -> None:
    assert Style.of(output, environ).colour is colour


def test_an_encoding_that_lacks_the_signs_gets_none() -> None:
    assert not Style.of(io.TextIOWrapper(io.BytesIO(), "ascii"), {}).unicode


@pytest.mark.parametrize("say", [hint, fault])
def test_a_path_below_the_home_of_the_user_does_not_name_him(
    monkeypatch: pytest.MonkeyPatch, say: Callable[[str, str, str], Finding]
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/me"))

    said = say("SSL_CERT_FILE", "/home/me/cert.pem is none.", "chmod 600 /home/me/a /home/me/b")

    assert (said.what, said.todo) == ("~/cert.pem is none.", "chmod 600 ~/a ~/b")
    assert ok("file", "/home/me/a can be read.").what == "~/a can be read."
