"""What a server offers: whether it is there, what it is, its models and providers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from copilot_tui.api.chunk import NAME_LENGTH, name
from copilot_tui.aside import aside
from copilot_tui.errors import (
    EnvironmentUnusable,
    ReplyError,
    ReplyFailed,
    ReplyInterrupted,
    RequestRefused,
    ServerUnreachable,
)
from copilot_tui.profile import Timeouts
from copilot_tui.text import one_line, safe_url

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from copilot_tui.api.client import ChatClient
    from copilot_tui.api.endpoint import Endpoint

MAXIMUM_ENTRIES = 10_000
"""Entries of a list that are looked at."""

_NOT_THERE = (404, 405, 501)
"""What other web servers answer to a request for a reply, such as Python's http.server."""

_PROBE_SECONDS = 4.0
_PROBE_TIMEOUTS = Timeouts(connect=1.0, first_byte=_PROBE_SECONDS, between_chunks=_PROBE_SECONDS)

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Probe:
    """What is known of a server after asking it once.

    Attributes:
        reachable: whether anything answered in HTTP, were it an error.
        is_chat_server: whether it lists models or providers, or at least knows the
            address that replies come from.
        is_g4f: whether it lists providers, as only g4f does.
        models: ids of its models, without the providers that g4f lists among them.
        error: what went wrong and what to do; empty when all went well.
        obstacle: the same when no server of its kind can be asked from here.
    """

    reachable: bool
    is_chat_server: bool
    is_g4f: bool
    models: tuple[str, ...]
    error: str
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One entry of a server's `models`.

    Attributes:
        id: what is sent as `model`.
        owned_by: who made it; may be empty.
        is_provider: whether it is one of g4f's providers, listed as a model.
    """

    id: str
    owned_by: str
    is_provider: bool


@dataclass(frozen=True, slots=True)
class ProviderInfo:
    """One entry of g4f's `providers`.

    Attributes:
        id: what is sent as `provider`.
        label: its name for people; may be empty.
        url: its web site, when that is a safe link.
    """

    id: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ProviderDetails:
    """What g4f tells of one provider.

    Attributes:
        id: what is sent as `provider`.
        models: ids of its models.
        params: names of the fields it says it takes.
    """

    id: str
    models: tuple[str, ...]
    params: tuple[str, ...]


async def probe(client: ChatClient, endpoint: Endpoint) -> Probe:
    """Ask a server who it is, within four seconds. Raises nothing of its own."""
    hasty = replace(endpoint, timeouts=_PROBE_TIMEOUTS)
    offered, listed = await asyncio.gather(
        _outcome(partial(models, client, hasty)), _outcome(partial(providers, client, hasty))
    )
    unanswered = (ServerUnreachable, ReplyInterrupted)
    known = () if isinstance(offered, ReplyError) else offered
    reachable = not (isinstance(offered, unanswered) and isinstance(listed, unanswered))
    lists = not (isinstance(offered, ReplyError) and isinstance(listed, ReplyError))
    return Probe(
        reachable=reachable,
        is_chat_server=lists or (reachable and await _knows_chat(client, hasty)),
        is_g4f=not isinstance(listed, ReplyError) and bool(listed),
        models=tuple(model.id for model in known if not model.is_provider),
        error=str(offered) if isinstance(offered, ReplyError) else "",
        obstacle=str(offered) if isinstance(offered, EnvironmentUnusable) else "",
    )


async def models(client: ChatClient, endpoint: Endpoint) -> tuple[ModelInfo, ...]:
    """The models of a server, in its own order.

    Raises:
        ReplyError: the server cannot be reached, refuses, or sends no such list.
    """
    answer = await client.get(endpoint, "models")
    # Ten thousand of them take 40 ms.
    return await aside(lambda: tuple(_models(answer, endpoint)))


async def providers(client: ChatClient, endpoint: Endpoint) -> tuple[ProviderInfo, ...]:
    """The providers of a g4f server, in its own order.

    Raises:
        ReplyError: the server cannot be reached, is no g4f, or sends no such list.
    """
    answer = await client.get(endpoint, "providers")
    return await aside(lambda: tuple(_providers(answer, endpoint)))


async def provider(client: ChatClient, endpoint: Endpoint, identifier: str) -> ProviderDetails:
    """What a g4f server tells of one provider.

    Raises:
        ReplyError: the server cannot be reached, or does not know the provider.
    """
    answer = await client.get(endpoint, f"providers/{quote(identifier, safe='')}")
    if not isinstance(answer, dict):
        raise _no_list(endpoint)
    return ProviderDetails(
        id=identifier, models=_names(answer.get("models")), params=_names(answer.get("params"))
    )


def _models(answer: object, endpoint: Endpoint) -> Iterator[ModelInfo]:
    for identifier, entry in _entries(answer, endpoint):
        yield ModelInfo(
            id=identifier,
            owned_by=name(entry.get("owned_by")),
            is_provider=entry.get("provider") is True,
        )


def _providers(answer: object, endpoint: Endpoint) -> Iterator[ProviderInfo]:
    for identifier, entry in _entries(answer, endpoint):
        yield ProviderInfo(
            id=identifier, label=name(entry.get("label")), url=_link(entry.get("url"))
        )


async def _knows_chat(client: ChatClient, endpoint: Endpoint) -> bool:
    """Whether a request for a reply, even an empty one, finds something there."""
    answer = await _outcome(partial(client.post, endpoint, "chat/completions", b"{}"))
    if isinstance(answer, RequestRefused):
        # A chat server may say 404 of a model that it does not know, too.
        return answer.status not in _NOT_THERE or "model" in answer.detail.lower()
    return not isinstance(answer, ServerUnreachable | ReplyInterrupted)


async def _outcome(ask: Callable[[], Awaitable[_Value]]) -> _Value | ReplyError:
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            return await ask()
    except TimeoutError:
        return ReplyInterrupted(f"The server did not answer within {_PROBE_SECONDS:g} s.")
    except ReplyError as error:
        return error


def _entries(answer: object, endpoint: Endpoint) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The objects of a list with their ids, each id once.

    Raises:
        ReplyFailed: there is no list.
    """
    listed = answer.get("data", answer.get("models")) if isinstance(answer, dict) else answer
    if not isinstance(listed, list):
        raise _no_list(endpoint)
    seen: set[str] = set()
    for entry in listed[:MAXIMUM_ENTRIES]:
        identifier = _identifier(entry.get("id")) if isinstance(entry, dict) else ""
        if identifier and identifier not in seen:
            seen.add(identifier)
            yield identifier, entry


def _no_list(endpoint: Endpoint) -> ReplyFailed:
    return ReplyFailed(
        f"{endpoint.shown_url()} answered with something other than was asked for.",
        "Check that the url of the profile ends in /v1.",
    )


def _identifier(value: object) -> str:
    """An id that can be shown and sent back as it is, else empty."""
    if isinstance(value, str) and len(value) <= NAME_LENGTH and one_line(value) == value:
        return value
    return ""


def _link(value: object) -> str:
    return (safe_url(value) or "") if isinstance(value, str) and len(value) < 2000 else ""


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(filter(None, map(_identifier, value[:MAXIMUM_ENTRIES]))))
