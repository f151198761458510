"""Ports."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from copilot_tui.servers.http_status import http_status
from copilot_tui.servers.ports import Place, find_place, free_port, is_free, with_port
from tests.servers_fake import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that something holds which never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


async def test_a_free_port_is_taken_as_it_is() -> None:
    port = free_port()
    place = await find_place(f"http://localhost:{port}/v1", movable=True)
    assert place == Place(f"http://127.0.0.1:{port}/v1", port)


async def test_a_port_with_a_server_is_used_with_that_server() -> None:
    async with FakeServer() as server:
        place = await find_place(server.url, movable=True)
        assert place.occupied
        assert place.url == server.url


async def test_a_port_held_by_something_else_is_left_alone(silent: int) -> None:
    place = await find_place(f"http://127.0.0.1:{silent}/v1", movable=True, time_limit=0.1)
    assert not place.occupied
    assert place.port != silent
    assert place.url == f"http://127.0.0.1:{place.port}/v1"
    assert is_free("127.0.0.1", place.port)


async def test_a_server_that_cannot_be_moved_keeps_its_address(silent: int) -> None:
    url = f"http://127.0.0.1:{silent}/v1"
    assert await find_place(url, movable=False, time_limit=0.1) == Place(url, silent)


async def test_whatever_is_not_http_has_no_status(silent: int) -> None:
    assert await http_status(f"http://127.0.0.1:{silent}/", time_limit=0.1) is None
    assert await http_status(f"http://127.0.0.1:{free_port()}/") is None


@pytest.mark.parametrize("words", [b"SSH-2.0-x\r\n", b"x" * 5000, b""])
async def test_another_protocol_has_no_status(words: bytes) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert await http_status(f"http://127.0.0.1:{port}/") is None


def test_the_port_is_filled_in_wherever_it_is_asked_for() -> None:
    command = ("serve", "--bind", "127.0.0.1:{port}", "{port}")
    assert with_port(command, 81) == ("serve", "--bind", "127.0.0.1:81", "81")
