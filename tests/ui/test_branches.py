"""Other versions of questions and answers: made, walked, and told to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.config import Flags
from tests.servers_fake import FakeServer, Gate, json_answer
from tests.ui.driving import Chat, chatting
from tests.ui.in_the_log import (
    bodies,
    contents,
    exchange,
    go_to,
    press_on,
    sent_turns,
    shows,
    under_cursor,
)
from tests.ui.preparing import add_conversation, scripted

if TYPE_CHECKING:
    from pathlib import Path

EDITING = "Editing an earlier message"


async def edit(chat: Chat, old: str, added: str) -> None:
    """Take a message back into the prompt, write something behind it, and send it."""
    await press_on(chat, old, "e")
    await chat.until(lambda: chat.composer.text == old)
    asked = len(chat.asked)
    chat.burst(*added, "enter")
    await chat.until(lambda: len(chat.asked) > asked)


async def branched(chat: Chat) -> None:
    """Two exchanges, then another version of the first question."""
    answers = ("Un.", "Deux.", "Trois.")
    chat.server.answer(*(scripted(answer) for answer in answers))
    await exchange(chat, "one", "Un.")
    await exchange(chat, "two", "Deux.")
    await edit(chat, "one", "!")
    await shows(chat, "one!", "Trois.")
    await chat.answered()


async def test_e_puts_a_message_into_the_prompt_and_enter_sends_it_as_another_version(
    tmp_path: Path, server: FakeServer
) -> None:
    server.answer(scripted("Un."), scripted("Deux."))
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "one", "Un.")
        await press_on(chat, "one", "e")
        await chat.until(lambda: chat.composer.text == "one")
        await chat.until(lambda: EDITING in chat.text())
        assert chat.composer.has_focus
        chat.burst("!", "enter")
        await shows(chat, "one!", "Deux.")
        await chat.until(lambda: EDITING not in chat.text() and "‹ 2/2 ›" in chat.log_text())
        assert chat.composer.text == ""
        await chat.answered()


async def test_after_a_branch_the_thread_is_told_anew_without_what_was_replaced(
    tmp_path: Path, server: FakeServer
) -> None:
    server.answer(*(scripted(answer) for answer in ("Un.", "Deux.", "Trois.", "Quatre.")))
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "one", "Un.")
        await exchange(chat, "two", "Deux.")
        await edit(chat, "two", "!")
        await shows(chat, "one", "Un.", "two!", "Trois.")
        await chat.answered()
        first, second, third = bodies(server)
        assert first["conversation_id"] == second["conversation_id"]
        assert third["conversation_id"] != second["conversation_id"]
        assert "conversation" in second
        assert "conversation" not in third
        [(role, replay)] = sent_turns(third)
        assert role == "user"
        assert replay.endswith("### User ###\ntwo!")
        assert "### User ###\none\n\n### Assistant ###\nUn." in replay
        assert "Deux." not in replay
        await chat.send("on")
        assert bodies(server)[3]["conversation_id"] == third["conversation_id"]
        assert "conversation" in bodies(server)[3]
        await chat.answered()


async def test_a_plain_server_is_told_the_history_without_what_was_replaced(
    tmp_path: Path, server: FakeServer
) -> None:
    (tmp_path / "config.toml").write_text(
        f'profile = "plain"\n\n[profiles.plain]\nurl = "{server.url}"\nmodel = "gpt-4o"\n'
    )
    server.route("/v1/providers", json_answer({"detail": "Not Found"}, status=404))
    async with chatting(tmp_path, server, flags=Flags()) as chat:
        await branched(chat)
        third = bodies(server)[2]
        assert sent_turns(third) == [("user", "one!")]
        assert "conversation_id" not in third
        await chat.send("two!")
        assert sent_turns(bodies(server)[3]) == [
            ("user", "one!"),
            ("assistant", "Trois."),
            ("user", "two!"),
        ]
        await chat.answered()


async def test_brackets_walk_the_versions_and_each_shows_its_own_rest(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await branched(chat)
        await press_on(chat, "one!", "[")
        await shows(chat, "one", "Un.", "two", "Deux.")
        await chat.until(lambda: "‹ 1/2 ›" in chat.log_text())
        await chat.until(
            lambda: (message := under_cursor(chat)) is not None and message.content == "one"
        )
        await chat.press("[")
        await chat.until(lambda: any("none on that side" in text for text in chat.notices()))
        await chat.press("]")
        await shows(chat, "one!", "Trois.")
        await chat.until(lambda: "‹ 2/2 ›" in chat.log_text())
        await press_on(chat, "Trois.", "]")
        await chat.until(lambda: any("the only version" in text for text in chat.notices()))


async def test_the_branch_that_was_shown_last_is_shown_after_a_restart(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await branched(chat)
        await press_on(chat, "one!", "[")
        await shows(chat, "one", "Un.", "two", "Deux.")
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("one")
        await shows(chat, "one", "Un.", "two", "Deux.")


async def test_walking_the_versions_leaves_the_draft_as_it_is(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await branched(chat)
        await chat.type("a draft")
        chat.pane.keep_draft()
        await press_on(chat, "one!", "[")
        await shows(chat, "one", "Un.", "two", "Deux.")
        await chat.press("]")
        await shows(chat, "one!", "Trois.")
        assert chat.composer.text == "a draft"


async def test_escape_leaves_the_edit_and_both_texts_are_kept(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "one", "Hello from the fake server.")
        await chat.type("a draft")
        await press_on(chat, "one", "e")
        await chat.until(lambda: chat.composer.text == "one")
        await chat.type(" and a half")
        await chat.press("escape")
        await chat.until(lambda: chat.composer.text == "a draft")
        assert EDITING not in chat.text()
        await press_on(chat, "one", "e")
        await chat.until(lambda: chat.composer.text == "one and a half")
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("one")
        await chat.until(lambda: chat.composer.text == "a draft")
        await press_on(chat, "one", "e")
        await chat.until(lambda: chat.composer.text == "one and a half")
        assert chat.asked == ["one"]


async def test_an_edited_message_is_not_sent_while_a_reply_runs_and_its_text_is_kept(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("So", gate, " far."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("one")
        await chat.until(lambda: "So" in chat.log_rows())
        await press_on(chat, "one", "e")
        await chat.until(lambda: chat.composer.text == "one")
        chat.burst("!", "enter")
        await chat.until(lambda: any("Your text stays here" in text for text in chat.notices()))
        await chat.until(lambda: chat.composer.text == "one!")
        assert EDITING in chat.text()
        gate.open()
        await chat.until(lambda: "So far." in chat.log_rows())
        await chat.answered()
        chat.burst("enter")
        await shows(chat, "one!", "Hello from the fake server.")
        assert chat.asked == ["one", "one!"]
        await chat.answered()


async def test_another_answer_in_the_middle_leaves_the_rest_of_the_old_branch_in_reach(
    tmp_path: Path, server: FakeServer
) -> None:
    server.answer(*(scripted(answer) for answer in ("Un.", "Deux.", "Trois.")))
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "one", "Un.")
        await exchange(chat, "two", "Deux.")
        await press_on(chat, "Un.", "r")
        await shows(chat, "one", "Trois.")
        await chat.answered()
        await chat.until(lambda: "‹ 2/2 ›" in chat.log_text())
        await press_on(chat, "Trois.", "[")
        await shows(chat, "one", "Un.", "two", "Deux.")


async def test_m_goes_on_with_a_stopped_answer_and_keeps_the_old_one(
    tmp_path: Path, server: FakeServer
) -> None:
    server.answer(scripted("So far ", Gate()), scripted("so good."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("one")
        await chat.until(lambda: "So far" in chat.log_text())
        await chat.press("escape")
        await chat.answered()
        [_, stopped] = contents(chat)
        await press_on(chat, stopped, "m")
        await shows(chat, "one", "So far so good.")
        await chat.answered()
        await chat.until(lambda: "‹ 2/2 ›" in chat.log_text())
        await press_on(chat, "So far so good.", "[")
        await shows(chat, "one", stopped)
        await chat.until(lambda: "stopped" in chat.log_text())


async def test_a_reply_goes_on_in_its_branch_while_another_one_is_shown(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Un."), scripted("Deux", gate, " et demi."))
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "one", "Un.")
        await edit(chat, "one", "!")
        await chat.until(lambda: "Deux" in chat.log_rows())
        await press_on(chat, "one!", "[")
        await shows(chat, "one", "Un.")
        await chat.press("]")
        await chat.until(lambda: "Deux" in chat.log_rows())
        await go_to(chat, "one!")
        await chat.press("[")
        await shows(chat, "one", "Un.")
        gate.open()
        await chat.answered()
        assert contents(chat) == ["one", "Un."]
        await chat.press("]")
        await shows(chat, "one!", "Deux et demi.")


async def test_an_edit_begun_while_older_messages_are_read_lets_them_come(
    tmp_path: Path, server: FakeServer
) -> None:
    count = 400
    add_conversation(tmp_path, "long", [(f"q{n}", f"a{n}") for n in range(count)])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("long")
        await chat.until(lambda: contents(chat)[-1:] == ["a399"])
        await press_on(chat, "q399", "e")
        await chat.until(lambda: chat.composer.text == "q399")
        await chat.until(lambda: len(contents(chat)) == 2 * count)
