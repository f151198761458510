"""What the status line and the notice say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.commands import Where
from copilot_tui.profile import G4F, OFFLINE
from copilot_tui.servers.choice import Choice, Offer
from copilot_tui.ui.reply_meter import ReplyMeter
from copilot_tui.ui.status_model import StatusModel, unkept_words

CHOICE = Choice(G4F, G4F.url, is_g4f=True)
REPLY = Message(*(1, 1, None, Role.ASSISTANT, "one two", Status.COMPLETE, 1000.0), finished=1002.0)


def model_with(**known: object) -> StatusModel:
    """What is known of the app, with the built-in profiles."""
    return StatusModel({"g4f": G4F, "offline": OFFLINE}, "g4f", **known)  # type: ignore[arg-type]


def test_it_names_the_server_the_context_and_the_speed_of_the_last_reply() -> None:
    status = model_with(choice=CHOICE, context="thread", reply=REPLY).text(Where.COMPOSER)
    assert status.light == "ok"
    assert status.parts == ("g4f", "Copilot", "context: thread", "2.0 s", "1 words/s")


def test_while_a_reply_runs_its_own_time_stands_there_and_esc_is_the_first_hint() -> None:
    model = model_with(choice=CHOICE, meter=ReplyMeter(lambda: 0.0), reply=REPLY)
    status = model.text(Where.COMPOSER)
    assert status.parts[-1] == "waiting 0 s"
    assert status.hints[0] == ("esc", "stop")


def test_a_reply_of_another_copy_that_still_streams_has_no_time() -> None:
    streaming = replace(REPLY, status=Status.STREAMING, finished=None)
    status = model_with(choice=CHOICE, reply=streaming).text(Where.COMPOSER)
    assert status.parts == ("g4f", "Copilot")


def test_being_busy_with_a_server_comes_before_everything_else() -> None:
    model = model_with(busy="Looking for g4f …", choice=CHOICE, reply=REPLY)
    status = model.text(Where.COMPOSER)
    assert (status.light, status.parts) == ("busy", ("Looking for g4f …",))
    assert model.notice() == ""


def test_what_is_in_memory_only_comes_first_and_is_no_green_light() -> None:
    model = model_with(choice=CHOICE, unkept=unkept_words(2, replies=True))
    status = model.text(Where.COMPOSER)
    assert status.light == "error"
    assert status.parts[0] == "not saved yet: answer, 2 drafts"
    model.is_saving = True
    assert model.text(Where.COMPOSER).parts[:2] == ("saving …", "not saved yet: answer, 2 drafts")
    model.unkept = unkept_words(0, replies=False)
    assert model.text(Where.COMPOSER).light == "busy"
    model.is_saving = False
    assert model.text(Where.COMPOSER).light == "ok"


def test_what_the_start_waits_for_comes_before_what_waits_for_it() -> None:
    model = model_with(busy="Waiting for the database …", is_saving=True)
    status = model.text(Where.COMPOSER)
    assert status.parts == ("Waiting for the database …", "saving …")
    model.unkept = unkept_words(1, replies=False)
    assert model.text(Where.COMPOSER).parts == ("not saved yet: draft", *status.parts)


def test_without_any_server_it_says_so() -> None:
    model = model_with(choice=Choice(None, "", reason="No server answers.", offers=(Offer.RETRY,)))
    assert model.text(Where.COMPOSER).light == "error"
    assert model.answering == ""


@pytest.mark.parametrize(
    ("offers", "todo"),
    [
        ((Offer.START_SERVER, Offer.RETRY), "Start g4f"),
        ((Offer.INSTALL_G4F, Offer.RETRY), "pipx install"),
        ((Offer.RETRY,), "Retry server"),
    ],
)
def test_the_notice_says_why_another_model_answers_and_what_to_do(
    offers: tuple[Offer, ...], todo: str
) -> None:
    choice = Choice(OFFLINE, "http://127.0.0.1:1/v1", reason="No server answers.", offers=offers)
    notice = model_with(choice=choice).notice()
    assert notice.startswith("No server answers.")
    assert todo in notice


@pytest.mark.parametrize(
    ("offers", "todo"),
    [
        ((Offer.START_SERVER, Offer.RETRY), "Copilot: ctrl+p, “Start g4f”."),
        ((Offer.INSTALL_G4F, Offer.RETRY), 'No g4f: pipx install "g4f[api]"'),
        ((Offer.RETRY,), "Retry: ctrl+p, “Retry server”."),
    ],
)
def test_in_a_conversation_the_notice_is_one_short_line_where_another_model_does_answer(
    offers: tuple[Offer, ...], todo: str
) -> None:
    choice = Choice(OFFLINE, "", reason="No server answers.", offers=offers)
    brief = model_with(choice=choice).brief_notice()
    assert brief == f"SmolLM2 answers. {todo}"
    assert len(brief) <= 48


def test_where_nobody_answers_the_notice_stays_whole_in_a_conversation() -> None:
    nobody = Choice(None, "", reason="No key.", offers=(Offer.RETRY,))
    lost = Choice(OFFLINE, "", reason="It stopped.", offers=(Offer.RETRY,), answers=False)
    for choice in (nobody, lost):
        model = model_with(choice=choice)
        assert model.brief_notice() == model.notice()
        assert model.notice().startswith(choice.reason)


def test_there_is_no_notice_when_the_wanted_server_answers() -> None:
    assert model_with(choice=CHOICE).notice() == ""
    assert model_with().notice() == ""


@pytest.mark.parametrize(
    ("provider", "model", "name"),
    [("Copilot", "gpt-4o", "Copilot"), ("", "gpt-4o", "gpt-4o"), ("", "", "g4f")],
)
def test_who_answers_is_the_provider_else_the_model_else_the_profile(
    provider: str, model: str, name: str
) -> None:
    profile = replace(G4F, provider=provider, model=model)
    assert model_with(choice=replace(CHOICE, profile=profile)).answering == name


def test_every_part_of_the_screen_has_hints() -> None:
    for place in (Where.COMPOSER, Where.LOG, Where.SIDEBAR):
        assert model_with(choice=CHOICE).text(place).hints


def test_a_stalled_reply_comes_first_beside_the_key_that_stops_it() -> None:
    now = [0.0]
    meter = ReplyMeter(lambda: now[0])
    meter.add("text")
    now[0] = 8.0
    status = model_with(choice=CHOICE, meter=meter).text(Where.COMPOSER)
    assert (status.light, status.parts[0]) == ("busy", "no text for 8 s")
    assert status.hints[0] == ("esc", "stop")
