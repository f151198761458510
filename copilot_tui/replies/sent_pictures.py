"""Which pictures go with a request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.chat.picture import attached_digests
from copilot_tui.errors import WITHOUT_PICTURE, PicturesRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.chat.picture import Picture
    from copilot_tui.chat.request import ChatRequest, WireMessage
    from copilot_tui.store.store import Store

PICTURE_BYTES = 15_000_000
"""How many bytes of earlier pictures are sent again; in base64 they are a third more, and
APIs take 20 MB and upwards in all."""


def sent_pictures(
    store: Store, messages: Sequence[WireMessage], budget: int = PICTURE_BYTES
) -> dict[str, Picture]:
    """The pictures to send with these messages, by digest.

    Those of the last message always are; of earlier ones the newest that fit. Each is sent
    whole or only named.

    Args:
        store: on its own thread.
        messages: what is sent, oldest first.
        budget: bytes for the pictures of earlier messages.
    """
    shown = [_shown(message) for message in messages]
    wanted = list(dict.fromkeys(digest for digests in reversed(shown) for digest in digests))
    if not wanted:
        return {}
    facts = store.pictures.facts(wanted)
    sent: dict[str, Picture] = {}
    for digest in wanted:
        if digest not in facts:
            continue
        if digest not in shown[-1]:
            budget -= facts[digest].size
            if budget < 0:
                break
        picture = store.pictures.get(digest)
        if picture is not None:
            sent[digest] = picture
    return sent


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
    return attached_digests(message.content) if message.role is Role.USER else ()
