"""What is sent so that the server remembers."""

from __future__ import annotations

from dataclasses import replace

from copilot_tui.chat.context import Context, ContextMode, build_context
from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.chat.request import WireMessage

HANDLE = '{"conversation_id":"upstream-1"}'


def message(number: int, role: Role, content: str, **changes: object) -> Message:
    fields: dict[str, object] = {
        "id": number,
        "conversation": 1,
        "parent": number - 1 or None,
        "role": role,
        "content": content,
        "status": Status.COMPLETE,
        "created": 0.0,
    }
    return Message(**{**fields, **changes})  # type: ignore[arg-type]


def two_turns(text: str = "Hi Heiner!", **reply: object) -> list[Message]:
    answered: dict[str, object] = {"profile": "g4f", "provider": "Copilot", "handle": HANDLE}
    return [
        message(1, Role.USER, "Hello, i am Heiner."),
        message(2, Role.ASSISTANT, text, **{**answered, **reply}),
        message(3, Role.USER, "What is my name?"),
    ]


def build(
    path: list[Message],
    *,
    threads: bool = True,
    system_prompt: str = "",
    profile: str = "g4f",
    provider: str = "Copilot",
    rewritten: bool = False,
    budget: int | None = None,
) -> Context:
    return build_context(
        path,
        system_prompt=system_prompt,
        threads=threads,
        profile=profile,
        provider=provider,
        rewritten=rewritten,
        budget=budget,
    )


def test_a_plain_server_gets_the_whole_history_behind_the_system_prompt() -> None:
    context = build(two_turns(), threads=False, system_prompt="Be brief.")
    assert context.messages == (
        WireMessage(Role.SYSTEM, "Be brief."),
        WireMessage(Role.USER, "Hello, i am Heiner."),
        WireMessage(Role.ASSISTANT, "Hi Heiner!"),
        WireMessage(Role.USER, "What is my name?"),
    )
    assert (context.label, context.handle, context.fresh) == ("history 3", None, False)


def test_the_first_turn_on_a_threaded_provider_is_the_bare_message() -> None:
    context = build(two_turns()[:1])
    assert context.messages == (WireMessage(Role.USER, "Hello, i am Heiner."),)
    assert (context.mode, context.handle, context.fresh) == (ContextMode.THREAD, None, False)


def test_a_valid_handle_continues_the_servers_thread() -> None:
    context = build(two_turns())
    assert (context.mode, context.handle, context.fresh) == (ContextMode.THREAD, HANDLE, False)
    assert context.messages[-1] == WireMessage(Role.USER, "What is my name?")
    assert context.label == "thread"


def test_without_a_handle_one_message_holds_the_transcript() -> None:
    context = build(two_turns(handle=None, status=Status.INTERRUPTED))
    assert context.mode is ContextMode.REPLAY
    assert context.fresh
    (only,) = context.messages
    assert only.role is Role.USER
    positions = [
        only.content.index(text)
        for text in ("Hello, i am Heiner.", "Hi Heiner!", "What is my name?")
    ]
    assert positions == sorted(positions)
    assert context.label == "replay 3"


def test_a_handle_of_another_provider_or_profile_is_not_used() -> None:
    assert build(two_turns(provider="Other")).mode is ContextMode.REPLAY
    assert build(two_turns(profile="work")).mode is ContextMode.REPLAY


def test_a_branch_whose_handle_was_spent_is_replayed_under_a_fresh_conversation_id() -> None:
    context = build(two_turns(handle=None), rewritten=True)
    assert (context.mode, context.handle, context.fresh) == (ContextMode.REPLAY, None, True)


def test_a_handle_that_was_never_spent_serves_a_second_try() -> None:
    context = build(two_turns(), rewritten=True)
    assert (context.mode, context.handle, context.fresh) == (ContextMode.THREAD, HANDLE, False)


def test_asking_the_first_message_again_needs_a_fresh_conversation_id() -> None:
    context = build(two_turns()[:1], rewritten=True)
    assert (context.mode, context.fresh) == (ContextMode.THREAD, True)
    assert context.messages == (WireMessage(Role.USER, "Hello, i am Heiner."),)


def test_a_first_turn_with_a_system_prompt_is_replayed_so_that_it_arrives() -> None:
    context = build(two_turns()[:1], system_prompt="Answer in German.")
    assert context.mode is ContextMode.REPLAY
    assert "Answer in German." in context.messages[0].content
    assert context.messages[0].content.endswith("Hello, i am Heiner.")


def test_a_replay_keeps_the_newest_turns_and_says_how_many() -> None:
    path = [
        message(1, Role.USER, "old " * 100),
        message(2, Role.ASSISTANT, "older answer " * 100),
        message(3, Role.USER, "recent"),
        message(4, Role.ASSISTANT, "recent answer"),
        message(5, Role.USER, "now"),
    ]
    context = build(path, budget=600)
    assert context.label == "replay 3 of 5"
    assert "recent answer" in context.messages[0].content
    assert "older answer" not in context.messages[0].content


def test_the_users_message_and_the_system_prompt_are_never_cut() -> None:
    path = [*two_turns(handle=None)[:2], message(3, Role.USER, "long " * 1000)]
    context = build(path, system_prompt="Be brief.", budget=100)
    assert context.label == "replay 1 of 3"
    assert "Be brief." in context.messages[0].content
    assert context.messages[0].content.endswith("long " * 1000)


def test_history_is_cut_to_the_budget_only_when_there_is_one() -> None:
    assert build(two_turns(), threads=False, budget=60).label == "history 2 of 3"
    assert build(two_turns(), threads=False).label == "history 3"


def test_an_empty_failed_reply_leaves_no_two_messages_of_one_role_in_a_row() -> None:
    path = two_turns("", status=Status.FAILED, handle=None)
    context = build(path, threads=False)
    assert context.messages == (WireMessage(Role.USER, "Hello, i am Heiner.\n\nWhat is my name?"),)
    assert context.label == "history 2"


def test_reasoning_is_not_sent_again() -> None:
    path = two_turns(reasoning="secret thoughts")
    assert "secret" not in str(build(path, threads=False).messages)
    assert "secret" not in str(build([path[0], replace(path[1], handle=None), path[2]]).messages)
