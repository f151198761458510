"""Terminal, clipboard, configuration and embedded model."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.config import Flags, load_settings
from copilot_tui.doctor import model, terminal
from copilot_tui.doctor.clipboard import BUFFER_OF_TMUX, likely_way, look_at_clipboard
from copilot_tui.doctor.configuration import look_at_configuration
from copilot_tui.doctor.finding import Verdict
from copilot_tui.paths import Paths
from copilot_tui.terminal.answers import SAMPLES, understood
from copilot_tui.terminal.clipboard import Clipboard

POSITIONS = "".join(f"\x1b[7;{wide + 1}R" for _, wide in SAMPLES)
KITTY = f"\x1bP>|kitty(0.35)\x1b\\\x1b[?2026;2$y\x1b[?0u{POSITIONS}\x1b[?62;c"
PROGRAM = "#!/bin/sh\ncat >/dev/null\n"


def test_a_terminal_that_answers_all_is_understood() -> None:
    answer, widths = terminal.answered(understood(KITTY))

    assert answer.what == "kitty(0.35). Knows smooth drawing and all keys."
    assert (answer.verdict, widths.verdict) == (Verdict.OK, Verdict.OK)


def test_a_terminal_that_draws_wide_characters_narrow_is_a_hint() -> None:
    _, widths = terminal.answered(understood("\x1b[1;2R" * len(SAMPLES) + "\x1b[?6c"))

    assert widths.verdict is Verdict.HINT
    assert "漢 1 for 2" in widths.what


def test_a_terminal_that_says_nothing_is_a_hint() -> None:
    (finding,) = terminal.answered(understood(""))

    assert finding.verdict is Verdict.HINT


def test_a_hostile_name_of_a_terminal_is_shown_and_not_acted_upon() -> None:
    hostile = understood(f"\x1bP>|\x1b]52;c;aGk=\x07{'x' * 500}\x1b\\\x1b[?6c")

    assert hostile.name.isprintable()
    assert len(hostile.name) <= 40


def test_a_small_window_is_a_hint() -> None:
    assert terminal.size(80, 24).verdict is Verdict.OK
    assert terminal.size(30, 24).verdict is Verdict.HINT


@pytest.mark.parametrize(
    ("environ", "programs"),
    [
        ({"TERM": "xterm"}, []),
        ({"TERM": "dumb"}, []),
        ({"TERM": "linux", "WAYLAND_DISPLAY": "w"}, ["wl-copy"]),
        ({"TERM": "xterm", "DISPLAY": ":0"}, ["xsel"]),
        ({"TERM": "xterm", "DISPLAY": ":0"}, []),
        ({"TERM": "xterm", "DISPLAY": "far:10", "SSH_TTY": "t"}, ["xclip"]),
        ({"TERM": "dumb", "DISPLAY": "far:10", "SSH_TTY": "t"}, ["xclip"]),
    ],
)
async def test_the_way_that_is_told_is_the_way_that_is_taken(
    tmp_path: Path, environ: dict[str, str], programs: list[str]
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in (*programs, "cat"):
        if name == "cat":
            (folder / name).symlink_to("/bin/cat")
            continue
        (folder / name).write_text(PROGRAM)
        (folder / name).chmod(0o755)
    environ = {**environ, "PATH": str(folder)}
    written: list[str] = []
    clipboard = Clipboard(
        environ, write_terminal=written.append, folder=tmp_path, platform="linux", time_limit=20
    )
    words = (await clipboard.copy("text")).words

    expected = await likely_way(environ, "linux")
    assert words == expected if expected else words.startswith("to ")


def test_no_clipboard_is_a_hint(tmp_path: Path) -> None:
    (finding,) = look_at_clipboard({"TERM": "dumb", "PATH": ""}, tmp_path)

    assert finding.verdict is Verdict.HINT
    assert str(tmp_path) in finding.what
    assert BUFFER_OF_TMUX not in finding.what


def test_every_mistake_of_the_configuration_is_a_fault_with_its_line(tmp_path: Path) -> None:
    paths = Paths(config=tmp_path, data=tmp_path)
    paths.config_file.write_text('density = "wide"\nnonsense = 1\n')
    findings = look_at_configuration(paths, lambda: load_settings(paths, {}, Flags()))

    assert [finding.verdict for finding in findings] == [Verdict.FAULT, Verdict.FAULT]
    assert f"{paths.config_file}:1: " in findings[0].what
    assert f"{paths.config_file}:2: " in findings[1].what


def test_a_right_configuration_is_told(tmp_path: Path) -> None:
    paths = Paths(config=tmp_path, data=tmp_path)
    paths.config_file.write_text('[profiles.work]\nurl = "https://llm.example.com/v1"\n')
    findings = look_at_configuration(paths, lambda: load_settings(paths, {}, Flags()))

    assert {finding.verdict for finding in findings} == {Verdict.OK}
    assert findings[1].what == "g4f is in use. There are: g4f, offline, work."


def test_a_model_that_is_not_there_or_is_none_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "available", lambda: False)
    monkeypatch.setattr(model, "weights_file", lambda: None)
    assert model.look_at_model()[0].verdict is Verdict.HINT
    assert "its weights" in model.look_at_model()[0].what

    (tmp_path / "model.gguf").write_bytes(b"<html>not found</html>")
    monkeypatch.setattr(model, "available", lambda: True)
    monkeypatch.setattr(model, "weights_file", lambda: tmp_path / "model.gguf")
    assert model.look_at_model()[0].verdict is Verdict.FAULT
    (tmp_path / "model.gguf").write_bytes(b"GGUF and more")
    assert model.look_at_model()[0].verdict is Verdict.OK
