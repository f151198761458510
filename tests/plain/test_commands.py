"""What the commands of the plain mode do and say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers_fake import reply
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plain.talking import Talk

NAMES = [("What does Heiner mean?", "It is short for Heinrich."), ("And Anna?", "Grace.")]
CODE = "Two ways:\n\n```python\nprint(1)\n```\n\nor\n\n```sh\necho 1\n```\n"


@pytest.fixture
def names(talk: Talk) -> Talk:
    """A home with a conversation on names, which /switch 1 opens."""
    add_conversation(talk.folder, "Name meaning", NAMES)
    return talk


def copied(talk: Talk) -> str:
    """What was copied; there is no clipboard here."""
    (file,) = talk.folder.glob("copied-*.md")
    return file.read_text()


def test_conversations_are_listed_and_opened_by_their_number(names: Talk) -> None:
    add_conversation(names.folder, "Trip to Oslo", [("When?", "In May.")])
    printed = names.type("/conversations", "/switch 2")

    assert printed.startswith("1. Trip to Oslo (")
    assert "\n2. Name meaning (" in printed
    assert printed.endswith("“Name meaning”:\nYou:\nAnd Anna?\n\nCopilot:\nGrace.\n\n")


def test_a_conversation_is_found_by_words_of_its_title(names: Talk) -> None:
    add_conversation(names.folder, "Trip to Oslo", [("When?", "In May.")])

    assert names.type("/switch oslo").startswith("“Trip to Oslo”:\n")
    assert "No title matches “xyzzy”." in names.type("/switch xyzzy")


def test_of_several_conversations_one_is_chosen_by_its_number(names: Talk) -> None:
    add_conversation(names.folder, "Names of trees", [("Oak?", "Quercus.")])

    assert "“Name meaning”:" in names.type("/switch name", "2")
    assert "Nothing was chosen." in names.type("/switch name", "")
    assert "Nothing was chosen." in names.type("/switch name", "7")


def test_messages_are_printed_with_their_numbers(names: Talk) -> None:
    printed = names.type("/switch 1", "/messages 3").partition("Grace.\n\n")[2]

    assert printed == (
        "2. Copilot:\nIt is short for Heinrich.\n\n3. You:\nAnd Anna?\n\n4. Copilot:\nGrace.\n\n"
    )


def test_an_edited_message_is_another_version_and_both_can_be_seen(names: Talk) -> None:
    printed = names.type("/switch 1", "/edit 3 And Otto?", "/messages 2", "/back 3", "/forward 3")

    assert names.asked[0].endswith("And Otto?")
    assert "3. You, version 2 of 2:\nAnd Otto?\n" in printed
    assert "3. You, version 1 of 2:\nAnd Anna?\n\n4. Copilot:\nGrace.\n\n" in printed
    assert printed.endswith(
        "3. You, version 2 of 2:\nAnd Otto?\n\n4. Copilot:\nHello from the fake server.\n\n"
    )


def test_an_edit_without_text_offers_the_old_one(names: Talk) -> None:
    printed = names.type("/switch 1", "/edit 1", "What does Otto mean?")

    assert names.prefills == ["What does Heiner mean?"]
    assert "Message 1: What does Heiner mean?" in printed
    assert "The message stays as it is." in names.type("/switch 1", "/edit 1", "")


def test_an_answer_cannot_be_edited(names: Talk) -> None:
    assert "Message 2 is not yours." in names.type("/switch 1", "/edit 2 No!")
    assert "There is no message 9 here." in names.type("/switch 1", "/edit 9 No!")


def test_another_answer_is_a_version_of_the_first(names: Talk) -> None:
    names.server.answer(reply("Ann."))
    printed = names.type("/switch 1", "/retry", "/messages 1", "/back", "/retry 2")

    assert "4. Copilot, version 2 of 2:\nAnn.\n" in printed
    assert "4. Copilot, version 1 of 2:\nGrace.\n" in printed
    assert printed.endswith("Copilot:\nHello from the fake server.\n\n")


def test_there_is_no_version_beyond_the_last(names: Talk) -> None:
    assert "Message 4 has 1 version, none" in names.type("/switch 1", "/forward")


def test_a_quotation_goes_with_the_next_message(names: Talk) -> None:
    names.type("/switch 1", "/quote 2", "Really?")

    assert names.asked[-1].endswith("> It is short for Heinrich.\n\nReally?")


def test_a_file_goes_with_the_next_message(talk: Talk, tmp_path: Path) -> None:
    notes = tmp_path / "notes.py"
    notes.write_text("x = 1\n")
    printed = talk.type(f"/file {notes}", "What is it?")

    assert "goes with your next message" in printed
    assert talk.asked == [f"`{notes}`:\n```python\nx = 1\n```\n\nWhat is it?"]


def test_a_missing_file_is_named_and_nothing_is_sent(talk: Talk, tmp_path: Path) -> None:
    assert str(tmp_path / "gone") in talk.type(f"/file {tmp_path / 'gone'}")
    assert talk.asked == []


def test_what_was_to_go_with_the_next_message_can_be_taken_back(names: Talk) -> None:
    printed = names.type("/switch 1", "/quote 2", "/unsend", "Really?")

    assert "(taken back; /draft puts it into your next message)" in printed
    assert names.asked[-1].endswith("Really?")
    assert ">" not in names.asked[-1]
    assert "Unsent here: > It is short for Heinrich." in names.type("/switch 1")
    assert "Nothing waits to be sent." in names.type("/unsend")


def test_a_message_is_copied(names: Talk) -> None:
    printed = names.type("/switch 1", "/copy 2")

    assert f"Copied message 2 to {names.folder}" in printed
    assert copied(names) == "It is short for Heinrich."


def test_a_code_block_is_copied_by_its_number(talk: Talk) -> None:
    add_conversation(talk.folder, "Code", [("How?", CODE)])
    printed = talk.type("/switch 1", "/code 2 2", "/code 2 3")

    assert "Copied code block 2 of message 2" in printed
    assert "Message 2 has 2 code blocks." in printed
    assert copied(talk) == "echo 1\n"


def test_a_deleted_message_comes_back(names: Talk) -> None:
    printed = names.type("/switch 1", "/remove 2", "/messages", "/undo", "/messages 9")
    without, _, restored = printed.partition("Message 2 in “Name meaning” is back.")

    assert "2. You:\nAnd Anna?" in without
    assert "2. Copilot:\nIt is short for Heinrich." in restored


def test_all_from_a_message_on_is_deleted_and_comes_back(names: Talk) -> None:
    printed = names.type("/switch 1", "/cut 2", "/messages", "/undo", "/messages")
    without, _, restored = printed.partition(
        "Message 2 with all after it in “Name meaning” is back."
    )

    assert without.endswith("brings them back.\n1. You:\nWhat does Heiner mean?\n\n")
    assert "4. Copilot:\nGrace." in restored


def test_a_deleted_conversation_comes_back(names: Talk) -> None:
    printed = names.type("/switch 1", "/delete", "/conversations", "/undo")

    assert "Deleted “Name meaning”. /undo brings it back." in printed
    assert "There is no other conversation." in printed
    assert printed.endswith("“Name meaning” is back.\n")
    assert "Nothing was deleted" in names.type("/undo")


def test_words_are_found_in_the_conversation(names: Talk) -> None:
    printed = names.type("/switch 1", "/find heinrich")

    assert printed.endswith("1 message with “heinrich”.\n2. Copilot: It is short for Heinrich.\n")


def test_words_are_found_in_all_conversations_and_a_hit_is_opened(names: Talk) -> None:
    printed = names.type("/search heinrich", "/open 1")

    assert printed.startswith("1. Name meaning (")
    assert "): It is short for Heinrich.\n/open 1 goes to the first.\n" in printed
    assert "“Name meaning”:\nCopilot:\nIt is short for Heinrich.\n\nYou:\nAnd Anna?\n" in printed
    assert "Nothing holds “xyzzy”." in names.type("/search xyzzy")
    assert "There is no hit 1." in names.type("/open 1")


def test_a_conversation_is_renamed_pinned_and_copied(names: Talk) -> None:
    printed = names.type("/switch 1", "/rename Heiner\tand  Anna", "/pin", "/duplicate", "/new")

    assert "Now called “Heiner and Anna”." in printed
    assert "Pinned." in printed
    assert "“Heiner and Anna (copy)”:" in printed
    listed = names.type("/conversations")
    assert "pinned)" in listed
    assert "Heiner and Anna (copy) (" in listed


def test_a_system_prompt_is_set_shown_and_taken_away(talk: Talk) -> None:
    printed = talk.type("/system Be brief.", "/system", "Hello?", "/system", "/system -", "/system")

    assert printed.count("Be brief.\n") == 2
    assert "Be brief." in talk.asked[0]
    assert printed.endswith("This conversation has no system prompt of its own.\n")


def test_a_model_is_chosen_from_the_list_of_the_server(talk: Talk) -> None:
    printed = talk.type("/model", "2", "Hello?")

    assert "1. g4f · Copilot\n2. g4f · any provider · gpt-4o\n" in printed
    assert "From now on: g4f · any provider · gpt-4o." in printed
    assert talk.server.requests[-1].body["model"] == "gpt-4o"


def test_a_model_that_is_typed_keeps_the_provider(talk: Talk) -> None:
    talk.type("/model gpt-9", "Hello?")

    body = talk.server.requests[-1].body
    assert (body["model"], body["provider"]) == ("gpt-9", "Copilot")


def test_earlier_prompts_are_found_and_taken_up(names: Talk) -> None:
    names.type("/history anna", "1", "Tell me.")

    assert names.asked == ["And Anna?\n\nTell me."]


def test_commands_on_a_conversation_say_when_none_is_open(talk: Talk) -> None:
    for command in ("/rename x", "/pin", "/delete", "/messages", "/retry", "/copy", "/find x"):
        assert talk.type(command).startswith("No conversation is open.\nSend a message first")


def test_stopping_says_when_there_is_nothing_to_stop(talk: Talk) -> None:
    assert talk.type("/stop") == "No reply is under way here.\n"


def test_the_server_is_looked_for_again(talk: Talk) -> None:
    assert talk.type("/reconnect") == "Copilot answers.\n"
