"""An HTTP status that is no success becomes a sentence that helps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from copilot_tui.api.json_value import parse_json
from copilot_tui.api.server_words import words_of_body
from copilot_tui.errors import RequestRefused
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.api.endpoint import Endpoint

_LOGIN_ERRORS = ("NoValidHarFileError", "MissingAuthError")
"""g4f 7.9.6's errors for a provider that wants a browser login, not a key."""

_LONGER = "The conversation is longer than the model can read"
_SHORTER = "Start a new conversation, or set context_characters in the profile."
_OVERFLOW = re.compile(
    r"context[ _](?:length|size|window)|maximum context|exceed_context|too many tokens", re.I
)

_NO_MODEL = re.compile(
    r"model_not_found|modelnotfound|model\b.{0,80}\b(?:not found|not exist|not supported|unknown)",
    re.I,
)
"""g4f 7.9.6 has ModelNotFoundError, OpenAI's own API `model_not_found`, Ollama "not found"."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An HTTP answer that is no success, as far as it was read.

    Attributes:
        status: the status code.
        headers: names in lower case.
        body: its first bytes.
        url: what was asked, as it may be shown.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def refusal(answered: Answered, endpoint: Endpoint) -> RequestRefused:
    """The error that stands for this answer, with the server's own words in `detail`."""
    words = words_of_body(answered.body, endpoint.secrets)
    what, todo = _sentences(answered, words, has_key=bool(endpoint.api_key))
    return RequestRefused(answered.status, what, todo, detail=words)


def _sentences(answered: Answered, words: str, *, has_key: bool) -> tuple[str, str]:
    """What happened and what to do about it."""
    status = answered.status
    if any(error in words for error in _LOGIN_ERRORS):
        return (
            "The provider needs a login.",
            "Log in to it in the browser that g4f uses, or choose another provider.",
        )
    if 300 <= status < 400:
        return _redirect(answered)
    if status in (400, 413, 422) and (overflow := _overflow(answered.body, words)):
        return overflow, _SHORTER
    if status in (401, 403):
        return _key(status, has_key=has_key)
    if status in (400, 404) and _NO_MODEL.search(words):
        return "The server does not know this model.", "Choose another model or provider."
    if status == 404:
        return (
            f"The server has nothing at {answered.url} for this request.",
            "Check the URL, the provider and the model of the profile.",
        )
    if status == 429:
        return _too_often(answered.headers.get("retry-after", ""))
    if status >= 500:
        state = "is not ready" if status in (502, 503, 504) else "failed"
        return f"The server {state} (HTTP {status}).", "Try again in a moment."
    return (
        f"The server refused the request (HTTP {status}).",
        "Check the model and the parameters of the profile.",
    )


def _key(status: int, *, has_key: bool) -> tuple[str, str]:
    if has_key:
        return (
            f"The server refused the API key (HTTP {status}).",
            "Check api_key_env or api_key_cmd of the profile.",
        )
    return (
        f"The server wants an API key (HTTP {status}).",
        "Set api_key_env or api_key_cmd in the profile.",
    )


def _redirect(answered: Answered) -> tuple[str, str]:
    """Redirects are not followed: the key and the conversation would go to another host."""
    try:
        parts = urlsplit(answered.headers.get("location", ""))
        host = parts.netloc.rpartition("@")[2]
        scheme = parts.scheme or urlsplit(answered.url).scheme
        target = f"{scheme}://{host}" if host else ""
    except ValueError:
        target = ""
    shown = elide(one_line(target), 200) or "another path"
    return (
        f"The server redirects to {shown} (HTTP {answered.status}), which was not followed.",
        "If you trust that address, set it as the url of the profile.",
    )


def _too_often(retry_after: str) -> tuple[str, str]:
    wait = retry_after.strip()
    if wait.isascii() and wait.isdigit() and len(wait) < 7:
        return (
            f"The server is asked too often; it takes the next request in {wait} s.",
            "Wait, then try again, or choose another provider.",
        )
    return (
        "The server is asked too often.",
        "Wait a while, then try again, or choose another provider.",
    )


def _overflow(body: bytes, words: str) -> str:
    """The sentence for a history that does not fit, with llama.cpp's figures; else ""."""
    try:
        answer = parse_json(body.decode("utf-8", "replace"))
    except ValueError:
        answer = None
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(error, dict):
        asked, context = error.get("n_prompt_tokens"), error.get("n_ctx")
        if _is_count(asked) and _is_count(context):
            return f"{_LONGER} ({asked} of {context} tokens)."
        if error.get("code") == "context_length_exceeded":
            return f"{_LONGER}."
    return f"{_LONGER}." if _OVERFLOW.search(words) else ""


def _is_count(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < 10**9
