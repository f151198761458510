"""`copilot-tui search`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot_tui.cli import main
from copilot_tui.store.search import Search
from tests.command_line.running import data, said, stored
from tests.ui.preparing import add_conversation


@pytest.fixture
def trains(home: Path) -> Path:
    """Two conversations about trains."""
    add_conversation(data(home), "Oslo", [("Which train?", "A train at night. It is slow.")])
    add_conversation(data(home), "Rome", [("By train, too?", "Yes.")])
    return home


def test_a_hit_is_a_line_with_conversation_time_title_and_sentence(
    trains: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(capsys, "search", "night").splitlines()

    assert len(lines) == 1
    number, _, title, *sentence = lines[0].split()
    assert (number, title, " ".join(sentence)) == ("1", "Oslo", "A train at night.")


def test_on_a_terminal_the_sentence_stands_below_and_is_not_broken_within_a_word(
    trains: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot_tui.command_line.search.width_of", lambda _: 24)
    first, *below = said(capsys, "search", "night").splitlines()

    assert first.split()[-1] == "Oslo"
    assert below == ["        A train at", "        night."]


def test_a_number_of_sixteen_digits_keeps_the_columns_in_line(
    trains: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    long = 1_873_442_000_123_456
    with stored(trains) as store:
        made = store.conversations.create(title="Away").id
        with store.database.writing():
            store.database.execute("UPDATE conversations SET id = ? WHERE id = ?", long, made)
        store.messages.add_user_message(long, None, "Another night")
    lines = sorted(said(capsys, "search", "night").splitlines())
    assert (lines[0].split()[0], lines[1].split()[0]) == ("1", str(long))
    assert lines[0].index("Oslo") == lines[1].index("Away")
    (found,) = said(capsys, "search", "--json", "another").splitlines()
    assert json.loads(found)["conversation"] == long

    monkeypatch.setattr("copilot_tui.command_line.search.width_of", lambda _: 80)
    lines = said(capsys, "search", "night").splitlines()
    (oslo,) = (line for line in lines if "Oslo" in line)
    (away,) = (line for line in lines if "Away" in line)
    assert away.split()[0] == "…123456"
    assert oslo.index("Oslo") == away.index("Away")
    assert "         Another night" in lines
    assert said(capsys, "search", "night", "--conversation", "123456").split()[0] == "…123456"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ship", "Try another word, or its beginning."),
        ("ship train", "Try fewer words."),
    ],
)
def test_what_is_not_found_is_told_with_what_helps(
    trains: Path, query: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", query]) == 5
    assert said in capsys.readouterr().err


def test_objects_name_message_and_matches(trains: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = said(capsys, "search", "--json", "train", "night").splitlines()
    (found,) = (json.loads(line) for line in printed)

    assert (found["conversation"], found["title"], found["role"]) == (1, "Oslo", "assistant")
    assert [found["snippet"][start:end] for start, end in found["matches"]] == ["train", "night"]


def test_it_can_be_kept_to_one_conversation_and_to_some_hits(
    trains: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(said(capsys, "search", "train").splitlines()) == 3
    assert len(said(capsys, "search", "train", "--limit", "2").splitlines()) == 2
    assert len(said(capsys, "search", "train", "--conversation", "rome").splitlines()) == 1
    said(capsys, "search", "train", "--conversation", "paris", status=5)


def test_without_a_hit_the_status_is_5(trains: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("ship",), ('"night train"',), ("...",)):
        assert said(capsys, "search", *words, status=5) == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("",), "There is no word to search for."),
        ((" ", "\t"), "There is no word to search for."),
        (('"',), 'There is no word to search for in: "'),
        ((), "Missing argument"),
    ],
)
def test_without_a_word_to_search_for_the_status_is_2(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert main(["search", *words]) == 2
    assert told in capsys.readouterr().err


def test_what_was_copied_and_is_not_indexed_yet_is_found(
    trains: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with stored(trains) as store:
        store.conversations.duplicate(1, title="Copy")

    assert len(said(capsys, "search", "night").splitlines()) == 2


def test_in_a_file_that_stays_as_it_is_nothing_is_indexed_for_one_search(
    trains: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with stored(trains) as store:
        store.conversations.duplicate(1, title="Copy")
    file = data(trains) / "conversations.db"
    before = file.read_bytes()

    def backfill(*_: object) -> bool:
        pytest.fail("It was indexed.")

    monkeypatch.setattr(Search, "backfill", backfill)
    assert len(said(capsys, "search", "night", "--database", str(file)).splitlines()) == 2
    assert file.read_bytes() == before
