"""What commands print as objects, beside those whose own tests say it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.cli import main
from copilot_tui.commands import COMMANDS
from copilot_tui.docs.pages import PAGE_NAMES
from tests.command_line.running import said, stored

if TYPE_CHECKING:
    import pytest


def objects(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in said(capsys, *words, "--json").splitlines()]


def test_every_command_with_its_keys(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / ".config/copilot-tui/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[keys]\n"message.copy" = ["f9", "ctrl+y"]\n"message.quote" = ""\n')

    found = objects(capsys, "keys", "--list")

    assert [each["id"] for each in found] == [each.id for each in COMMANDS]
    keys = {each["id"]: each["keys"] for each in found}
    assert keys["message.copy"] == ["f9", "ctrl+y"]
    assert keys["message.quote"] == []
    assert all(each["title"] and each["help"] for each in found)


def test_keys_of_the_terminal_are_no_objects(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "--json"]) == 2
    assert "--json needs --list" in capsys.readouterr().err


def test_the_pages_of_the_documentation(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = objects(capsys, "docs")
    assert [each["page"] for each in found] == list(PAGE_NAMES)
    assert found[0] == {"page": "start", "title": "First steps"}

    (page,) = objects(capsys, "docs", "start")
    assert page == {**found[0], "text": said(capsys, "docs", "start")}


def test_copies_are_made_listed_and_put_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert objects(capsys, "restore") == []
    with stored(home) as store:
        here = store.conversations.create(title="Kept")
        store.messages.add_user_message(here.id, None, "Hello")

    (made,) = objects(capsys, "backup")
    (listed,) = objects(capsys, "restore")
    assert (made["conversations"], made["messages"]) == (1, 1)
    path = Path(str(made["file"]))
    assert (listed["file"], listed["size"]) == (str(path), path.stat().st_size)
    assert str(listed["made"]).endswith("+00:00")

    (restored,) = objects(capsys, "restore", str(path))
    assert (restored["conversations"], restored["messages"]) == (1, 1)
    assert Path(str(restored["before"])).exists()


def test_where_there_is_no_copy_that_is_said_beside_the_data(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", "--json"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "no copies yet" in told.err
