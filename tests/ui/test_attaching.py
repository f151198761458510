"""Pictures in the prompt: by path, by `@`, from the clipboard, and as chips."""

from __future__ import annotations

import asyncio
import json
import os
from base64 import b64encode
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual import events

from copilot_tui.chat.picture import PICTURES_A_MESSAGE, PictureFacts
from copilot_tui.ui.chips import Chips
from tests.pictures import picture, shown
from tests.ui.driving import chatting
from tests.ui.in_the_log import press_on, shows
from tests.ui.prompting import prompting

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer
    from tests.ui.driving import Chat

GREETING = "Hello from the fake server."
PHOTO = picture(name="photo.png")
CHIP = f"⟦photo.png: picture, 3x2, {PHOTO.facts.size} B⟧"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "files" / "photo.png"
    path.parent.mkdir()
    path.write_bytes(PHOTO.data)
    return path


def paste(chat: Chat, text: str) -> None:
    chat.app.post_message(events.Paste(text))


def text_is(chat: Chat, text: str) -> bool:
    return chat.composer.text == text


def sent_urls(chat: Chat) -> list[str]:
    """The pictures of the newest request."""
    messages = chat.server.requests[-1].body["messages"]
    assert isinstance(messages, list)
    content = messages[-1]["content"]
    return [part["image_url"]["url"] for part in content if part["type"] == "image_url"]


# Chips


def test_a_picture_is_a_chip_that_says_how_large_it_is() -> None:
    chips = Chips()
    facts = PictureFacts("a" * 64, "image/jpeg", "photo.jpg", 1200, 800, 340_000)
    text = chips.know_picture(facts)
    assert chips.refold(f"What is {text}?") == "What is ⟦photo.jpg: picture, 1200x800, 340 kB⟧?"
    assert chips.expand(chips.refold(text)) == text


def test_a_picture_of_which_nothing_is_known_is_a_chip_all_the_same() -> None:
    chips = Chips()
    text = f"{shown(PHOTO)} and {shown(picture(1, 'photo.png'))}"
    folded = chips.refold(text)
    assert folded == "⟦photo.png: picture⟧ and ⟦photo.png (2): picture⟧"
    assert chips.expand(folded) == text


def test_a_name_cannot_end_its_chip() -> None:
    chips = Chips()
    text = chips.know_picture(PictureFacts("a" * 64, "image/png", "x⟧ [y](z)\u2028.png", 1, 1, 1))
    folded = chips.refold(text)
    assert folded == "⟦x] [y](z) .png: picture, 1x1, 1 B⟧"
    assert chips.expand(folded) == text


# In the prompt


async def test_a_pasted_path_of_a_picture_becomes_the_picture_and_undo_brings_it_back(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type("What is ")
        paste(chat, f"'{photo}' ")
        await chat.until(lambda: chat.composer.text == f"What is {CHIP}")
        await chat.press("ctrl+z")
        await chat.until(lambda: chat.composer.text == f"What is '{photo}' ")
        await chat.press("ctrl+y")
        await chat.until(lambda: chat.composer.text == f"What is {CHIP}")


async def test_several_pictures_that_are_dropped_at_once_become_the_pictures(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    other = photo.parent / "my cat.png"
    other.write_bytes(picture(0x20).data)
    async with chatting(tmp_path, server) as chat:
        for dropped in (f"{photo} '{other}' ", f"{photo.as_uri()}\n{other.as_uri()}\n"):
            paste(chat, dropped)
            cat = CHIP.replace("photo", "my cat")
            await chat.until(partial(text_is, chat, f"{CHIP} {cat}"))
            await chat.press("ctrl+z")
            await chat.until(partial(text_is, chat, dropped))
            chat.composer.restore("")


async def test_of_files_that_are_dropped_at_once_the_others_stay_paths_and_it_is_said(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    note, page = photo.parent / "my note.txt", photo.parent / "page.html"
    note.write_text("a note")
    page.write_text("<p>A page")
    async with chatting(tmp_path, server) as chat:
        paste(chat, f"'{note}' '{photo}' ")
        await chat.until(partial(text_is, chat, f"{CHIP} '{note}'"))
        await chat.until(lambda: "my note.txt stays a path; @ or /attach takes" in chat.text())
        chat.composer.restore("")
        paste(chat, f"'{note}' {page}")
        await chat.until(lambda: "2 files stay paths; @ or /attach takes" in chat.text())
        assert text_is(chat, f"'{note}' {page}")


async def test_of_a_dropped_picture_that_cannot_be_taken_it_is_said_why(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    (photo.parent / "empty.png").touch()
    async with chatting(tmp_path, server) as chat:
        paste(chat, f"{photo.parent}/empty.png")
        await chat.until(lambda: "empty.png is empty." in chat.text())
        chat.composer.restore("")
        paths = [photo.parent / f"{shade}.png" for shade in range(PICTURES_A_MESSAGE + 1)]
        for shade, path in enumerate(paths):
            path.write_bytes(picture(shade).data)
        many = " ".join(map(str, paths))
        paste(chat, many)
        await chat.until(lambda: f"A message takes {PICTURES_A_MESSAGE} pictures" in chat.text())
        assert text_is(chat, many)


async def test_a_picture_is_sent_with_its_message(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    async with chatting(tmp_path, server) as chat:
        paste(chat, str(photo))
        await chat.until(lambda: chat.composer.text == CHIP)
        await chat.type(" What is this?")
        await chat.press("enter")
        await chat.answered()
        await chat.until(lambda: bool(chat.server.requests))
        assert sent_urls(chat) == ["data:image/png;base64," + b64encode(PHOTO.data).decode()]
        assert "What is this?" in json.dumps(chat.server.requests[-1].body)


async def test_other_pasted_paths_stay_text(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    (photo.parent / "broken.png").write_text("no picture")
    async with chatting(tmp_path, server) as chat:
        for path in ("photo.png", f"{photo.parent}/none.png", f"{photo.parent}/broken.png"):
            paste(chat, path)
            await chat.until(partial(text_is, chat, path))
            await chat.app.workers.wait_for_complete(
                [worker for worker in chat.app.workers if worker.group == "attach"]
            )
            await chat.pause()
            assert chat.composer.text == path
            chat.composer.restore("")


async def test_a_draft_with_a_picture_survives_a_restart(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    async with chatting(tmp_path, server) as chat:
        paste(chat, str(photo))
        await chat.until(lambda: chat.composer.text == CHIP)
        await chat.type(" What?")
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.composer.text == f"{CHIP} What?")
        await chat.press("enter")
        await chat.answered()
        await chat.until(lambda: bool(chat.server.requests))
        assert len(sent_urls(chat)) == 1


async def test_a_sent_message_is_edited_with_its_pictures(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    async with chatting(tmp_path, server) as chat:
        paste(chat, str(photo))
        await chat.until(lambda: chat.composer.text == CHIP)
        await chat.press("enter")
        await shows(chat, shown(PHOTO), GREETING)
        await chat.answered()
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.press("ctrl+o", "enter")
        await shows(chat, shown(PHOTO), GREETING)
        await press_on(chat, shown(PHOTO), "e")
        await chat.until(lambda: chat.composer.text == CHIP)


async def test_slash_attach_takes_a_path(tmp_path: Path, server: FakeServer, photo: Path) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type(f"/attach {photo}")
        await chat.press("enter")
        await chat.until(lambda: chat.composer.text == CHIP)


@pytest.mark.parametrize("before", ["chip", "a line"])
async def test_slash_attach_attaches_one_more_and_sends_nothing(
    tmp_path: Path, server: FakeServer, photo: Path, before: str
) -> None:
    async with chatting(tmp_path, server) as chat:
        if before == "chip":
            paste(chat, str(photo))
            await chat.until(lambda: chat.composer.text == CHIP)
        else:
            await chat.type("What is it?")
            await chat.press("ctrl+j")
        kept = chat.composer.text
        other = photo.parent / "cat.png"
        other.write_bytes(picture(1).data)
        await chat.type(f"/attach {other}")
        await chat.press("enter")
        chip = CHIP.replace("photo", "cat")
        await chat.until(lambda: chat.composer.text.rstrip() == f"{kept}{chip}")
        assert chat.asked == []


async def test_slash_attach_says_why_a_picture_is_not_attached(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type(f"/attach {photo.parent}/none.png")
        await chat.press("enter")
        await chat.until(lambda: "none.png is not there" in " ".join(chat.rows()))


@pytest.mark.parametrize("name", ["none.png", "none.txt", "."])
@pytest.mark.parametrize("before", ["", "What is it?\n"])
async def test_slash_attach_that_is_refused_is_there_again(
    tmp_path: Path, server: FakeServer, name: str, before: str
) -> None:
    async with chatting(tmp_path, server) as chat:
        line = f"{before}/attach {tmp_path}/{name}"
        await chat.type(line)
        await chat.press("enter")
        again = f"{line}\n"
        await chat.until(lambda: bool(chat.app._notifications) and chat.composer.text == again)
        chat.app.clear_notifications()
        await chat.press("enter")
        await chat.until(lambda: bool(chat.app._notifications) and chat.composer.text == again)
        assert chat.asked == []


@pytest.mark.parametrize("before", ["", "What is it?\n"])
async def test_what_is_typed_behind_a_slash_attach_that_is_refused_has_a_line_of_its_own(
    tmp_path: Path, server: FakeServer, before: str
) -> None:
    async with chatting(tmp_path, server) as chat:
        line = f"{before}/attach {tmp_path}/none.txt"
        await chat.type(line)
        chat.burst("enter", *"hello")
        await chat.until(lambda: chat.composer.text == f"{line}\nhello")
        await chat.press("enter")
        await chat.until(lambda: "no command where text follows it" in " ".join(chat.notices()))
        assert chat.asked == []
        await chat.press("enter")
        await chat.until(lambda: chat.asked == [f"{line}\nhello"])


async def test_slash_attach_that_is_refused_stands_above_what_was_typed_meanwhile(
    tmp_path: Path,
) -> None:
    async with prompting(tmp_path) as prompt:
        attaching = asyncio.create_task(prompt.composer.attach("none.png"))
        await asyncio.sleep(0)  # It has begun, and waits for the thread that looks.
        prompt.composer.insert("words")
        assert not await attaching
        assert prompt.composer.text == "/attach none.png\nwords"
        prompt.composer.insert(" more")
        assert prompt.composer.text == "/attach none.png\nwords more"


async def test_slash_attach_that_is_refused_does_not_touch_another_prompt(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        await prompt.type("one ")
        attaching = asyncio.create_task(prompt.composer.attach("none.png"))
        await asyncio.sleep(0)
        prompt.composer.restore("two")
        assert not await attaching
        assert prompt.composer.text == "two"


@pytest.mark.slow
async def test_a_document_comes_as_markdown(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<h1>Title</h1><p>One <b>bold</b> word</p>")
    async with prompting(tmp_path) as prompt:
        await prompt.composer.attach("page.html")
        assert prompt.composer.text == (
            "`page.html`:\n```markdown\n# Title\n\nOne **bold** word\n```\n"
        )


async def test_the_same_picture_is_attached_to_a_message_once_and_it_is_said(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    copy = photo.parent / "copy.png"
    copy.write_bytes(PHOTO.data)
    async with chatting(tmp_path, server) as chat:
        await chat.composer.attach(str(photo))
        assert chat.composer.text == CHIP
        await chat.type(" What is it? ")
        before = chat.composer.text
        await chat.composer.attach(str(copy))
        await chat.until(lambda: "copy.png is attached already" in chat.text())
        assert chat.composer.text == before


async def test_copies_of_a_picture_that_are_dropped_at_once_become_one_picture(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    async with chatting(tmp_path, server) as chat:
        paste(chat, " ".join([str(photo)] * (PICTURES_A_MESSAGE + 1)))
        await chat.until(lambda: chat.composer.text == CHIP)


async def test_a_message_takes_only_so_many_pictures(
    tmp_path: Path, server: FakeServer, photo: Path
) -> None:
    async with chatting(tmp_path, server) as chat:
        full = " ".join(shown(picture(shade)) for shade in range(PICTURES_A_MESSAGE))
        chat.composer.restore(full)
        before = chat.composer.text
        assert not await chat.composer.attach(str(photo))
        assert chat.composer.text == f"{before}/attach {photo}\n"


async def test_the_picture_of_the_clipboard_is_attached(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "wl-paste"
    program.parent.mkdir()
    (tmp_path / "copied.png").write_bytes(PHOTO.data)
    program.write_text(f"#!/bin/sh\ncat '{tmp_path / 'copied.png'}'\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("WSL_DISTRO_NAME", raising=False)
    async with chatting(tmp_path, server) as chat:
        await chat.press("ctrl+v")
        await chat.until(lambda: chat.composer.text == CHIP.replace("photo", "clipboard"))
        program.write_text("#!/bin/sh\nexit 1\n")
        chat.app._clipboard = " copied here"
        await chat.press("ctrl+v")
        await chat.until(lambda: chat.composer.text.endswith("⟧ copied here"))


async def test_a_picture_has_no_text_to_unfold(photo: Path) -> None:
    async with prompting(photo.parent) as prompt:
        prompt.composer.restore(shown(PHOTO))
        prompt.composer.action_unfold()
        await prompt.until(lambda: "There is no folded text in the prompt." in prompt.app.told)
        assert prompt.composer.text == "⟦photo.png: picture⟧"


async def test_the_list_of_files_tells_pictures_and_enter_attaches_one(photo: Path) -> None:
    async with prompting(photo.parent) as prompt:
        await prompt.type("@pho")
        await prompt.offers("photo.png")
        await prompt.until(lambda: any("picture" in row for row in prompt.rows))
        await prompt.press("enter")
        await prompt.until(lambda: prompt.composer.text == CHIP)
        assert prompt.composer.draft == shown(PHOTO)


async def test_what_is_typed_meanwhile_is_not_replaced_by_a_picture(photo: Path) -> None:
    async with prompting(photo.parent) as prompt:

        async def keep(_: object) -> None:
            prompt.composer.replace_text("another")

        prompt.composer.keep_picture = keep
        await prompt.type("@pho")
        await prompt.offers("photo.png")
        prompt.burst("enter")
        await prompt.until(lambda: bool(prompt.app.told))
        assert prompt.app.told == ["photo.png was not inserted: the prompt is another now."]
        assert prompt.composer.text == "another"
