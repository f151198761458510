"""What a profile is: a server, how to speak to it, and how to start it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

ParameterValue: TypeAlias = str | int | float | bool | tuple[str, ...]

NO_PARAMETERS: Mapping[str, ParameterValue] = MappingProxyType({})


def no_parameters() -> Mapping[str, ParameterValue]:
    """The default of dataclass fields, which refuse a mapping as such."""
    return NO_PARAMETERS


OFFLINE_MODEL = "SmolLM2-135M-Instruct"
OFFLINE_CONTEXT_TOKENS = 8192
"""The context SmolLM2 was trained with, and what its server is started with."""


class Dialect(StrEnum):
    """Which extra fields a request carries.

    `g4f` always sends `provider` and `conversation_id`, and `conversation` where a valid
    thread handle is held; `openai` sends none of them.
    """

    G4F = "g4f"
    OPENAI = "openai"


class Start(StrEnum):
    """When the app may start the profile's server itself."""

    ASK = "ask"
    AUTO = "auto"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds. A reply that keeps coming has no total limit.

    Attributes:
        connect: for the TCP and TLS connection.
        first_byte: from the sent request to the first byte of the answer. g4f 8.8.6 opens
            a browser and may wait two minutes for a login.
        between_chunks: between two pieces of a reply.
    """

    connect: float = 5.0
    first_byte: float = 300.0
    between_chunks: float = 120.0


MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a server's answer is taken before it is too much.

    Far above any honest answer, so that a hostile one cannot fill the memory. Reading one
    event holds up everything else, as Python's JSON parser lets nothing run beside it: with
    these it takes less than 30 ms on two cores of 2026.

    Attributes:
        line: bytes of one line of a stream.
        event: bytes of one event, and of a reply that is not streamed.
        values: JSON values in one event or list, counted by the commas and brackets.
        reply: characters of a whole reply, its reasoning included.
        listing: bytes of a list of models or providers.
        handle: characters of a thread handle; a larger one is dropped.
        error_body: bytes read of an HTTP error's body.
    """

    line: int = 2 * MEBIBYTE
    event: int = 4 * MEBIBYTE
    values: int = 100_000
    reply: int = 64 * MEBIBYTE
    listing: int = 4 * MEBIBYTE
    handle: int = MEBIBYTE
    error_body: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Profile:
    """A server and how to speak to it.

    Attributes:
        name: as in the configuration; "g4f" and "offline" are built in.
        url: the base URL, up to and including `/v1`, without a trailing slash.
        dialect: which extra fields are sent.
        provider: g4f provider; empty lets the server choose.
        model: model name; may be empty, as g4f allows.
        api_key_env: name of the environment variable that holds the key.
        api_key_cmd: shell command whose first line of output is the key.
        api_key_keyring: service and user, with a slash between, of the key in the system's
            keyring. Like the two before it, it stays out of the repr: people put keys there.
        warn_plain_http: whether a key that goes over plain http to another machine is told.
        start: when the app may start the server.
        start_command: command and arguments that start it; empty when it cannot be started.
        threads: whether the provider keeps threads; None means it is found out.
        context_characters: budget for history and replay, in characters; None is no limit.
        system_prompt: sent before everything else in new conversations.
        parameters: further fields of the request body, such as `temperature`.
        timeouts: see `Timeouts`.
        limits: see `Limits`.
    """

    name: str
    url: str
    dialect: Dialect = Dialect.G4F
    provider: str = ""
    model: str = ""
    api_key_env: str = field(default="", repr=False)
    api_key_cmd: str = field(default="", repr=False)
    api_key_keyring: str = field(default="", repr=False)
    warn_plain_http: bool = True
    start: Start = Start.ASK
    start_command: tuple[str, ...] = ()
    threads: bool | None = None
    context_characters: int | None = None
    system_prompt: str = ""
    parameters: Mapping[str, ParameterValue] = field(default_factory=no_parameters)
    timeouts: Timeouts = field(default_factory=Timeouts)
    limits: Limits = field(default_factory=Limits)


G4F = Profile(
    name="g4f",
    url="http://localhost:1337/v1",
    provider="Copilot",
    start_command=("g4f", "api", "--bind", "127.0.0.1:{port}", "--no-gui"),
)
"""The default. Its own `--bind` default is every interface, hence the explicit address."""

OFFLINE = Profile(
    name="offline",
    url="",
    dialect=Dialect.OPENAI,
    model=OFFLINE_MODEL,
    start=Start.AUTO,
    context_characters=8_000,
    parameters=MappingProxyType({"max_tokens": 512}),
)
"""The embedded model. Its URL is known once its server has started.

It reads about 130 to 220 tokens a second on two cores (measured with xllamacpp 2026.10), so
8,000 characters of history take it some 10 to 15 seconds when none of them is cached.
"""

BUILT_IN: Final[Mapping[str, Profile]] = MappingProxyType({G4F.name: G4F, OFFLINE.name: OFFLINE})
"""The profiles that need no configuration, by name."""
