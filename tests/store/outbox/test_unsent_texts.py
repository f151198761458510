"""Texts on their way to a server when the program ends."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreError
from copilot_tui.store.outbox import giving_back
from copilot_tui.store.outbox.unsent import Unsent, decoded
from copilot_tui.store.outbox.unsent_texts import UnsentTexts
from copilot_tui.store.outbox.waiting import all_waiting, in_words
from tests.store.outbox.cut_off import Machine, all_messages, break_off_after, say

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store


def unsent(text: str, conversation: int | None = None, **more: object) -> Unsent:
    values = {"edits": None, "owner": "dead", "before": (), "written": 1000.0, "is_sent": True}
    return Unsent(conversation=conversation, text=text, **values | more)  # type: ignore[arg-type]


def keep_and_die(machine: Machine, *texts: Unsent) -> list[bytes]:
    """Keep texts, and end without having heard of their arrival; what they are known by."""
    keeping = UnsentTexts(machine.folder)
    held = [keeping.hold(text) for text in texts]
    keeping.close()
    return [each.uid for each in held]


def kept(machine: Machine) -> list[str]:
    """The texts that are kept, by what is in their files."""
    return [decoded(path.read_bytes()).text for path in files(machine)]


def files(machine: Machine) -> list[Path]:
    return sorted(machine.folder.glob("unsent-*.json"))


def trip_on(machine: Machine) -> int:
    """A conversation with one message, which is there."""
    with machine.start() as store:
        trip = store.conversations.create(title="Trip").id
        say(trip, None, "Where to?")(store)
    return trip


def last_of(store: Store, conversation: int) -> int:
    """The message with which a conversation ends."""
    leaf = store.conversations.get(conversation).active_leaf
    assert leaf is not None
    return leaf


def test_a_text_is_in_a_file_of_its_owner_until_it_is_released(tmp_path: Path) -> None:
    folder = tmp_path / "servers" / "one"
    keeping = UnsentTexts(folder)
    held = keeping.hold(unsent("To Oslo."))
    held.written.result()
    (file,) = folder.glob("*.json")
    assert decoded(file.read_bytes()) == unsent("To Oslo.")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keeping.release(held)
    keeping.close()
    assert not folder.exists()


def test_a_message_that_did_not_arrive_is_the_draft_of_its_conversation(machine: Machine) -> None:
    trip = trip_on(machine)
    keep_and_die(machine, unsent("To Oslo.", trip))
    with machine.start() as store:
        assert store.drafts.get(trip) == "To Oslo."
        assert all_messages(store) == ["Where to?"]
    assert "“Trip”" in machine.told[-1].text
    assert "unsent text again" in machine.told[-1].text
    assert not machine.folder.exists()


def test_one_that_did_arrive_is_not_there_twice(machine: Machine, elsewhere: Machine) -> None:
    trip = trip_on(machine)
    (uid,) = keep_and_die(machine, unsent("To Oslo.", trip))
    with elsewhere.start() as store:
        store.messages.add_at_end(trip, "To Oslo.", uid=uid)
    with machine.start() as store:
        assert store.drafts.get(trip) == ""
        assert all_messages(store) == ["Where to?", "To Oslo."]
    assert "had reached the server. It is in “Trip”" in machine.told[-1].text
    assert not machine.folder.exists()


def test_the_same_words_in_another_conversation_are_another_message(
    machine: Machine, elsewhere: Machine
) -> None:
    trip = trip_on(machine)
    keep_and_die(machine, unsent("go on", trip))
    with elsewhere.start() as store:
        other = store.conversations.create(title="Other").id
        say(other, None, "go on")(store)
    with machine.start() as store:
        assert store.drafts.get(trip) == "go on"
        assert "unsent text again, in “Trip”." in machine.told[-1].text


def test_each_place_is_named_and_the_messages_counted(machine: Machine) -> None:
    trip = trip_on(machine)
    with machine.start() as store:
        first = last_of(store, trip)
    texts = (
        unsent("First", trip),
        unsent("Second", trip),
        unsent("Where from?", trip, edits=first),
    )
    keep_and_die(machine, *texts)
    machine.start().close()
    said = machine.told[-1].text
    assert said.startswith("Messages had not reached")
    assert said.endswith("in “Trip” and “Trip” as another version of a message.")


def test_what_waited_for_a_reply_comes_before_what_was_sent_after_it(machine: Machine) -> None:
    copy = machine.copy()
    trip = copy.do(lambda store: store.conversations.create(title="Trip")).id
    copy.do(lambda store: store.queue.add(trip, "Which train?"))
    owner = copy.do(lambda store: store.instance_id)
    copy.die()
    keep_and_die(machine, unsent("And back?", trip, owner=owner))
    with machine.start() as store:
        assert store.drafts.get(trip) == "Which train?\n\nAnd back?"


def test_of_a_killed_copy_that_had_kept_nothing_nothing_is_left(machine: Machine) -> None:
    machine.folder.mkdir(parents=True)
    lock = machine.folder / "unsent-0123.held"
    lock.touch()
    assert list(all_waiting(machine.folder)) == []
    machine.start().close()
    assert not lock.exists()


def test_a_first_message_is_the_draft_of_the_next_new_conversation(machine: Machine) -> None:
    keep_and_die(machine, unsent("To Oslo.", None, owner=""))
    with machine.start() as store:
        assert store.drafts.adopt(store.is_alive) == "To Oslo."
    assert "again, in a new conversation." in machine.told[-1].text


def test_a_copy_that_still_runs_keeps_its_texts_to_itself(machine: Machine) -> None:
    trip = trip_on(machine)
    keeping = UnsentTexts(machine.folder)
    keeping.hold(unsent("To Oslo.", trip)).written.result()
    with machine.start() as store:
        assert store.drafts.get(trip) == ""
        assert kept(machine) == ["To Oslo."]
    keeping.close()
    with machine.start() as store:
        assert store.drafts.get(trip) == "To Oslo."


@pytest.mark.parametrize(
    ("draft", "texts", "expected"),
    [
        ("To O", [{"text": "To Oslo.", "before": ("To", "To O")}], "To Oslo."),
        ("By car", [{"text": "To Oslo."}], "To Oslo.\n\nBy car"),
        ("By car", [{"text": "First"}, {"text": "Second"}], "First\n\nSecond\n\nBy car"),
        (
            "",
            [{"text": "First"}, {"text": "Typed since", "is_sent": False}],
            "First\n\nTyped since",
        ),
        (
            "By",
            [{"text": f"By {word}", "is_sent": False, "before": ("By",)} for word in ("c", "car")],
            "By car",
        ),
        ("Kept", [{"text": "typed below", "is_sent": False, "adds": True}], "Kept\n\ntyped below"),
        ("", [{"text": "To O", "is_sent": False, "adds": True}, {"text": "To Oslo."}], "To Oslo."),
        ("", [{"text": "To O", "is_sent": False}, {"text": "To Oslo."}], "To Oslo."),
        (
            "",
            [{"text": "To Oslo."}, {"text": "To", "is_sent": False, "adds": True}],
            "To Oslo.\n\nTo",
        ),
        ("To Oslo.\n\nBy car", [{"text": "To Oslo."}], "To Oslo.\n\nBy car"),
        ("Not To Oslo. again", [{"text": "To Oslo."}], "To Oslo.\n\nNot To Oslo. again"),
    ],
)
def test_of_what_is_there_and_what_comes_back_nothing_is_lost_or_doubled(
    machine: Machine, draft: str, texts: list[dict[str, object]], expected: str
) -> None:
    trip = trip_on(machine)
    with machine.start() as store:
        store.drafts.set(trip, draft)
    keep_and_die(machine, *(unsent(conversation=trip, **text) for text in texts))  # type: ignore[arg-type]
    with machine.start() as store:
        assert store.drafts.get(trip) == expected


def test_what_was_typed_of_a_message_that_did_arrive_is_no_draft(
    machine: Machine, elsewhere: Machine
) -> None:
    trip = trip_on(machine)
    typed = unsent("To O", trip, is_sent=False, adds=True)
    _, uid = keep_and_die(machine, typed, unsent("To Oslo.", trip))
    with elsewhere.start() as store:
        store.messages.add_at_end(trip, "To Oslo.", uid=uid)
    with machine.start() as store:
        assert store.drafts.get(trip) == ""
        assert all_messages(store) == ["Where to?", "To Oslo."]


def test_a_new_version_of_a_message_is_the_draft_of_that_edit(machine: Machine) -> None:
    trip = trip_on(machine)
    with machine.start() as store:
        first = last_of(store, trip)
    keep_and_die(machine, unsent("Where from?", trip, edits=first))
    with machine.start() as store:
        assert store.drafts.get(trip, edits=first) == "Where from?"
        assert store.drafts.get(trip) == ""


@pytest.mark.parametrize("is_trash", [True, False])
def test_where_the_conversation_is_gone_the_text_is_not(machine: Machine, is_trash: bool) -> None:
    trip = trip_on(machine)
    with machine.start() as store:
        store.conversations.delete(trip)
    keep_and_die(machine, unsent("To Oslo.", trip if is_trash else trip + 4711))
    with machine.start() as store:
        assert store.drafts.adopt(store.is_alive) == "To Oslo."


def test_what_is_kept_is_counted_and_told_from_what_is_on_its_way(machine: Machine) -> None:
    keep_and_die(machine, unsent("To Oslo."), unsent("By car"))
    keeping = UnsentTexts(machine.folder)
    keeping.hold(unsent("At night")).written.result()
    found = {(each.texts, each.is_in_use) for each in all_waiting(machine.folder)}
    assert found == {(2, False), (1, True)}
    before = sorted(machine.folder.iterdir())
    assert in_words(list(all_waiting(machine.folder))) == "3 unsent texts wait"
    assert sorted(machine.folder.iterdir()) == before
    keeping.close()


def test_while_the_server_is_away_it_is_said_that_it_comes_back(machine: Machine) -> None:
    trip = trip_on(machine)
    keep_and_die(machine, unsent("To Oslo.", trip))
    machine.is_away = True
    copy = machine.copy()
    assert copy.do(lambda store: store.stands_in)
    assert "1 text from before comes back then." in machine.told[-1].text
    machine.is_away = False
    copy.go_back()
    assert copy.do(lambda store: store.drafts.get(trip)) == "To Oslo."
    copy.thread.close()
    assert not machine.folder.exists()


def test_a_start_that_ends_after_it_was_given_back_gives_it_back_once(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text may have been sent since."""
    trip = trip_on(machine)
    keep_and_die(machine, unsent("To Oslo.", trip))
    (file,) = files(machine)
    again = file.read_bytes()
    with machine.start() as store:
        assert store.drafts.get(trip) == "To Oslo."
        store.drafts.set(trip, "")
    machine.folder.mkdir(parents=True, exist_ok=True)
    file.write_bytes(again)
    with machine.start() as store:
        assert store.drafts.get(trip) == ""
    assert files(machine) == []


def test_a_server_that_goes_away_while_it_is_given_back_has_it_once_later(
    machine: Machine,
) -> None:
    trip = trip_on(machine)
    keep_and_die(machine, unsent("To Oslo.", trip))
    break_off_after(machine)
    with machine.start() as store:
        assert store.stands_in
    machine.is_away = False
    with machine.start() as store:
        assert store.drafts.get(trip) == "To Oslo."
    assert files(machine) == []


def test_what_was_cut_off_is_set_aside_and_named(machine: Machine) -> None:
    trip = trip_on(machine)
    keep_and_die(machine, unsent("To Oslo.", trip), unsent("By car", trip))
    first, _ = files(machine)
    first.write_bytes(first.read_bytes()[:-5])
    with machine.start() as store:
        assert store.drafts.get(trip) == "By car"
    broken = next(told for told in machine.told if "cannot be read" in told.text)
    assert first.name in broken.text
    assert first.with_name(first.name + ".broken").exists()
    told = len(machine.told)
    with machine.start():
        assert len(machine.told) == told


def test_what_cannot_be_given_back_stays_and_is_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    trip = trip_on(machine)
    keep_and_die(machine, unsent("To Oslo.", trip))

    def refuse(*_: object, **__: object) -> None:
        raise StoreError("The disk of the server is full.", "Make room.")

    with monkeypatch.context() as patched:
        patched.setattr(giving_back, "replace_draft", refuse)
        with machine.start() as store:
            assert not store.stands_in
    assert "The disk of the server is full." in machine.told[-1].text
    assert kept(machine) == ["To Oslo."]
    with machine.start() as store:
        assert store.drafts.get(trip) == "To Oslo."


def test_where_nothing_can_be_written_nobody_waits(tmp_path: Path) -> None:
    (tmp_path / "servers").touch()
    keeping = UnsentTexts(tmp_path / "servers" / "one")
    held = keeping.hold(unsent("To Oslo."))
    held.written.result()
    keeping.release(held)
    keeping.close()


def test_after_the_end_nothing_more_is_kept(tmp_path: Path) -> None:
    keeping = UnsentTexts(tmp_path / "one")
    held = keeping.hold(unsent("To Oslo."))
    keeping.close()
    keeping.release(held)
    keeping.hold(unsent("By car")).written.result()
    assert len(list((tmp_path / "one").glob("*.json"))) == 1


@pytest.mark.parametrize(
    "data",
    [
        *(b"{", b"[]", b"\xff", b"{}", b'"text"', b"nan"),
        unsent("x").encoded().replace(b'"dead"', b"1"),
        unsent("x").encoded().replace(b'"before": []', b'"before": [1]'),
        unsent("x").encoded().replace(b'"conversation": null', b'"conversation": true'),
    ],
)
def test_what_is_no_text_of_ours_is_told_from_one(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  Its words are for nobody.
        decoded(data)


@pytest.mark.parametrize("text", ["", "ä\n\t😀", "\x00\ud800", "\u2028" * 3])
def test_every_text_comes_out_as_it_went_in(text: str) -> None:
    assert decoded(unsent(text).encoded()).text == text
