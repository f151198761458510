"""What is shown of an address: who is asked, whole and as the network knows it."""

from __future__ import annotations

import pytest

from copilot_tui.ui.link_target import SHOWN_HOST, link_target


@pytest.mark.parametrize(
    ("url", "before", "host", "after"),
    [
        ("https://a.example/b?c=https://d.example/", "https://", "a.example",
         "/b?c=https://d.example/"),
        ("HTTP://a.example:81", "HTTP://", "a.example:81", ""),
        ("https://a.example?b", "https://", "a.example", "?b"),
        ("https://a.example#b@c", "https://", "a.example", "#b@c"),
        ("http://[::1]:8080/x", "http://", "[::1]:8080", "/x"),
        ("mailto:me@a.example?subject=b@c", "mailto:me@", "a.example", "?subject=b@c"),
        ("mailto:me", "mailto:", "me", ""),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart_at_its_host(
    url: str, before: str, host: str, after: str
) -> None:
    target = link_target(url)
    assert (target.before, target.host, target.after) == (before, host, after)
    assert target.ascii_host == ""


@pytest.mark.parametrize(
    ("host", "known_as"),
    [
        ("аpple.com", "xn--pple-43d.com"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("bank.com。evil.example", "bank.com.evil.example"),
        ("ＥＶＩＬ.example", "evil.example"),
    ],
)
def test_a_host_of_other_letters_is_also_told_as_the_network_knows_it(
    host: str, known_as: str
) -> None:
    target = link_target(f"https://{host}/x")
    assert (target.host, target.ascii_host) == (host, known_as)
    assert target.short_host == known_as


def test_the_end_of_a_long_host_is_what_is_shown_of_it() -> None:
    shown = link_target(f"https://www.bank.example.{'a' * 60}.evil.example/").short_host
    assert shown.startswith("…")
    assert shown.endswith(".evil.example")
    assert len(shown) == SHOWN_HOST
