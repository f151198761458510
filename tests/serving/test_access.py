"""Who is let in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.serving.access import Access, is_own_origin

ACCESS = Access.for_names(8000, ["Desk", "desk.local"])


@pytest.mark.parametrize(
    "host",
    ["localhost:8000", "LOCALHOST", "127.0.0.1:9000", "[::1]:8000", "192.0.2.7", "desk:1", "DESK"],
)
def test_a_request_for_this_machine_is_known(host: str) -> None:
    assert ACCESS.knows_host(host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "[::1", "desk."],
)
def test_a_name_that_somebody_else_can_have_lead_here_is_not(host: str) -> None:
    assert not ACCESS.knows_host(host)


@pytest.mark.parametrize(
    ("origin", "is_own"),
    [
        ("http://localhost:8000", True),
        ("https://LOCALHOST:8000", True),
        ("http://localhost:8001", False),
        ("http://localhost", False),
        ("http://evil.example", False),
        ("http://evil.example/localhost:8000", False),
        ("file://localhost:8000", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_a_page_of_the_same_host_and_port_is_ours(origin: str, is_own: bool) -> None:
    assert is_own_origin(origin, "localhost:8000") is is_own


@given(st.none() | st.text() | st.just("\udc80"))
def test_nothing_but_the_token_is_the_token(text: str | None) -> None:
    assert not ACCESS.has_token(text)
    assert not ACCESS.has_pass(text)


def test_token_and_cookie_are_two_secrets_of_256_bits_and_new_for_every_server() -> None:
    other = Access.for_names(8000, [])
    secrets = {ACCESS.token, ACCESS.pass_, other.token, other.pass_}

    assert len(secrets) == 4
    assert min(map(len, secrets)) == 43  # 256 bits, six in a character.
    assert ACCESS.has_token(ACCESS.token)
    assert not ACCESS.has_token(ACCESS.pass_)
    assert ACCESS.has_pass(ACCESS.pass_)
    assert not ACCESS.has_pass(ACCESS.token)


def test_no_secret_is_in_what_is_printed_of_it() -> None:
    assert ACCESS.token not in repr(ACCESS)
    assert ACCESS.pass_ not in repr(ACCESS)
