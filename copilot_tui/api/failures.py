"""Every way in which the transport fails becomes one of our own errors."""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from copilot_tui.api.server_words import words_of
from copilot_tui.errors import TRY_AGAIN, ReplyError, ReplyInterrupted, ServerUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.api.endpoint import Endpoint

_OTHER_PROTOCOL = re.compile(r"illegal (?:request|status) line|no response line")
"""How the errors of h11 0.16 begin for an answer whose first line is none of HTTP's."""

_HUNG_UP = "Server disconnected without sending a response"
"""How httpcore 1.0 says so: the server has died, or speaks another protocol."""

_START = "Start the server, or choose another profile."
_NETWORK = "Check the network and the url of the profile."


def bad_address(endpoint: Endpoint) -> ServerUnreachable:
    """The error for a base URL that no request can go to."""
    return ServerUnreachable(
        f"“{endpoint.shown_url()}” is not the address of a server.",
        "Set the url of the profile to one like http://localhost:1337/v1.",
    )


def bad_key() -> ServerUnreachable:
    """The error for a key that does not fit into an HTTP header."""
    return ServerUnreachable(
        "The API key holds characters that cannot be sent.",
        "Check api_key_env or api_key_cmd of the profile.",
    )


def no_answer(endpoint: Endpoint) -> ReplyInterrupted:
    """The error for a server that took the request and then said nothing."""
    seconds = endpoint.timeouts.first_byte
    return ReplyInterrupted(
        f"{endpoint.shown_url()} gave no answer within {seconds:g} s.",
        "Try again, or raise first_byte in the profile's timeouts.",
    )


def stalled(seconds: float) -> ReplyInterrupted:
    """The error for a reply that stopped coming without ending."""
    return ReplyInterrupted(f"The reply stopped coming for {seconds:g} s.", TRY_AGAIN)


@contextmanager
def translated(endpoint: Endpoint) -> Iterator[None]:
    """Turn what httpx raises inside into our errors.

    The original is not chained: h11 quotes the whole Authorization header in one of its
    messages.

    Raises:
        ServerUnreachable: the request cannot have reached the server.
        ReplyInterrupted: the connection broke after that.
    """
    try:
        yield
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError):
        raise bad_address(endpoint) from None
    except httpx.LocalProtocolError:
        raise bad_key() from None
    except httpx.ConnectTimeout:
        raise ServerUnreachable(
            f"{endpoint.shown_url()} did not answer within {endpoint.timeouts.connect:g} s.",
            _START,
        ) from None
    except (httpx.ConnectError, httpx.ProxyError) as error:
        raise _not_connected(error, endpoint) from None
    except httpx.RemoteProtocolError as error:
        raise _no_http(error, endpoint) from None
    except httpx.HTTPError as error:
        raise _broken(error, endpoint) from None


def _broken(error: httpx.HTTPError, endpoint: Endpoint) -> ReplyInterrupted:
    return ReplyInterrupted(
        "The connection to the server broke before the reply was finished.",
        TRY_AGAIN,
        detail=words_of(str(error), endpoint.secrets),
    )


def _no_http(error: httpx.RemoteProtocolError, endpoint: Endpoint) -> ReplyInterrupted:
    """The error for an answer that is not as HTTP has it, or is not all there."""
    words, url = str(error), endpoint.shown_url()
    if _OTHER_PROTOCOL.match(words):
        return ReplyInterrupted(
            f"What answers at {url} is no chat server.",
            "Check the url of the profile, or choose another profile.",
        )
    if words.startswith(_HUNG_UP):
        return ReplyInterrupted(
            f"{url} closed the connection without an answer.",
            "Try again. If it goes on, check that the url of the profile is that of a chat server.",
        )
    return _broken(error, endpoint)


def _not_connected(error: httpx.TransportError, endpoint: Endpoint) -> ReplyError:
    url = endpoint.shown_url()
    detail = words_of(str(error), endpoint.secrets)
    if isinstance(error, httpx.ProxyError):
        return ServerUnreachable(
            f"The proxy did not let the request through to {url}.",
            "Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY in the environment.",
            detail=detail,
        )
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            return ServerUnreachable(
                f"No secure connection to {url} could be made.",
                "Check that the url should start with https, and the server's certificate.",
                detail=detail,
            )
        if isinstance(cause, socket.gaierror):
            return ServerUnreachable(f"The host of {url} was not found.", _NETWORK)
    return ServerUnreachable(f"Nothing answers at {url}.", _START)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
