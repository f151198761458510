"""`copilot-tui show`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.chat.picture import picture_markdown
from copilot_tui.errors import WITHOUT_PICTURE
from tests.command_line.running import data, said, stored
from tests.ui.preparing import add_conversation


@pytest.fixture
def branched(home: Path) -> Path:
    """A conversation whose second question was written anew, and broke off."""
    add_conversation(data(home), "Oslo", [("Which train?", "The\n\n*night* train."), ("old", "no")])
    with stored(home) as store:
        replaced = store.tree.path(store.conversations.get(1).active_leaf or 0)[2]
        asked = store.messages.add_user_message(1, replaced.parent, "new", edits=replaced.id)
        reply = store.journal.begin(1, asked.id, profile="g4f", provider="Copilot", model="m")
        store.journal.finish(reply.id, content="half", reasoning="thought", status=Status.STOPPED)
    return home


def test_the_visible_path_is_printed_as_markdown(
    branched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "show", "oslo") == (
        "# Oslo\n\n## You\n\nWhich train?\n\n## Copilot\n\nThe\n\n*night* train.\n"
        "\n## You\n\nnew\n\n## m\n\nhalf\n\n*(stopped)*\n"
    )


def test_without_a_name_it_is_the_last_one(
    branched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_conversation(data(branched), "Later", [("q", "a")])

    assert said(capsys, "show").startswith("# Later\n")


def test_a_message_is_an_object_with_its_place_in_the_tree(
    branched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [json.loads(line) for line in said(capsys, "show", "1", "--json").splitlines()]

    assert [message["content"] for message in found] == [
        "Which train?",
        "The\n\n*night* train.",
        "new",
        "half",
    ]
    assert [message["parent"] for message in found] == [
        None,
        *(message["number"] for message in found[:-1]),
    ]
    last = found[-1]
    assert (last["role"], last["status"], last["reasoning"], last["provider"], last["model"]) == (
        "assistant",
        "stopped",
        "thought",
        "Copilot",
        "m",
    )


def test_all_branches_say_what_is_visible(
    branched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = said(capsys, "show", "1", "--json", "--all-branches").splitlines()
    found = [json.loads(line) for line in printed]

    assert [(message["content"], message["visible"]) for message in found[2:]] == [
        ("old", False),
        ("no", False),
        ("new", True),
        ("half", True),
    ]
    said(capsys, "show", "1", "--all-branches", status=2)


def test_what_is_in_the_trash_is_shown_by_its_number(
    branched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with stored(branched) as store:
        store.conversations.delete(1)

    assert said(capsys, "show", "1").startswith("# Oslo\n")
    assert said(capsys, "show", "Oslo", status=5) == ""


def test_an_empty_conversation_is_its_title(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stored(home) as store:
        store.conversations.create()

    assert said(capsys, "show", "1") == "# New conversation\n"
    assert said(capsys, "show", "1", "--json") == ""


def test_pictures_are_named_and_an_answer_without_a_word_is_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = picture_markdown("my [cat].png", "0" * 64)
    with stored(home) as store:
        here = store.conversations.create(title="Cat")
        asked = store.messages.add_user_message(here.id, None, f"What?\n\n{shown}")
        reply = store.journal.begin(here.id, asked.id, profile="g4f", provider="", model="")
        store.journal.finish(reply.id, content="\n", reasoning="", status=Status.COMPLETE)

    assert said(capsys, "show", "1") == (
        "# Cat\n\n## You\n\nWhat?\n\n[picture my [cat].png]\n\n## g4f\n\n*(The answer is empty.)*\n"
    )
    printed = said(capsys, "show", "1", "--json").splitlines()
    assert json.loads(printed[0])["content"].endswith(shown)


def test_an_error_names_no_key_of_the_app(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = f"The model cannot see pictures.\n{WITHOUT_PICTURE}"
    with stored(home) as store:
        here = store.conversations.create(title="Cat")
        asked = store.messages.add_user_message(here.id, None, "What?")
        reply = store.journal.begin(here.id, asked.id, profile="g4f", provider="", model="")
        store.journal.finish(reply.id, content="", reasoning="", status=Status.FAILED, error=error)

    printed = said(capsys, "show", "1")
    assert "failed: The model cannot see pictures." in printed
    assert "--model" in printed
    assert "f3" not in printed
