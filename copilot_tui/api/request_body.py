"""What a request for a reply looks like on the wire."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from copilot_tui.api.json_value import parse_json
from copilot_tui.api.message_content import message_content
from copilot_tui.profile import Dialect

if TYPE_CHECKING:
    from copilot_tui.chat.request import ChatRequest

G4F_FIELDS = ("provider", "conversation_id", "conversation")
"""What the g4f dialect adds to the protocol."""

_RESERVED = frozenset(("model", "messages", "stream", *G4F_FIELDS))

_FIELD = rf"[`'\"]?\b(?P<field>{'|'.join(sorted(G4F_FIELDS, key=len, reverse=True))})\b[`'\"]?"
_REFUSALS = (
    re.compile(
        r"(?i:unknown|unrecogni[sz]ed|unexpected|unsupported|additional|extra|invalid)\s"
        r"(?:\w+\s){0,2}"
        r"(?i:parameter|argument|field|property|properties|key|input)s?\b"
        rf"[^.;]{{0,40}}?{_FIELD}"
    ),
    re.compile(
        rf"{_FIELD}:?\s(?:(?:is|was|are)\s)?(?:an?\s)?"
        r"(?i:extra\s|unknown\s(?:parameter|field)|unrecogni[sz]ed|unsupported|unexpected"
        r"|not\s(?:permitted|allowed|a\svalid))"
    ),
)
"""Found in pydantic's, OpenAI's, Groq's, Mistral's and vLLM's way to refuse a field.

A word like "unexpected" alone does not do: g4f puts "provider" into errors of its own.
"""


def request_body(request: ChatRequest, dialect: Dialect) -> dict[str, object]:
    """The JSON object to send. The profile's parameters never replace the fields of ours.

    A handle that is no JSON object any more is left out; the history is sent with it in
    any case.
    """
    body: dict[str, object] = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in request.parameters.items()
        if name not in _RESERVED
    }
    body["model"] = request.model
    body["messages"] = [
        {"role": message.role.value, "content": message_content(message, request.pictures)}
        for message in request.messages
    ]
    body["stream"] = True
    if dialect is not Dialect.G4F:
        return body
    if request.provider:
        body["provider"] = request.provider
    body["conversation_id"] = request.conversation_id
    handle = _thread(request.handle)
    if handle is not None:
        body["conversation"] = handle
    return body


def encode_body(body: dict[str, object]) -> bytes:
    """The body as bytes. ASCII only, so that nothing in a handle can be unencodable.

    Raises:
        ValueError: a parameter is infinite or not a number, which JSON cannot say.
    """
    return json.dumps(body, separators=(",", ":"), allow_nan=False).encode("ascii")


def refused_fields(words: str, body: dict[str, object]) -> tuple[str, ...]:
    """The g4f fields of this body, when a server's words refuse one of them by name.

    All of them are given then, since most servers name only the first that they trip over.
    """
    sent = tuple(name for name in G4F_FIELDS if name in body)
    for pattern in _REFUSALS:
        if any(found["field"] in sent for found in pattern.finditer(words)):
            return sent
    return ()


def _thread(handle: str | None) -> dict[str, object] | None:
    if handle is None:
        return None
    try:
        value = parse_json(handle)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
