"""Pictures in the conversation file."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.chat.picture import ATTACHMENT, Picture, PictureFacts, picture_markdown
from tests.store.support import number_of

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from tests.store.support import Clock

DAY = 86_400.0


def picture(content: bytes, name: str = "photo.png") -> Picture:
    """A picture with these bytes in it."""
    data = b"\x89PNG\r\n\x1a\n" + content
    digest = sha256(data).hexdigest()
    return Picture(PictureFacts(digest, "image/png", name, 3, 2, len(data)), data)


def reference(shown: Picture) -> str:
    return picture_markdown(shown.facts.name, shown.facts.digest)


def kept(store: Store, *pictures: Picture) -> list[bool]:
    return [store.pictures.get(each.facts.digest) is not None for each in pictures]


def test_a_picture_comes_back_as_it_was(store: Store) -> None:
    photo = picture(bytes(range(256)) * 1000, "bård.png")
    store.pictures.add(photo)
    assert store.pictures.get(photo.facts.digest) == photo
    assert store.pictures.facts([photo.facts.digest, "0" * 64]) == {photo.facts.digest: photo.facts}
    assert store.pictures.get("0" * 64) is None


def test_the_same_picture_is_kept_once(store: Store) -> None:
    store.pictures.add(picture(b"a", "one.png"))
    store.pictures.add(picture(b"a", "other.png"))
    assert number_of(store, "pictures") == 1
    digest = picture(b"a").facts.digest
    assert store.pictures.facts([digest])[digest].name == "one.png"


def test_a_sent_message_tells_which_pictures_it_shows(store: Store, conversation: int) -> None:
    photo = picture(b"a")
    store.pictures.add(photo)
    absent = picture(b"not added")
    text = f"What is {reference(photo)} and {reference(absent)}?"
    message = store.messages.add_user_message(conversation, None, text)
    target = f"{ATTACHMENT}{photo.facts.digest}"
    assert store.pictures.uses([message.id]) == {message.id: {target: photo.facts}}


def test_a_fetched_picture_is_known_by_its_address(store: Store, conversation: int) -> None:
    photo, newer = picture(b"a"), picture(b"b")
    message = store.messages.add_user_message(conversation, None, "![a](/media/1.png)")
    store.pictures.use(message.id, "/media/1.png", photo.facts.digest)
    assert store.pictures.uses([message.id]) == {}
    for each in (photo, newer):
        store.pictures.add(each)
        store.pictures.use(message.id, "/media/1.png", each.facts.digest)
    assert store.pictures.uses([message.id]) == {message.id: {"/media/1.png": newer.facts}}


def test_only_pictures_that_nothing_shows_are_removed(
    store: Store, conversation: int, clock: Clock
) -> None:
    in_message, in_draft, waiting, in_reply, unused = pictures = [
        picture(content) for content in (b"a", b"b", b"c", b"d", b"e")
    ]
    for each in pictures:
        store.pictures.add(each)
    question = store.messages.add_user_message(conversation, None, reference(in_message))
    reply = store.journal.begin(conversation, question.id, profile="", provider="", model="")
    store.journal.finish(
        reply.id, content=reference(in_reply), reasoning="", status=Status.COMPLETE
    )
    store.queue.add(conversation, reference(waiting))
    store.drafts.set(conversation, reference(in_draft))
    clock.time += DAY
    fresh = picture(b"f")
    store.pictures.add(fresh)
    assert store.pictures.remove_unused(older_than=clock.time) == 1
    assert kept(store, *pictures, fresh) == [True, True, True, True, False, True]
    assert kept(store, unused) == [False]


def test_a_picture_goes_with_the_last_conversation_that_shows_it(
    store: Store, conversation: int, clock: Clock
) -> None:
    photo = picture(b"a")
    store.pictures.add(photo)
    store.messages.add_user_message(conversation, None, reference(photo))
    copy = store.conversations.duplicate(conversation, title="copy")
    for gone, stays in ((conversation, True), (copy.id, False)):
        store.conversations.delete(gone)
        clock.time += DAY
        store.conversations.empty_trash(older_than=clock.time)
        store.pictures.remove_unused(older_than=clock.time)
        assert kept(store, photo) == [stays]


def test_a_picture_that_is_added_again_is_wanted_again(store: Store, clock: Clock) -> None:
    photo = picture(b"a")
    store.pictures.add(photo)
    clock.time += DAY
    store.pictures.add(photo)
    assert store.pictures.remove_unused(older_than=clock.time) == 0
