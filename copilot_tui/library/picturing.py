"""Pictures that messages show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.library.opened import message_pictures
from copilot_tui.library.part import LibraryPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.chat.conversation import Message
    from copilot_tui.chat.picture import Picture, PictureFacts
    from copilot_tui.library.opened import PictureUses
    from copilot_tui.store.store import Store


class Picturing(LibraryPart):
    """The bytes of pictures, and which message shows which."""

    async def keep_picture(self, picture: Picture) -> None:
        """Keep a picture that a draft or a message is going to show."""
        await self._store.run(lambda store: store.pictures.add(picture))

    async def keep_fetched(self, message: int, target: str, picture: Picture) -> None:
        """Keep what was fetched for a target in a message's text."""

        def keep(store: Store) -> None:
            store.pictures.add(picture)
            store.pictures.use(message, target, picture.facts.digest)

        await self._store.run(keep)

    async def picture(self, digest: str) -> Picture | None:
        """A picture with its bytes; None if it is not there."""
        return await self._store.run(lambda store: store.pictures.get(digest))

    async def pictures_of(self, text: str) -> list[PictureFacts]:
        """What is known of the kept pictures that a text shows."""
        # This module is met before the first paint.
        from copilot_tui.chat.picture import attached_digests

        digests = attached_digests(text)
        return list((await self.picture_facts(digests)).values()) if digests else []

    async def picture_facts(self, digests: Sequence[str]) -> dict[str, PictureFacts]:
        """What is known of these pictures, without those that are not there."""
        return await self._store.run(lambda store: store.pictures.facts(digests))

    async def shown_pictures(self, messages: Sequence[Message]) -> PictureUses:
        """The kept pictures of messages that may show some."""
        if not any("![" in message.content for message in messages):
            return {}
        return await self._store.run(lambda store: message_pictures(store, messages))

    async def picture_uses(self, messages: Sequence[int]) -> dict[int, dict[str, PictureFacts]]:
        """The kept pictures of these messages, by message and by target in its text."""
        return await self._store.run(lambda store: store.pictures.uses(messages))
