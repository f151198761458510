"""`copilot-tui list`."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest

from tests.command_line.running import data, said, stored
from tests.ui.preparing import add_conversation


@pytest.fixture
def three(home: Path) -> Path:
    """Three conversations; the one in the middle is pinned."""
    ticks = count(1_700_000_000)
    for title, exchanges in (("Old", 2), ("Pinned", 1), ("New", 3)):
        add_conversation(
            data(home), title, [("q", "a")] * exchanges, clock=lambda: float(next(ticks))
        )
    with stored(home) as store:
        store.conversations.set_pinned(2, pinned=True)
    return home


def objects(printed: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in printed.splitlines()]


def test_the_newest_comes_first_with_number_age_messages_and_pin(
    three: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line.split() for line in said(capsys, "list").splitlines()]

    assert [line[0] for line in lines] == ["3", "2", "1"]
    assert [line[-1] for line in lines] == ["New", "Pinned", "Old"]
    assert [line[4] for line in lines] == ["6", "2", "4"]
    assert ["*" in line for line in lines] == [False, True, False]
    assert lines[0][1:4] == ["14", "Nov", "2023"]


def test_a_limit_takes_the_newest(three: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = objects(said(capsys, "list", "--json", "--limit", "2"))

    assert [listed["number"] for listed in found] == [3, 2]
    said(capsys, "list", "--limit", "0", status=2)
    said(capsys, "list", "--limit", "many", status=2)
    assert len(said(capsys, "list", "--limit", "9" * 5000).splitlines()) == 3


@pytest.mark.parametrize(("columns", "has_counts"), [(80, True), (40, False)])
def test_on_a_terminal_every_conversation_is_one_line(
    home: Path,
    columns: int,
    has_counts: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_conversation(data(home), "A title " * 20, [("q", "a")])
    monkeypatch.setattr("copilot_tui.command_line.list.width_of", lambda _: columns)
    heading, line = said(capsys, "list").splitlines()

    assert ("messages" in heading) is has_counts
    assert heading.index("title") == line.index("A title")
    assert len(line) <= columns
    assert line.endswith("…")


@pytest.mark.parametrize("columns", [120, 80, 40])
def test_a_number_of_sixteen_digits_takes_no_more_room_on_a_terminal_than_its_last_ones(
    three: Path,
    columns: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long = 1_873_442_000_123_456
    with stored(three) as store, store.database.writing():
        made = store.conversations.create(title="Made while the server was away").id
        store.database.execute("UPDATE conversations SET id = ? WHERE id = ?", long, made)
    whole = said(capsys, "list").splitlines()
    assert whole[0].split()[0] == str(long)
    assert whole[1].index("New") == whole[0].index("Made")
    assert objects(said(capsys, "list", "--json"))[0]["number"] == long

    monkeypatch.setattr("copilot_tui.command_line.list.width_of", lambda _: columns)
    heading, away, new, *_ = said(capsys, "list").splitlines()
    assert away.split()[0] == "…123456"
    assert heading.index("title") == away.index("Made") == new.index("New")
    assert heading.index("number") + len("number") == away.index("…") + len("…123456")
    assert "Made while" in said(capsys, "show", away.split()[0])


def test_objects_have_all_that_a_script_needs(
    three: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = objects(said(capsys, "list", "--json"))

    assert found[2] == {
        "number": 1,
        "title": "Old",
        "created": "2023-11-14T22:13:20.000+00:00",
        "updated": found[2]["updated"],
        "deleted": None,
        "messages": 4,
        "pinned": False,
        "unread": False,
        "profile": "",
        "provider": "",
        "model": "",
    }


def test_what_is_deleted_is_listed_apart(three: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stored(three) as store:
        store.conversations.delete(3)
        gone = store.tree.path(store.conversations.get(1).active_leaf or 0)[-1]
        store.messages.delete(gone.id)

    left = objects(said(capsys, "list", "--json"))
    assert [(found["title"], found["messages"]) for found in left] == [("Pinned", 2), ("Old", 3)]
    (deleted,) = objects(said(capsys, "list", "--json", "--deleted"))
    assert (deleted["title"], deleted["deleted"] is None) == ("New", False)


def test_where_there_are_none_it_says_so_and_makes_none(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "list", "--json") == ""
    assert said(capsys, "list", "--deleted") == ""
    assert list(home.iterdir()) == []
