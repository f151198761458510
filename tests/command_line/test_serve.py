"""`copilot-tui serve`, up to where a browser comes into it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.extras import how_to_add
from copilot_tui.serving import run
from copilot_tui.serving.address import Address, listen

if TYPE_CHECKING:
    from copilot_tui.serving.access import Access


@dataclass
class Served:
    """What would have been served."""

    apps: list[list[str]] = field(default_factory=list)
    ended_by: signal.Signals = signal.SIGTERM

    def serve(
        self,
        address: Address,
        access: Access,
        command: Callable[[int | None], Sequence[str]],
        environ: Mapping[str, str],
        on_ready: Callable[[], None],
    ) -> signal.Signals:
        with address.listener:
            self.apps += [list(command(None))[3:], list(command(5))[3:]]
            on_ready()
        return self.ended_by


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Served:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    made = Served()
    monkeypatch.setattr(run, "serve", made.serve)
    return made


def test_the_address_alone_is_the_output(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--port", "0"]) == ExitStatus.DONE

    told = capsys.readouterr()
    address, _, token = told.out.partition("/?token=")
    assert address.startswith("http://127.0.0.1:")
    assert len(token) == 44
    assert "Ctrl+c ends all." in told.err
    assert "encrypted" not in told.err


def test_an_address_that_others_reach_is_warned_of(
    served: Served, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Address, "is_loopback", False)

    assert main(["serve", "--port", "0"]) == ExitStatus.DONE

    assert "is not encrypted. Safer:" in capsys.readouterr().err


def test_the_app_is_started_with_the_same_flags(served: Served) -> None:
    flags = ["--url", "http://127.0.0.1:1/v1", "--provider", "P", "--model", "M"]
    flags += ["--database", "postgresql://ann@127.0.0.1:1/chats"]

    assert main(["serve", "--port", "0", *flags]) == ExitStatus.DONE

    assert served.apps == [flags, [*flags, "--conversation", "5"]]


def test_ctrl_c_is_told_as_for_every_command(served: Served) -> None:
    served.ended_by = signal.SIGINT

    assert main(["serve", "--port", "0"]) == ExitStatus.INTERRUPTED


def test_without_its_library_it_says_how_to_add_it(
    served: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "copilot_tui.serving.run")
    monkeypatch.delitem(sys.modules, "copilot_tui.serving.app_process", raising=False)
    monkeypatch.setitem(sys.modules, "textual_serve.app_service", None)
    monkeypatch.setitem(sys.modules, "textual_serve", None)

    assert main(["serve"]) == ExitStatus.FAILED

    told = " ".join(capsys.readouterr().err.split())
    assert told == (
        "copilot-tui: Serving the app in web pages needs the package textual-serve. "
        f"Add it with: {how_to_add('textual-serve', 'serve')}"
    )


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (
            ["--port", "70000"],
            ExitStatus.WRONG_WORDS,
            '"70000" is no whole number from 0 to 65535',
        ),
        (["--port", "x"], ExitStatus.WRONG_WORDS, '"x" is no whole number'),
        (["--host", "no.such.invalid"], ExitStatus.FAILED, "There is no address no.such.invalid"),
        (["--host", "a" * 90], ExitStatus.FAILED, "There is no address aaa"),
        (["--profile", "none"], ExitStatus.WRONG_WORDS, 'no profile "none"'),
        (["--database", "mysql://h/d"], ExitStatus.WRONG_WORDS, 'an address with "mysql:"'),
        (["-c"], ExitStatus.NOT_FOUND, "There is no conversation yet."),
        (["--conversation", "7"], ExitStatus.NOT_FOUND, 'There is no conversation "7".'),
        (["-c", "--conversation", "7"], ExitStatus.WRONG_WORDS, "name two conversations"),
    ],
)
def test_nonsense_ends_with_words_and_its_status(
    served: Served,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: ExitStatus,
    words: str,
) -> None:
    assert main(["serve", *arguments]) == status

    told = capsys.readouterr()
    assert words in " ".join(told.err.split())
    assert "Errno" not in told.err
    assert told.out == ""
    assert served.apps == []


def test_a_port_that_is_taken_is_told_of(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with listen("127.0.0.1", 0).listener as taken:
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == ExitStatus.FAILED

    assert "is taken." in capsys.readouterr().err
