"""Why a reply has not ended well, for who has no keys of the app before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from copilot_tui.errors import WITHOUT_PICTURE

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Message

_WITHOUT_PICTURE: Final = (
    "Choose another with --model, --provider or --profile, or ask without the picture."
)


def reply_error(reply: Message) -> str:
    """What is said of a reply's end, on lines; empty where there is nothing to be said."""
    return reply.error.replace(WITHOUT_PICTURE, _WITHOUT_PICTURE)
