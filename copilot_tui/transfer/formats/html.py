"""A conversation as one page of HTML that needs nothing else: no script, no network."""

from __future__ import annotations

import time
from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Final

from copilot_tui import __version__
from copilot_tui.chat.conversation import UNTITLED, Role
from copilot_tui.transfer.formats.html_inline import pictures_of
from copilot_tui.transfer.formats.html_style import stylesheet
from copilot_tui.transfer.formats.html_text import plain_html, text_html
from copilot_tui.transfer.formats.markdown import moment, speaker
from copilot_tui.transfer.visible_path import visible_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from copilot_tui.transfer.record import ConversationRecord, MessageRecord


class HtmlText:
    """The text of such a page, piece by piece; one page holds one conversation.

    Args:
        branches: whether all branches are in it, one message after the other; else only
            the visible path is.

    Attributes:
        left_out: no picture is.
    """

    left_out: Final = 0

    def __init__(self, *, branches: bool) -> None:
        self._branches = branches

    def begin(self) -> str:
        """What the file begins with."""
        return ""

    def end(self) -> str:
        """What the file ends with."""
        return ""

    def pieces(self, record: ConversationRecord) -> Iterator[str]:
        """The page."""
        messages = record.messages if self._branches else visible_path(record)
        yield _head(record)
        if record.system_prompt:
            yield '<details><summary>System prompt</summary><div lang="" dir="auto">\n'
            yield from text_html(record.system_prompt, {})
            yield "</div></details>\n"
        yield "</header>\n<main>\n"
        numbers = {message.uid: number for number, message in enumerate(messages, 1)}
        for message in messages:
            yield from self._message(record, message, numbers)
        yield f"</main>\n<footer><p>Exported by copilot-tui {escape(__version__)} on "
        yield f"{escape(moment(time.time()))}.</p></footer>\n</body>\n</html>\n"

    def _message(
        self, record: ConversationRecord, message: MessageRecord, numbers: Mapping[UUID, int]
    ) -> Iterator[str]:
        number = numbers[message.uid]
        kind = "user" if message.role is Role.USER else "other"
        yield f'<article id="m{number}" class="{kind}" aria-labelledby="h{number}">\n'
        yield f'<h2 id="h{number}">{escape(speaker(message))}</h2>\n'
        yield f'<p class="about">{self._about(message, numbers)}</p>\n'
        if message.reasoning:
            yield '<details><summary>Reasoning</summary><div lang="" dir="auto">\n'
            yield from text_html(message.reasoning, {})
            yield "</div></details>\n"
        # Nobody has said which language it is in.
        yield '<div class="text" lang="" dir="auto">\n'
        if message.role is Role.USER:
            yield from _question(record, message)
        else:
            yield from text_html(message.content, pictures_of(record, message))
        yield "</div>\n"
        if message.error:
            yield f'<p class="fault">{escape(message.error)}</p>\n'
        yield "</article>\n"

    def _about(self, message: MessageRecord, numbers: Mapping[UUID, int]) -> str:
        parts = [moment(message.created)]
        if message.status != "complete":
            parts.append(str(message.status))
        shown = escape(" · ".join(parts))
        above = None if message.parent is None else numbers.get(message.parent)
        if self._branches and above is not None:
            return f'{shown} · follows <a href="#m{above}">message {above}</a>'
        return shown


def _question(record: ConversationRecord, message: MessageRecord) -> Iterator[str]:
    """What a person has written, who wants to see his words and not what they would mean."""
    pictures = pictures_of(record, message)
    if pictures or "```" in message.content or "~~~" in message.content:
        yield from text_html(message.content, pictures)
    else:
        yield plain_html(message.content)


def _head(record: ConversationRecord) -> str:
    style = stylesheet()
    digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    title = escape(record.title or UNTITLED)
    facts = {
        "Started": moment(record.created),
        "Last message": moment(record.updated),
        "Model": record.model,
        "Provider": record.provider,
    }
    told = "".join(
        f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{title}</h1>\n<dl>{told}</dl>\n"
    )
