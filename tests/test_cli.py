"""The words of the command line."""

from __future__ import annotations

import pytest

from copilot_tui.cli import SUBCOMMANDS, main


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_subcommand_has_a_help_of_its_own(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])

    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: copilot-tui {name}")


def test_help_names_every_subcommand(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    words = capsys.readouterr().out.split()
    assert set(SUBCOMMANDS) <= set(words)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chat"], "there is no command chat"),
        (["--plain", "keys"], "keys must come first"),
        (["keys", "chat"], "unrecognized arguments: chat"),
    ],
)
def test_a_word_that_is_no_command_is_named(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert said in capsys.readouterr().err
