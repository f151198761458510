"""Commands on conversations that are on a PostgreSQL server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.command_line.status import ExitStatus
from tests.command_line.running import data, said
from tests.store.outbox.server_faults import Refusals
from tests.store.postgres.strict_server import BOB
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.postgres_server import Place, PostgresServer

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")


@pytest.fixture
def exported(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """All conversations of a file, of which nothing is left."""
    add_conversation(data(home), "Trip to Oslo", [("Which train?", "The night train.")])
    file = tmp_path / "all.jsonl"
    said(capsys, "export", "--all", "--format", "jsonl", "--output", str(file))
    for each in data(home).glob("conversations.db*"):
        each.unlink()
    return file


def test_every_command_works_there_and_no_file_is_made(
    home: Path, exported: Path, store_database: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    there = ("--database", store_database.url)
    for brought in ("1 new conversation", "nothing new"):
        assert brought in said(capsys, "import", str(exported), *there)
    (listed,) = said(capsys, "list", "--json", *there).splitlines()
    assert json.loads(listed)["title"] == "Trip to Oslo"
    assert "The night train." in said(capsys, "show", "oslo", *there)
    assert "Trip to Oslo" in said(capsys, "search", "nigh", *there)
    assert json.loads(said(capsys, "stats", "--all", "--json", *there))["totals"]["replies"] == 1
    again = said(capsys, "export", "--all", "--format", "jsonl", "--output", "-", *there)
    assert again == exported.read_text(encoding="utf-8")
    assert not list(data(home).glob("conversations.db*"))


@pytest.mark.parametrize("at_commit", [False, True])
def test_what_is_refused_there_as_others_came_in_between_is_done_again(
    exported: Path, store_copy: Place, capsys: pytest.CaptureFixture[str], at_commit: bool
) -> None:
    there = ("--database", store_copy.url)
    refusals = Refusals(store_copy, "messages", at_commit=at_commit)
    refusals.next("40001", 2)
    assert "1 new conversation" in said(capsys, "import", str(exported), *there)
    assert refusals.tries >= 3

    refusals.also("search_documents")
    refusals.next("40P01", 2)
    assert "Trip to Oslo" in said(capsys, "search", "nigh", *there)
    assert refusals.tries >= 3
    again = said(capsys, "export", "--all", "--format", "jsonl", "--output", "-", *there)
    assert again == exported.read_text(encoding="utf-8")


def test_another_person_there_sees_nothing_of_it(
    home: Path,
    exported: Path,
    store_database: Place,
    postgres_server: PostgresServer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    said(capsys, "import", str(exported), "--database", store_database.url)
    role = f"{BOB}_of_commands"
    postgres_server.add_role(role)
    there = ("--database", store_database.as_role(role).url)

    assert said(capsys, "list", *there) == ""
    assert said(capsys, "search", "train", *there, status=ExitStatus.NOT_FOUND) == ""
    for word in ("oslo", "1"):
        assert said(capsys, "show", word, *there, status=ExitStatus.NOT_FOUND) == ""
