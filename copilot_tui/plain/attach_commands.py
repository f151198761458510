"""Commands that put files and pictures into a message, and take pictures out of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.aside import aside
from copilot_tui.chat.picture import (
    PICTURES_A_MESSAGE,
    attached_digests,
    picture_markdown,
    picture_words,
)
from copilot_tui.chat.picture_kind import looks_like_picture
from copilot_tui.files.file_size import file_size
from copilot_tui.files.pasted_path import plain_path
from copilot_tui.plain.command_line import number_and_rest
from copilot_tui.plain.message_commands import pick
from copilot_tui.plain.problem import CommandProblem
from copilot_tui.plain.words import count

if TYPE_CHECKING:
    from copilot_tui.chat.picture import Picture
    from copilot_tui.plain.chat import Chat


def attach(chat: Chat, argument: str) -> None:
    """Put a file or a picture into the next message."""
    name = plain_path(argument or chat.question("Path: "))
    if not name:
        raise CommandProblem("No file was named.")
    path = Path(name).expanduser()
    if looks_like_picture(name):
        _attach_picture(chat, path, name)
    else:
        _attach_file(chat, path, name)


def save_picture(chat: Chat, argument: str) -> None:
    """Save the pictures of a message to files in this folder."""
    from copilot_tui.chat.picture_names import named_as_in
    from copilot_tui.files.picture_making import file_name
    from copilot_tui.files.saving import save_new, unused_path

    number, rest = number_and_rest(argument)
    chosen = pick(chat, number)
    folder = Path(plain_path(rest)).expanduser() if rest else Path.cwd()
    # Those of an answer may still be on their way.
    chat.follower.wait_for(chat.engine.pictures())
    known = chat.call(chat.library.picture_uses([chosen.message.id])).get(chosen.message.id, {})
    if not known:
        raise CommandProblem(f"Message {chosen.number} has no picture that is kept.")
    for facts in named_as_in(chosen.message.content, known):
        picture = chat.call(chat.library.picture(facts.digest))
        if picture is not None:
            path = unused_path(folder, file_name(facts))
            save_new(path, picture.data)
            chat.say(f"Saved {path}.")


def _attach_picture(chat: Chat, path: Path, name: str) -> None:
    from copilot_tui.files.picture_file import read_picture_file

    if len(attached_digests("\n".join(chat.outbox.pieces))) >= PICTURES_A_MESSAGE:
        raise CommandProblem(
            f"A message takes {count(PICTURES_A_MESSAGE, 'picture')}.", "Send these first."
        )
    picture = chat.call(aside(lambda: read_picture_file(path, name)))
    chat.call(chat.library.keep_picture(picture))
    chat.outbox.pieces.append(picture_markdown(picture.facts.name, picture.facts.digest))
    chat.say(f"({_words(picture)}, goes with your next message; /unsend takes it out)")


def _words(picture: Picture) -> str:
    facts = picture.facts
    size = f"{facts.width}x{facts.height}, {file_size(facts.size)}"
    return f"{picture_words(facts.name)[1:-1]}, {size}"


def _attach_file(chat: Chat, path: Path, name: str) -> None:
    from copilot_tui.files.prompt_file import read_prompt_file
    from copilot_tui.files.text_file import MANY_BYTES

    read = chat.call(read_prompt_file(path, name))
    size = read.size_words
    if read.size > MANY_BYTES:
        answer = chat.question(f"{read.name} is large ({size}). Put it in? y or n: ")
        if not answer.lower().startswith("y"):
            chat.say("It was left out.")
            return
    chat.outbox.pieces.append(read.block)
    chat.say(f"({read.name}, {size}, goes with your next message; /unsend takes it out)")
