"""Pictures of texts that are written as Markdown: files beside them.

Their addresses take the place of targets that mean something to this program only. An
address occurs nowhere in the text itself, so that each of them can be replaced again by the
target that it stands for.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from copilot_tui.chat.picture import find_pictures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from copilot_tui.transfer.picture_files import PictureFiles
    from copilot_tui.transfer.record import MessageRecord, Picture, PictureUse


class MarkdownPictures:
    """Writes the pictures of messages, and has their texts name the files.

    Args:
        files: where they are written; None leaves them out.

    Attributes:
        left_out: how many of those that messages show are not written.
    """

    def __init__(self, files: PictureFiles | None) -> None:
        self._files = files
        self.left_out = 0

    def shown(
        self, message: MessageRecord, known: Mapping[str, Picture]
    ) -> tuple[str, list[dict[str, object]]]:
        """A message's text with the addresses of its pictures.

        Args:
            message: whose pictures are written.
            known: the pictures of its conversation, by digest.

        Returns:
            The text, and for its mark what each address stands for.
        """
        if not message.pictures:
            return message.content, []
        addresses = dict(self._addresses(message, known))
        text = _with_addresses(message.content, addresses)
        placed: list[dict[str, object]] = []
        for use, number in _numbered(message):
            address = addresses.get(use.target)
            if self._files is None or address is None or address not in text:
                self.left_out += 1
                continue
            picture = known[use.digest]
            self._files.write(picture, number)
            placed.append({"file": address, "target": use.target} | _facts(picture))
        return text, placed

    def _addresses(
        self, message: MessageRecord, known: Mapping[str, Picture]
    ) -> Iterator[tuple[str, str]]:
        """By the target that it takes the place of."""
        if self._files is None:
            return
        for use, number in _numbered(message):
            picture = known.get(use.digest)
            address = None if picture is None else self._files.address(picture, number)
            if address is not None and address not in message.content:
                yield use.target, address


def _numbered(message: MessageRecord) -> Iterator[tuple[PictureUse, int]]:
    """What a message shows; the same picture under several targets gets numbers."""
    seen: Counter[str] = Counter()
    for use in message.pictures:
        seen[use.digest] += 1
        yield use, seen[use.digest]


def with_targets(text: str, targets: Mapping[str, str]) -> str:
    """The text as it was before addresses took the place of targets.

    Args:
        text: of a message.
        targets: by address.
    """
    if not targets:
        return text
    address = re.compile("|".join(map(re.escape, targets)))
    return address.sub(lambda found: targets[found[0]], text)


def _with_addresses(text: str, addresses: Mapping[str, str]) -> str:
    if not addresses:
        return text
    parts: list[str] = []
    position = 0
    for image in find_pictures(text):
        address = addresses.get(image.target)
        place = None if address is None else _target_in(text, image.target, image.span)
        if address is not None and place is not None:
            parts += (text[position:place], address)
            position = place + len(image.target)
    return "".join((*parts, text[position:]))


def _target_in(text: str, target: str, span: tuple[int, int]) -> int | None:
    """Where an image names its target; None where it is not written as it is meant."""
    places = list(re.finditer(rf"(\]\(\s*<?){re.escape(target)}(?=[\s>)])", text[slice(*span)]))
    return span[0] + places[0].end(1) if len(places) == 1 else None


def _facts(picture: Picture) -> dict[str, object]:
    return {
        "digest": picture.digest,
        "media_type": picture.media_type,
        "name": picture.name,
        "width": picture.width,
        "height": picture.height,
        "created": picture.created,
    }
