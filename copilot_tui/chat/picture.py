"""Pictures in the text of a message.

A picture stands in the text as a Markdown image. One of the user's has the target
`attachment:` and the digest of its bytes; one that a server returned keeps the target that
the server wrote. So a draft, an edit, a copy and an export of the text keep it, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

ATTACHMENT = "attachment:"
"""Begins the target of a picture whose bytes are kept with the conversations."""

MOST_PICTURE_BYTES = 20_000_000
"""A larger file is not taken; APIs take up to 20 MB a picture."""

PICTURES_A_MESSAGE = 10

MOST_PICTURES = 64
"""So many pictures of one text are looked at."""

_HEXADECIMAL = frozenset("0123456789abcdef")
_DIGEST_LENGTH = 64
_TO_ESCAPE = r"([\\\[\]`*_<>&!])"


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What is known of a picture without its bytes.

    Attributes:
        digest: the SHA-256 of its bytes, in hexadecimal.
        media_type: such as `image/png`.
        name: of the file that it came from, one clean line.
        width: in pixels.
        height: in pixels.
        size: in bytes.
    """

    digest: str
    media_type: str
    name: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its bytes.

    Attributes:
        facts: what is known of it.
        data: the file's bytes.
    """

    facts: PictureFacts
    data: bytes


@dataclass(frozen=True, slots=True)
class PictureReference:
    """A place in a text that shows a picture.

    Attributes:
        alt: what the picture is called there.
        target: where it is: an address, a path, or `attachment:` and a digest.
        span: where the reference begins and ends in the text.
    """

    alt: str
    target: str
    span: tuple[int, int]

    @property
    def digest(self) -> str | None:
        """The digest of a kept picture; None for a picture that is elsewhere."""
        head, _, digest = self.target.partition(ATTACHMENT)
        is_kept = not head and len(digest) == _DIGEST_LENGTH and _HEXADECIMAL.issuperset(digest)
        return digest if is_kept else None


def find_pictures(text: str) -> tuple[PictureReference, ...]:
    """The pictures of a Markdown text in their order, those in code left out.

    It takes time in proportion to the text. At most `MOST_PICTURES` are found.
    """
    if "![" not in text:
        return ()
    # Hardly any text has a picture, and this module is met on the way to the first paint.
    from copilot_tui.chat.picture_references import images

    return tuple(
        PictureReference(image.alt, image.target, image.span)
        for image in islice(images(text), MOST_PICTURES)
    )


def attached_digests(text: str) -> tuple[str, ...]:
    """The digests of the kept pictures that a text shows, each once."""
    return tuple(dict.fromkeys(each.digest or "" for each in _attached(text)))


def picture_markdown(name: str, digest: str) -> str:
    """The reference to a kept picture, to be put into a text.

    Args:
        name: what it is called there, one clean line.
        digest: of its bytes.
    """
    return f"![{picture_alt(name)}]({ATTACHMENT}{digest})"


def picture_alt(name: str) -> str:
    """What a picture is called, as it is written into a text."""
    return re.sub(_TO_ESCAPE, r"\\\1", name)


def picture_words(name: str) -> str:
    """What stands in a text for a picture that is not sent with it."""
    return f"[picture {name}]" if name else "[picture]"


def message_parts(text: str, known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """A user's message as one text and the pictures that go with it.

    The text names each picture where it stands, unless it is the only one and stands at an
    end. It is one text,
    and stands first: of several, g4f 7.9.6 would give its Copilot the last one first.

    Args:
        text: the message.
        known: digests of the pictures that can be sent. Others are named only.

    Returns:
        The text, which may be empty, and the digests in their order.
    """
    references = _attached(text)
    digests = tuple(dict.fromkeys(each.digest or "" for each in references))
    sent = tuple(digest for digest in digests if digest in known)
    if len(references) == len(sent) == 1:
        start, end = references[0].span
        before, after = text[:start].strip(), text[end:].strip()
        if not before or not after:
            return before or after, sent
    return _replaced(text, references, _set_off), sent


def without_pictures(text: str) -> str:
    """A text with the names of its kept pictures in place of the pictures."""
    return _replaced(text, _attached(text), _set_off)


def replace_pictures(text: str, words: Callable[[str], str]) -> str:
    """A text with words in place of its kept pictures, by what these are called."""
    return _replaced(text, _attached(text), lambda name, _before, _after: words(name))


def _set_off(name: str, before: str, after: str) -> str:
    """What stands for a picture, with a blank between it and a word that it touches."""
    left = " " if before.isalnum() else ""
    right = " " if after.isalnum() else ""
    return f"{left}{picture_words(name)}{right}"


def _attached(text: str) -> tuple[PictureReference, ...]:
    """The places that show kept pictures."""
    if ATTACHMENT not in text:
        return ()
    return tuple(each for each in find_pictures(text) if each.digest is not None)


def _replaced(
    text: str, references: Iterable[PictureReference], words: Callable[[str, str, str], str]
) -> str:
    """A text with words in place of pictures.

    Args:
        text: with the pictures.
        references: where they stand in it.
        words: makes them of what a picture is called and of the characters around it.
    """
    parts: list[str] = []
    position = 0
    for reference in references:
        start, end = reference.span
        parts += (
            text[position:start],
            words(reference.alt, text[max(0, start - 1) : start], text[end : end + 1]),
        )
        position = end
    return "".join((*parts, text[position:]))
