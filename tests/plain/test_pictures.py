"""Pictures in the plain mode."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from tests.files.test_documents import docx
from tests.pictures import picture
from tests.servers_fake import Answer, recording, reply

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plain.talking import Talk

PHOTO = picture(name="my photo.png")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "files" / "my photo.png"
    path.parent.mkdir()
    path.write_bytes(PHOTO.data)
    return path


def last_content(talk: Talk) -> object:
    messages = talk.server.requests[-1].body["messages"]
    assert isinstance(messages, list)
    return messages[-1]["content"]


def test_a_picture_is_attached_sent_and_named(talk: Talk, photo: Path) -> None:
    printed = talk.type(f"/attach '{photo}'", "What is this?", "/messages")
    size = PHOTO.facts.size
    assert f"(picture my photo.png, 3x2, {size} B, goes with your next message;" in printed
    assert "[picture my photo.png]\n\nWhat is this?" in printed
    assert "attachment:" not in printed
    assert last_content(talk) == [
        {"type": "text", "text": "What is this?"},
        {
            "type": "image_url",
            "image_url": {"url": "data:image/png;base64," + b64encode(PHOTO.data).decode()},
        },
    ]


def test_what_cannot_be_attached_is_said(talk: Talk, photo: Path) -> None:
    (photo.parent / "broken.png").write_text("none")
    assert "is no picture that can be read" in talk.type(f"/attach {photo.parent}/broken.png")
    assert "is not there" in talk.type(f"/attach {photo.parent}/none.png")


def test_of_a_document_the_size_of_its_text_is_said_and_that_it_is_one(
    talk: Talk, tmp_path: Path
) -> None:
    document = docx(tmp_path / "files.docx")
    printed = talk.type(f"/attach {document}", "Sum up")
    assert f"({document}, 15 B of text, goes with your next message;" in printed
    assert "```markdown\nGrüße, 世界\n```" in str(last_content(talk))


def test_a_picture_that_cannot_be_fetched_is_told(talk: Talk) -> None:
    talk.server.answer(reply("![cat](/media/1.png)"))
    talk.server.route("/media/1.png", Answer((b"gone",), 404))
    printed = talk.type("Draw", "/save-picture 2")
    assert "Message 2 has no picture that is kept." in printed
    assert "(A picture of the answer could not be fetched: " in printed


def test_a_picture_that_is_taken_back_is_named(talk: Talk, photo: Path) -> None:
    printed = talk.type(f"/attach {photo}", "/unsend", "/draft", "Hello")
    assert printed.count("[picture my photo.png]") == 2
    assert isinstance(last_content(talk), list)


def test_a_picture_of_an_answer_is_kept(talk: Talk, tmp_path: Path) -> None:
    talk.server.route("/media/1.png", Answer((PHOTO.data,), 200, {"Content-Type": "image/png"}))
    talk.server.answer(reply("Here: ![my photo](/media/1.png)"))
    printed = talk.type("Draw", f"/save-picture 2 {tmp_path}")
    assert "Here: ![my photo](/media/1.png)" in printed
    assert (tmp_path / "my photo.png").read_bytes() == PHOTO.data


def test_a_picture_is_saved_by_the_name_that_it_has_in_its_message(
    talk: Talk, photo: Path, tmp_path: Path
) -> None:
    talk.server.route("/media/1.png", Answer((PHOTO.data,), 200, {"Content-Type": "image/png"}))
    talk.server.answer(reply("Here: ![Fig. 2](/media/1.png)"))
    talk.type(f"/attach {photo}", "Draw it", f"/save-picture 2 {tmp_path}")
    assert (tmp_path / "Fig. 2.png").read_bytes() == PHOTO.data


def test_a_blind_model_is_told_with_the_commands_of_this_mode(talk: Talk, photo: Path) -> None:
    talk.server.answer(recording("llama-500-no-sight"))
    printed = talk.type(f"/attach {photo}", "What is this?")
    assert "This model cannot see pictures." in printed
    assert "Choose another with /model, or take the picture out with /edit." in printed


def test_the_pictures_of_a_message_are_saved(talk: Talk, photo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    lines = (f"/attach {photo}", "Keep it.", f"/save-picture 1 {folder}")
    assert "Saved " in talk.type(*lines, f"/save-picture 1 {folder}")
    assert sorted(path.name for path in folder.iterdir()) == ["my photo-2.png", "my photo.png"]
    assert (folder / "my photo.png").read_bytes() == PHOTO.data
    assert "Message 2 has no picture that is kept." in talk.type("/switch 1", "/save-picture 2")
