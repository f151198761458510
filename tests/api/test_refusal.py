"""Tests of what HTTP errors are turned into."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.refusal import Answered, refusal
from copilot_tui.api.server_words import words_of_body
from tests.scripted_answers import recording

if TYPE_CHECKING:
    from copilot_tui.errors import RequestRefused

ENDPOINT = Endpoint("http://localhost:1337/v1", api_key="sk-12345")


def refused(status: int, body: bytes = b"", **headers: str) -> RequestRefused:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answered = Answered(status, named, body, "http://localhost:1337/v1/chat/completions")
    return refusal(answered, ENDPOINT)


def recorded(name: str) -> RequestRefused:
    answer = recording(name)
    return refused(answer.status, answer.body)


@pytest.mark.parametrize(
    ("name", "status", "what", "detail"),
    [
        ("g4f-401", 401, "needs a login", "NoValidHarFileError: No .har file found"),
        ("g4f-422", 422, "refused the request", "messages: Input should be a valid list"),
        ("g4f-429", 429, "asked too often", "RateLimitError: Too many requests"),
        ("g4f-500-plain-text", 500, "failed", "Internal Server Error"),
        ("llama-400-bad-json", 400, "refused the request", "[json.exception.parse_error.101]"),
    ],
)
def test_a_recorded_error_says_what_happened_and_keeps_the_servers_words(
    name: str, status: int, what: str, detail: str
) -> None:
    error = recorded(name)

    assert error.status == status
    assert what in error.what
    assert error.detail.startswith(detail)
    assert error.todo.endswith(".")


def test_a_history_that_does_not_fit_is_told_with_its_figures() -> None:
    error = recorded("llama-400-context-overflow")

    assert error.what == (
        "The conversation is longer than the model can read (4031 of 2048 tokens)."
    )


@pytest.mark.parametrize("status", [400, 413])
def test_a_history_that_does_not_fit_is_told_without_figures_too(status: int) -> None:
    body = {"error": {"code": "context_length_exceeded", "message": "Too long"}}
    worded = {"error": {"message": "This model's maximum context length is 8192 tokens"}}

    for answer in (body, worded):
        error = refused(status, json.dumps(answer).encode())
        assert error.what == "The conversation is longer than the model can read."


def test_a_key_is_asked_for_or_questioned() -> None:
    keyless = refusal(Answered(401, {}, b"", ""), Endpoint("http://localhost:1337/v1"))

    assert "wants an API key" in keyless.what
    assert "refused the API key" in refused(403).what


def test_a_page_that_is_not_there_is_named() -> None:
    assert "http://localhost:1337/v1/chat/completions" in refused(404).what


def test_the_wait_that_a_server_asks_for_is_told() -> None:
    assert "in 30 s" in refused(429, retry_after="30").what
    assert "s." not in refused(429, retry_after="Fri, 31 Dec 1999 23:59:59 GMT").what


def test_a_redirect_names_the_host_it_goes_to() -> None:
    error = refused(307, location="https://user:word@elsewhere.example/v1?key=1")

    assert "https://elsewhere.example (HTTP 307)" in error.what
    assert "another path" in refused(308, location="/v2").what
    assert "another path" in refused(302, location="http://[broken").what


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_server_behind_a_gateway_is_not_ready(status: int) -> None:
    assert "is not ready" in refused(status).what


def test_the_key_is_hidden_when_the_server_repeats_it() -> None:
    error = refused(401, json.dumps({"error": {"message": "Bad key sk-12345"}}).encode())

    assert "sk-12345" not in str(error)
    assert error.detail == "Bad key [hidden]"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": {"message": "no", "code": 4}}', "no"),
        (b'{"error": "no"}', "no"),
        (b'{"message": "no"}', "no"),
        (b'{"detail": "no"}', "no"),
        (b'{"detail": [{"loc": ["body", "n"], "msg": "no"}, "x"]}', "n: no; x"),
        (b'{"code": 4}', '{"code": 4}'),
        (b"plain \x1b[31m\n text", "plain ␛[31m text"),
        (b"<html><style>p{}</style><p>Bad <b>Gateway</b></html>", "Bad Gateway"),
        (
            b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway"
            b"</h1></center><hr><center>nginx</center></body></html>",
            "502 Bad Gateway. nginx",
        ),
        (
            b"<html><title>502</title><h1>502 Bad\nGateway</h1><p>Wait.</p>",
            "502 Bad Gateway. Wait.",
        ),
        (b"<!DOCTYPE html><script>x()", ""),
        (b"a < b and c > d", "a < b and c > d"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"", ""),
        (b"[" * 100_000, "[" * 299 + "…"),
    ],
)
def test_the_servers_words_are_found_in_every_form(body: bytes, words: str) -> None:
    assert words_of_body(body) == words


def test_a_key_at_the_cut_is_not_shown_in_part() -> None:
    assert "sk-1" not in words_of_body(b"x" * 295 + b" sk-12345", ("sk-12345",))
