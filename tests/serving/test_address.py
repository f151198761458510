"""Where the pages are served."""

from __future__ import annotations

import socket

import pytest

from copilot_tui.errors import ServingFailed
from copilot_tui.serving import address as module
from copilot_tui.serving.address import listen


def test_a_port_that_is_taken_is_told_of() -> None:
    with listen("127.0.0.1", 0).listener as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServingFailed, match=rf"Port {port} of 127\.0\.0\.1 is taken\. Choose"):
            listen("127.0.0.1", port)


def test_without_a_port_the_next_free_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        listen("127.0.0.1", 0).listener as first,
        listen("127.0.0.1", 0).listener as second,
        socket.socket() as free,
    ):
        free.bind(("127.0.0.1", 0))
        wanted = free.getsockname()[1]
        free.close()
        ports = [first.getsockname()[1], second.getsockname()[1], wanted]
        monkeypatch.setattr(module, "NEAR_PORTS", ports)

        with listen("127.0.0.1", None).listener as found:
            assert found.getsockname()[1] == wanted


def test_where_all_near_ports_are_taken_any_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    with listen("127.0.0.1", 0).listener as taken:
        monkeypatch.setattr(module, "NEAR_PORTS", [taken.getsockname()[1]])
        with listen("127.0.0.1", None).listener as found:
            assert found.getsockname()[1] not in (0, taken.getsockname()[1])


@pytest.mark.parametrize("host", ["no.such.name.invalid", "a b", "x" * 70, "\udc80"])
def test_an_address_that_there_is_not_is_told_of(host: str) -> None:
    with pytest.raises(ServingFailed, match="There is no address"):
        listen(host, 0)


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("::1", "[::1]")]
)
def test_a_loopback_address_is_told_with_its_token(host: str, shown: str) -> None:
    try:
        found = listen(host, 0)
    except ServingFailed:
        pytest.skip(f"this machine has no {host}")
    with found.listener:
        assert found.is_loopback
        assert found.names == ()
        assert found.url("secret") == f"http://{shown}:{found.port}/?token=secret"


def test_all_addresses_of_the_machine_are_told_by_its_name() -> None:
    # Bound only: nothing may listen but on loopback in a test.
    with socket.socket() as bound:
        bound.bind(("0.0.0.0", 0))
        found = module.Address(bound, "0.0.0.0")
        own = socket.gethostname()

        assert not found.is_loopback
        assert own in found.names
        assert found.url("secret") == f"http://{own}:{found.port}/?token=secret"
