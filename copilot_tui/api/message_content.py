"""What a message holds on the wire: its text, or its text and its pictures.

A message with pictures is a list of parts as OpenAI's Chat Completions has it
(`text` and `image_url` with a data URI); g4f 7.9.6 and llama.cpp take the same.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.chat.picture import message_parts, without_pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.chat.picture import Picture
    from copilot_tui.chat.request import WireMessage


def message_content(
    message: WireMessage, pictures: Mapping[str, Picture]
) -> str | list[dict[str, object]]:
    """The `content` of a message.

    Only a user's message can show pictures to a model. Of a kept picture that is not sent,
    the text tells the name.

    Args:
        message: what is to be said.
        pictures: those that are sent, by digest.
    """
    if message.role is not Role.USER:
        return without_pictures(message.content)
    text, digests = message_parts(message.content, pictures)
    digests = (*digests, *(digest for digest in message.pictures if digest in pictures))
    if not digests:
        return text
    parts: list[dict[str, object]] = [{"type": "text", "text": text}] if text else []
    for digest in digests:
        parts.append({"type": "image_url", "image_url": {"url": data_uri(pictures[digest])}})
    return parts


def data_uri(picture: Picture) -> str:
    """A picture as an address that holds all of it (RFC 2397)."""
    return f"data:{picture.facts.media_type};base64,{b64encode(picture.data).decode('ascii')}"
