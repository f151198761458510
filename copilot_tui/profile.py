"""What a profile is: a server, how to speak to it, and how to start it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

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
        start: when the app may start the server.
        start_command: command and arguments that start it; empty when it cannot be started.
        threads: whether the provider keeps threads; None means it is found out.
        context_characters: budget for history and replay, in characters; None is no limit.
        system_prompt: sent before everything else in new conversations.
        parameters: further fields of the request body, such as `temperature`.
        timeouts: see `Timeouts`.
    """

    name: str
    url: str
    dialect: Dialect = Dialect.G4F
    provider: str = ""
    model: str = ""
    api_key_env: str = ""
    api_key_cmd: str = ""
    start: Start = Start.ASK
    start_command: tuple[str, ...] = ()
    threads: bool | None = None
    context_characters: int | None = None
    system_prompt: str = ""
    parameters: Mapping[str, ParameterValue] = field(default_factory=no_parameters)
    timeouts: Timeouts = field(default_factory=Timeouts)


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
