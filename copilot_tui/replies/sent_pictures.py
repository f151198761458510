"""Which pictures go with a request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.chat.picture import PICTURES_A_MESSAGE, attached_digests
from copilot_tui.errors import WITHOUT_PICTURE, PicturesRefused

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from copilot_tui.chat.picture import Picture
    from copilot_tui.chat.request import ChatRequest, WireMessage
    from copilot_tui.store.store import Store

PICTURE_BYTES = 15_000_000
"""How many bytes of earlier pictures are sent again; in base64 they are a third more, and
APIs take 20 MB and upwards in all."""


def sent_pictures(
    store: Store,
    messages: Sequence[WireMessage],
    asked_about: Collection[str],
    budget: int = PICTURE_BYTES,
) -> dict[str, Picture]:
    """The pictures to send with these messages, by digest.

    Those that are asked about always are; of earlier ones the newest that fit, and not more
    than a message may hold. Each is sent whole or only named.

    Args:
        store: on its own thread.
        messages: what is sent, oldest first.
        asked_about: digests of what the user's own last message shows.
        budget: bytes for the pictures of earlier messages.
    """
    newest = [_shown(message)[-PICTURES_A_MESSAGE:] for message in messages]
    wanted = list(dict.fromkeys(asked_about))
    wanted += [
        digest
        for digest in dict.fromkeys(each for shown in reversed(newest) for each in reversed(shown))
        if digest not in asked_about
    ]
    if not wanted:
        return {}
    facts = store.pictures.facts(wanted)
    sent: dict[str, Picture] = {}
    for digest in wanted:
        if digest not in facts:
            continue
        if digest not in asked_about:
            budget -= facts[digest].size
            if budget < 0:
                break
        picture = store.pictures.get(digest)
        if picture is not None:
            sent[digest] = picture
    return sent


def named_only(messages: Sequence[WireMessage], sent: Collection[str]) -> int:
    """How many pictures these messages show that are not sent with them."""
    shown = {digest for message in messages for digest in _shown(message)}
    return len(shown.difference(sent))


def for_blind_model(request: ChatRequest) -> ChatRequest:
    """A request to a model that is known to see nothing: the history's pictures are named.

    Raises:
        PicturesRefused: it asks about a picture.
    """
    if request.shows_pictures:
        raise PicturesRefused("This model cannot see pictures.", WITHOUT_PICTURE)
    return replace(request, pictures={})


def _shown(message: WireMessage) -> tuple[str, ...]:
    """The pictures that a message can show to a model."""
    if message.role is not Role.USER:
        return ()
    return (*attached_digests(message.content), *message.pictures)
