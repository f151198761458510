"""Addresses of servers."""

from __future__ import annotations

import pytest

from copilot_tui.config.address import base_url


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("http://localhost:1337", "http://localhost:1337/v1"),
        ("http://localhost:1337/", "http://localhost:1337/v1"),
        ("http://localhost:1337/v1/", "http://localhost:1337/v1"),
        ("http://localhost:1337/v1/chat/completions", "http://localhost:1337/v1"),
        (" https://api.example/openai/v1 ", "https://api.example/openai/v1"),
        ("http://[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_what_people_type_becomes_a_base_url(typed: str, base: str) -> None:
    assert base_url(typed) == base


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "localhost:1337",
        "ftp://host/v1",
        "http://",
        "http:///v1",
        "http://host:0",
        "http://host:99999",
        "http://host:port",
        "http://[::1",
        "http://ho st/v1",
        "http://host/v1\x1b[2J",
        "http://host/v1?key=1",
        "http://host/v1#here",
    ],
)
def test_what_is_no_address_is_refused_in_printable_words(typed: str) -> None:
    with pytest.raises(ValueError, match="got") as caught:
        base_url(typed)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("typed", ["http://me:hunter2@host/v1", "http://me:hunter2@[::1/v1"])
def test_a_password_is_refused_and_not_repeated(typed: str) -> None:
    with pytest.raises(ValueError, match="api_key_env") as caught:
        base_url(typed)
    assert "hunter2" not in str(caught.value)
