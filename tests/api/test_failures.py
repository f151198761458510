"""Tests of what failures of the transport are turned into."""

from __future__ import annotations

import httpx
import pytest

from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.failures import translated
from copilot_tui.errors import ReplyError, ReplyInterrupted, ServerUnreachable

ENDPOINT = Endpoint("http://me:hunter2@host.example/v1?x=1", api_key="sk-12345")


@pytest.mark.parametrize(
    ("failure", "kind", "what"),
    [
        (httpx.ConnectTimeout(""), ServerUnreachable, "did not answer within 5 s"),
        (httpx.ConnectError("sk-12345"), ServerUnreachable, "Nothing answers at"),
        (httpx.ProxyError("403 hunter2"), ServerUnreachable, "The proxy did not let"),
        (httpx.LocalProtocolError("b'Bearer sk-12345'"), ServerUnreachable, "The API key"),
        (httpx.UnsupportedProtocol("ftp"), ServerUnreachable, "is not the address of a server"),
        (httpx.InvalidURL("x"), ServerUnreachable, "is not the address of a server"),
        (httpx.ReadError("sk-12345"), ReplyInterrupted, "broke before the reply was finished"),
        (httpx.WriteTimeout(""), ReplyInterrupted, "broke before the reply was finished"),
        (httpx.RemoteProtocolError("peer"), ReplyInterrupted, "broke before the reply"),
    ],
)
def test_a_failure_is_told_without_secrets(
    failure: Exception, kind: type[ReplyError], what: str
) -> None:
    with pytest.raises(kind, match=what) as caught, translated(ENDPOINT):
        raise failure

    assert caught.value.todo
    assert caught.value.__cause__ is None
    for secret in ENDPOINT.secrets:
        assert secret not in str(caught.value)


@pytest.mark.parametrize("refused", ["All connection attempts failed", "[Errno 111] refused"])
def test_where_nothing_answers_no_raw_words_are_shown(refused: str) -> None:
    with pytest.raises(ServerUnreachable) as caught, translated(ENDPOINT):
        raise httpx.ConnectError(refused)

    assert caught.value.detail == ""


@pytest.mark.parametrize(
    ("base_url", "shown"),
    [
        ("http://me:hunter2@host.example/v1/", "http://host.example/v1"),
        ("http://host.example/v1?key=1#x", "http://host.example/v1"),
        ("http://[broken/v1", "http://[broken/v1"),
        ("http://a\x1bb/v1", "http://a␛b/v1"),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_what_is_private(base_url: str, shown: str) -> None:
    assert Endpoint(base_url).shown_url() == shown
