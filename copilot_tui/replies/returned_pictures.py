"""Taking in the pictures that a reply shows, so that they stay with the conversation."""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copilot_tui.api.picture_address import foreign_picture, own_picture
from copilot_tui.aside import aside
from copilot_tui.chat.picture import MOST_PICTURE_BYTES, find_pictures, picture_markdown
from copilot_tui.errors import FileRefused, ReplyError
from copilot_tui.files.picture_making import make_picture

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient
    from copilot_tui.api.endpoint import Endpoint
    from copilot_tui.chat.conversation import Message
    from copilot_tui.chat.picture import Picture, PictureReference
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread

DATA = "data:image/"
MOST_FETCHED = 16
"""Pictures of one reply; a text that names more is hardly a reply."""


@dataclass(frozen=True, slots=True)
class Inlined:
    """A text without the data of the pictures that stood in it.

    Attributes:
        content: the text, with short references in their place.
        pictures: those that were taken out.
    """

    content: str
    pictures: tuple[Picture, ...]


class ReturnedPictures:
    """Keeps the pictures of replies: those in the text itself, and those on the server.

    What cannot be had is left as it is in the text, and is not tried again in this run.

    Args:
        store: where they are kept.
        client: the wire.
    """

    def __init__(self, store: StoreThread, client: ChatClient) -> None:
        self._store = store
        self._client = client
        self._failed: dict[tuple[int, str], str] = {}

    async def take_in(self, reply: Message, server: Endpoint | None) -> Message | None:
        """Keep what a reply shows that is not kept yet.

        Args:
            reply: whole, as it is on disk.
            server: the very one that gave the reply; None when it is not known.

        Returns:
            The reply as it is now; None when nothing was kept.

        Raises:
            StoreError: the conversation file cannot be read or written.
        """
        if "![" not in reply.content:
            return None
        taken = await self._take_out(reply) if DATA in reply.content else None
        message = taken or reply
        fetched = server is not None and await self._fetch_own(message, server)
        return message if taken is not None or fetched else None

    def problems(self, reply: int) -> list[str]:
        """Why pictures of a reply could not be had from its own server, a sentence each.

        Args:
            reply: row id.
        """
        return [why for (message, _), why in self._failed.items() if message == reply]

    async def fetch_foreign(self, reply: Message, server: Endpoint) -> list[str]:
        """Fetch the pictures that are on other servers, as the user wants it.

        Neither the key nor anything else of the user is sent there.

        Args:
            reply: that shows them.
            server: the one that gave the reply.

        Returns:
            Why some could not be had, a sentence each.
        """
        problems: list[str] = []
        for reference in await self._missing(reply):
            if foreign_picture(reference.target, server.base_url) is None:
                continue
            origin, _, path = _cut(reference.target)
            place = replace(server, base_url=origin, api_key="")
            try:
                await self._fetch(reply, reference, place, path)
            except (ReplyError, FileRefused) as error:
                problems.append(error.what)
        return problems

    async def _take_out(self, reply: Message) -> Message | None:
        """Take the data of pictures out of a reply's text."""
        inlined = await aside(lambda: without_data(reply.content))
        if not inlined.pictures:
            return None

        def write(store: Store) -> bool:
            return store.pictures.take_out(
                reply.id, reply.content, inlined.content, inlined.pictures
            )

        written = await self._store.run(write)
        return replace(reply, content=inlined.content) if written else None

    async def _fetch_own(self, reply: Message, server: Endpoint) -> bool:
        """Fetch what is on the server itself, and say whether anything was."""
        fetched = False
        for reference in await self._missing(reply):
            found = own_picture(reference.target, server.base_url)
            if found is None or (reply.id, reference.target) in self._failed:
                continue
            origin, path = found
            try:
                await self._fetch(reply, reference, replace(server, base_url=origin), path)
            except (ReplyError, FileRefused) as error:
                self._failed[reply.id, reference.target] = error.what
            else:
                fetched = True
        return fetched

    async def _missing(self, reply: Message) -> list[PictureReference]:
        """The pictures of a reply that are not kept, each target once."""
        uses = await self._store.run(lambda store: store.pictures.uses([reply.id]))
        known = uses.get(reply.id, {})
        references = await aside(lambda: find_pictures(reply.content))
        missing = {each.target: each for each in references if each.target not in known}
        return list(missing.values())[:MOST_FETCHED]

    async def _fetch(
        self, reply: Message, reference: PictureReference, place: Endpoint, path: str
    ) -> None:
        data = await self._client.download(place, path, MOST_PICTURE_BYTES)
        name = reference.alt or path.partition("?")[0].rpartition("/")[2]
        picture = await aside(lambda: make_picture(data, name))

        def keep(store: Store) -> None:
            store.pictures.add(picture)
            store.pictures.use(reply.id, reference.target, picture.facts.digest)

        await self._store.run(keep)


def without_data(text: str) -> Inlined:
    """Take the data of pictures out of a text. What is no picture stays where it is."""
    parts: list[str] = []
    pictures: list[Picture] = []
    position = 0
    for reference in find_pictures(text):
        picture = _from_data(reference)
        if picture is None:
            continue
        start, end = reference.span
        reference_to_it = picture_markdown(picture.facts.name, picture.facts.digest)
        parts += (text[position:start], reference_to_it)
        pictures.append(picture)
        position = end
    return Inlined("".join((*parts, text[position:])), tuple(pictures))


def _from_data(reference: PictureReference) -> Picture | None:
    head, comma, encoded = reference.target.partition(",")
    if not comma or not head.startswith(DATA) or not head.endswith(";base64"):
        return None
    if len(encoded) > MOST_PICTURE_BYTES * 4 // 3 + 4:
        return None
    try:
        return make_picture(b64decode(encoded, validate=True), reference.alt)
    except (binascii.Error, FileRefused):
        return None


def _cut(url: str) -> tuple[str, str, str]:
    """An address as its origin, a slash, and the rest without its fragment."""
    scheme, _, rest = url.partition("#")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}", slash, path
