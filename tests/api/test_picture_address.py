"""Where a picture is that a reply shows."""

from __future__ import annotations

import pytest

from copilot_tui.api.picture_address import foreign_picture, own_picture

BASE = "http://localhost:1337/v1"
ORIGIN = "http://localhost:1337"


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/media/1_a+b.png", "media/1_a+b.png"),
        ("/media/1.png?url=https%3A%2F%2Fx", "media/1.png?url=https%3A%2F%2Fx"),
        ("/images/1", "images/1"),
        ("/any/photo.webp", "any/photo.webp"),
        ("http://localhost:1337/media/1.png", "media/1.png"),
        ("HTTP://LOCALHOST:1337/media/1.png#x", "media/1.png"),
        ("https://localhost:1337/media/1.png", None),
        ("http://localhost/media/1.png", None),
        ("http://localhost:1338/media/1.png", None),
        ("http://localhost.example.org:1337/media/1.png", None),
        ("http://localhost:1337@example.org/media/1.png", None),
        ("//example.org/media/1.png", None),
        ("/v1/models", None),
        ("/backend-api/v2/delete?x=1.png", None),
        ("/media/../v1/models", None),
        ("/media/%2e%2e/v1/models", None),
        ("/media/..%2fv1/models", None),
        ("/media/..\\v1", None),
        ("media/1.png", None),
        ("data:image/png;base64,AAAA", None),
        ("attachment:abc", None),
        ("http://[", None),
        ("http://localhost:x/media/1.png", None),
        ("", None),
    ],
)
def test_only_pictures_of_the_very_same_server_are_asked_for(target: str, path: str | None) -> None:
    assert own_picture(target, BASE) == (None if path is None else (ORIGIN, path))


def test_default_ports_are_the_same_as_none() -> None:
    own = own_picture("https://api.example.org:443/media/a", "https://api.example.org/v1")
    assert own == ("https://api.example.org", "media/a")


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("https://example.org/a.png", "example.org"),
        ("http://example.org:8080/a", "example.org"),
        ("http://localhost:1337/a.png", None),
        ("/media/a.png", None),
        ("ftp://example.org/a.png", None),
        ("https://user@example.org/a.png", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://[", None),
    ],
)
def test_pictures_elsewhere_are_known_by_their_host(target: str, host: str | None) -> None:
    assert foreign_picture(target, BASE) == host
