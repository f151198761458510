"""Exporting and importing from within the app."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.widgets import Input

from copilot_tui.chat.picture import Picture, PictureFacts
from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from copilot_tui.transfer.sources.g4f_gui import G4FGui
from copilot_tui.ui.confirm_dialog import ConfirmDialog
from copilot_tui.ui.export_dialog import ExportDialog
from copilot_tui.ui.import_dialog import ImportDialog
from tests.transfer.foreign_files import SPECIMENS
from tests.transfer.support import DIGEST, PNG, TARGET
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord
    from tests.servers_fake import FakeServer


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the app is started in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def told_by(chat: Chat) -> str:
    """What the app has told, wherever its lines end; a path makes them longer or shorter."""
    return " ".join(" ".join(chat.notices()).split())


def said_in_dialog(chat: Chat) -> str:
    """What the dialog says of the path, wherever its lines end."""
    if not isinstance(chat.app.screen, ImportDialog):
        return ""
    lines = chat.app.screen.query("#path-told")
    return " ".join(" ".join(map(chat.text, lines)).split())


async def open_dialog(chat: Chat, command: str, kind: type[ExportDialog | ImportDialog]) -> Input:
    """Run a command that asks for a path."""
    await chat.screen.run_command(command)
    await chat.until(lambda: isinstance(chat.app.screen, kind))
    await chat.until(lambda: isinstance(chat.app.focused, Input))
    field = chat.app.focused
    assert isinstance(field, Input)
    return field


async def test_a_conversation_is_exported_to_where_the_dialog_says(
    tmp_path: Path, server: FakeServer, work: Path
) -> None:
    add_conversation(tmp_path, "Trip to Oslo", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("Trip to Oslo")
        field = await open_dialog(chat, "conversation.export", ExportDialog)
        assert field.value.endswith("here/trip-to-oslo.md")
        await chat.until(lambda: "A new file." in chat.text())
        await chat.press("enter")
        await chat.until(lambda: "The conversation is in" in chat.text())

    assert "answer" in (work / "trip-to-oslo.md").read_text()


async def test_the_format_is_changed_by_keys_and_by_the_name(
    tmp_path: Path, server: FakeServer, work: Path
) -> None:
    add_conversation(tmp_path, "Trip", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("Trip")
        field = await open_dialog(chat, "conversation.export", ExportDialog)
        await chat.press("down")
        assert field.value.endswith("/trip.html")
        await chat.until(lambda: "‹ HTML" in chat.text())
        field.value = "mine.jsonl"
        await chat.until(lambda: "‹ JSONL" in chat.text())
        await chat.press("enter")
        await chat.until(lambda: (work / "mine.jsonl").exists())

    assert json.loads((work / "mine.jsonl").read_text().splitlines()[1])["title"] == "Trip"


async def test_a_file_is_replaced_only_when_enter_is_pressed_again(
    tmp_path: Path, server: FakeServer, work: Path
) -> None:
    add_conversation(tmp_path, "Trip", [("question", "answer")])
    (work / "trip.md").write_text("mine")
    async with chatting(tmp_path, server) as chat:
        await chat.choose("Trip")
        field = await open_dialog(chat, "conversation.export", ExportDialog)
        assert field.value.endswith("here/trip-2.md")
        field.value = "trip.md"
        await chat.until(lambda: "Enter again replaces it" in chat.text())
        await chat.press("enter")
        assert isinstance(chat.app.screen, ExportDialog)
        assert (work / "trip.md").read_text() == "mine"
        await chat.press("enter")
        await chat.until(lambda: "answer" in (work / "trip.md").read_text())


async def test_files_of_a_folder_are_replaced_only_when_enter_is_pressed_again(
    tmp_path: Path, server: FakeServer, work: Path
) -> None:
    for name in ("one", "two"):
        add_conversation(tmp_path, name, [("question", f"answer {name}")])
    (work / "pages").mkdir()
    (work / "pages" / "one.md").write_text("mine")
    async with chatting(tmp_path, server) as chat:
        field = await open_dialog(chat, "conversation.export_all", ExportDialog)
        await chat.press("down")
        await chat.until(lambda: "‹ Markdown" in chat.text())
        field.value = "pages"
        await chat.until(lambda: "1 of 2 files are there. Enter again" in chat.text())
        await chat.press("enter")
        assert (work / "pages" / "one.md").read_text() == "mine"
        await chat.press("enter")
        await chat.until(lambda: "2 conversations are in" in chat.text())

    assert "answer one" in (work / "pages" / "one.md").read_text()


async def test_where_the_pictures_of_a_conversation_are_is_said(
    tmp_path: Path, server: FakeServer, work: Path
) -> None:
    facts = PictureFacts(DIGEST, "image/png", "cat.png", 3, 4, len(PNG))
    path = Paths(config=tmp_path, data=tmp_path).database
    with Store(path, instance_id="before") as store:
        store.pictures.add(Picture(facts, PNG))
    add_conversation(tmp_path, "Cats", [(f"![a cat]({TARGET})", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("Cats")
        await open_dialog(chat, "conversation.export", ExportDialog)
        await chat.press("enter")
        await chat.until(lambda: "1 picture is beside the text" in told_by(chat))

    assert [file.read_bytes() for file in (work / "cats.pictures").iterdir()] == [PNG]


async def test_an_ending_of_no_format_says_as_what_the_file_is_written(
    tmp_path: Path, server: FakeServer, work: Path
) -> None:
    add_conversation(tmp_path, "Trip", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("Trip")
        field = await open_dialog(chat, "conversation.export", ExportDialog)
        field.value = "trip.pdf"
        await chat.until(lambda: "Markdown in a new file." in chat.text())


async def test_what_cannot_be_written_is_said(
    tmp_path: Path, server: FakeServer, work: Path
) -> None:
    add_conversation(tmp_path, "Trip", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("Trip")
        field = await open_dialog(chat, "conversation.export", ExportDialog)
        field.value = "no/such/folder/a.md"
        await chat.until(lambda: "There is no such folder." in chat.text())
        await chat.press("enter")
        await chat.until(lambda: "does not exist" in told_by(chat))

    assert not (work / "no").exists()


async def test_all_are_exported_and_imported_again(
    tmp_path: Path, server: FakeServer, work: Path
) -> None:
    for name in ("one", "two"):
        add_conversation(tmp_path, name, [("question", f"answer {name}")])
    async with chatting(tmp_path, server) as chat:
        field = await open_dialog(chat, "conversation.export_all", ExportDialog)
        field.value = "all.jsonl"
        await chat.pause()
        await chat.press("enter")
        await chat.until(lambda: "2 conversations are in" in chat.text())
    async with chatting(tmp_path / "elsewhere", server) as chat:
        field = await open_dialog(chat, "conversation.import", ImportDialog)
        field.value = "all.jsonl"
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, ConfirmDialog))
        await chat.until(lambda: "It would bring 2 new conversations, 4" in chat.text())
        await chat.until(lambda: "y yes" in chat.text())
        await chat.press("y")
        await chat.until(lambda: "Brought 2 new conversations, 4 messages" in chat.text())
        await chat.until(lambda: "two" in chat.text(chat.sidebar))

        field = await open_dialog(chat, "conversation.import", ImportDialog)
        field.value = "all.jsonl"
        await chat.press("enter")
        await chat.until(lambda: "nothing new" in chat.text())


async def test_no_is_an_answer_after_which_nothing_is_imported_if_it_was_typed_to_the_question(
    tmp_path: Path, server: FakeServer, work: Path
) -> None:
    add_conversation(tmp_path, "one", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        field = await open_dialog(chat, "conversation.export_all", ExportDialog)
        field.value = "all.jsonl"
        await chat.press("enter")
        await chat.until(lambda: (work / "all.jsonl").exists())
    async with chatting(tmp_path / "elsewhere", server) as chat:
        field = await open_dialog(chat, "conversation.import", ImportDialog)
        field.value = "all.jsonl"
        early = events.Key("n", "n")
        await chat.press("enter")
        await chat.until(lambda: "y yes" in chat.text())
        chat.app.post_message(early)
        await chat.pause()
        await chat.press("x")
        await chat.until(lambda: "Only these keys answer" in chat.text())
        assert isinstance(chat.app.screen, ConfirmDialog)
        await chat.press("n")
        await chat.until(lambda: chat.app.screen is chat.screen)
        assert await chat.store.run(lambda store: store.exports.entries(deleted=True)) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing", "There is no file"),
        ("odd", "not a file of a known kind"),
        ("empty", "holds no file of a known kind"),
        ("cut.db", "is a damaged database"),
    ],
)
async def test_of_what_cannot_be_imported_the_path_can_be_mended(
    tmp_path: Path, server: FakeServer, work: Path, name: str, told: str
) -> None:
    (work / "odd").write_text("nonsense")
    (work / "empty").mkdir()
    (work / "cut.db").write_bytes(b"SQLite format 3\x00" + bytes(100))
    async with chatting(tmp_path, server) as chat:
        field = await open_dialog(chat, "conversation.import", ImportDialog)
        field.value = name
        await chat.press("enter")
        await chat.until(lambda: told in said_in_dialog(chat))
        assert isinstance(chat.app.screen, ImportDialog)
        assert chat.app.screen.field.value == name
        assert chat.notices() == []

        shutil.copytree(SPECIMENS / "g4f", work / f"{name} in truth")
        await chat.press(*" in truth")
        await chat.until(lambda: told not in said_in_dialog(chat))
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, ConfirmDialog))


async def test_a_folder_comes_in_with_all_that_is_known_in_it(
    tmp_path: Path, server: FakeServer, work: Path
) -> None:
    for name in ("elia", "g4f", "chatgpt"):
        shutil.copytree(SPECIMENS / name, work / "old" / name)
    (work / "old" / "broken.jsonl").write_text('{"format": "copilot-tui conversations"}\nno\n')
    async with chatting(tmp_path, server) as chat:
        field = await open_dialog(chat, "conversation.import", ImportDialog)
        field.value = "old"
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, ConfirmDialog))
        await chat.until(lambda: "Import old?" in chat.text())
        await chat.until(lambda: "would bring 7 new conversations" in chat.text())
        await chat.until(lambda: "2 parts make no sense and are left out" in chat.text())
        await chat.until(lambda: "broken.jsonl, line 2: It is not valid JSON." in chat.text())
        await chat.until(lambda: "2 pictures are left out, their messages come in" in chat.text())
        await chat.until(lambda: "y yes" in chat.text())
        await chat.press("y")
        await chat.until(lambda: "Brought 7 new conversations" in chat.text())


async def test_a_fault_in_reading_is_said_and_another_import_can_follow(
    tmp_path: Path, server: FakeServer, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[ConversationRecord]:
        raise RuntimeError

    shutil.copytree(SPECIMENS / "g4f", work / "g4f")
    async with chatting(tmp_path, server) as chat:
        with monkeypatch.context() as patch:
            patch.setattr(G4FGui, "records", broken)
            field = await open_dialog(chat, "conversation.import", ImportDialog)
            field.value = "g4f/chat.json"
            await chat.press("enter")
            await chat.until(lambda: "A fault in the program (RuntimeError)" in chat.text())
        field = await open_dialog(chat, "conversation.import", ImportDialog)
        field.value = "g4f/chat.json"
        await chat.press("enter")
        await chat.until(lambda: "would bring 2 new conversations" in chat.text())


async def test_the_path_is_completed(tmp_path: Path, server: FakeServer, work: Path) -> None:
    (work / "conversations.json").write_text("")
    async with chatting(tmp_path, server) as chat:
        field = await open_dialog(chat, "conversation.import", ImportDialog)
        await chat.press(*"con")
        await chat.until(lambda: field._suggestion == "conversations.json")
        await chat.press("right")
        await chat.until(lambda: field.value == "conversations.json")
