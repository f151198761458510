"""Whose address it is."""

from __future__ import annotations

import pytest

from copilot_tui.config.origin import is_exposed, same_origin


@pytest.mark.parametrize("other", ["http://host/v1", "http://HOST/other", "http://host:80/v1"])
def test_addresses_of_one_server_are_known(other: str) -> None:
    assert same_origin("http://host/v1", other)


@pytest.mark.parametrize(
    "other", ["https://host/v1", "http://host:8080/v1", "http://host.example/v1"]
)
def test_another_scheme_host_or_port_is_another_server(other: str) -> None:
    assert not same_origin("http://host/v1", other)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST", "localhost.", "[::1]"]
)
def test_nobody_is_on_the_way_to_this_machine(host: str) -> None:
    assert not is_exposed(f"http://{host}:1337/v1")


@pytest.mark.parametrize(
    "host", ["10.0.0.5", "0.0.0.0", "[::2]", "localhost.example", "work", "127.1.example"]
)
def test_plain_http_to_another_machine_can_be_read_on_the_way(host: str) -> None:
    assert is_exposed(f"http://{host}/v1")
    assert not is_exposed(f"https://{host}/v1")
