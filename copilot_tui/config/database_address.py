"""The address of a PostgreSQL database, read as libpq reads it, with what is secret hidden.

No message here repeats more of an address than its scheme and the name of a parameter: a
password with a "/" or "@" in it may stand anywhere in an address that was mistyped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote

from copilot_tui.config.database_words import CHOICES, PARAMETERS, SCHEMES, SECRET_WORDS
from copilot_tui.config.suggestion import did_you_mean
from copilot_tui.text import elide

EXAMPLE: Final = '"postgresql://user@host/database"'

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_HOST = re.compile(r"(\[[^\]/?]*\]|[^:/?,]*)(?::([^/?,]*))?(?:,|$)")
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})|%00")
_PORT = re.compile(r"[0-9]{1,5}")
_WORD = re.compile(r"[A-Za-z_]{1,40}")
_HIGHEST_PORT: Final = 65_535
_LONGEST_SHOWN: Final = 200
_ESCAPE: Final = 'in a name or password write "@" as %40, "/" as %2F, ":" as %3A and "%" as %25'


@dataclass(frozen=True, slots=True, repr=False)
class DatabaseAddress:
    """A PostgreSQL database, and how to reach it.

    Neither `str` nor `repr` shows anything secret.

    Attributes:
        parameters: libpq's words for it, such as host and sslmode, without what is secret.
        secrets: those that are, such as password; for libpq alone.
    """

    parameters: Mapping[str, str]
    secrets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names, addresses and folders of sockets; one empty one is libpq's default."""
        named = self.parameters.get("host") or self.parameters.get("hostaddr", "")
        return tuple(named.split(","))

    @property
    def database(self) -> str:
        """Its name on the server; empty for the default, which is the user's name."""
        return self.parameters.get("dbname", "")

    @property
    def user(self) -> str:
        """Who connects; empty for libpq's default, the user of the system."""
        return self.parameters.get("user", "")

    @property
    def password(self) -> str:
        """The password that stands in the address; empty where none does."""
        return self.secrets.get("password", "")

    @property
    def shown(self) -> str:
        """The address for messages: user, hosts and database, in one line."""
        user = f"{_escaped(self.user)}@" if self.user else ""
        ports = self.parameters.get("port", "").split(",")
        ports = ports if len(ports) > 1 else ports * len(self.hosts)
        hosts = ",".join(map(_place, self.hosts, ports))
        database = f"/{_escaped(self.database)}" if self.database else ""
        service = self.parameters.get("service", "")
        ending = f"?service={_escaped(service)}" if service else ""
        return elide(f"{SCHEMES[0]}://{user}{hosts}{database}{ending}", _LONGEST_SHOWN)

    def same_server(self, other: DatabaseAddress) -> bool:
        """Whether a password for one may be sent to the other: same hosts, ports and user."""
        words = ("host", "hostaddr", "port", "user", "service")
        return all(self.parameters.get(word) == other.parameters.get(word) for word in words)

    def __str__(self) -> str:
        return self.shown

    def __repr__(self) -> str:
        return f"DatabaseAddress({self.shown!r})"


def scheme_of(text: str) -> str:
    """What a text begins with if it is meant as an address; empty for the path of a file.

    One letter and a colon are a drive of Windows.
    """
    found = _SCHEME.match(text)
    return found[1] if found else ""


def database_address(text: str) -> DatabaseAddress:
    """Read the address of a database.

    Raises:
        ValueError: it is none; the message completes "database: …" and shows nothing of it
            that may be secret.
    """
    scheme = scheme_of(text)
    if scheme.casefold() not in SCHEMES:
        suggestion = did_you_mean(scheme.casefold().partition("+")[0], SCHEMES)
        raise ValueError(
            f'expected {EXAMPLE} or the path of a file, got an address with "{scheme}:"{suggestion}'
        )
    rest = text[len(scheme) + 1 :]
    if scheme not in SCHEMES or not rest.startswith("//"):
        raise ValueError(f"expected {EXAMPLE}, in small letters and with //")
    if not text.isprintable() or " " in text:
        raise ValueError("must not hold spaces or control characters; write a space as %20")
    words = {word: value for word, value in dict(_words(rest[2:])).items() if value}
    _check(words)
    return DatabaseAddress(
        MappingProxyType({word: words[word] for word in words if word not in SECRET_WORDS}),
        MappingProxyType({word: words[word] for word in words if word in SECRET_WORDS}),
    )


def _words(rest: str) -> list[tuple[str, str]]:
    """Word by word what stands behind the two slashes; a later one counts more.

    Raises:
        ValueError: see `database_address`.
    """
    words: list[tuple[str, str]] = []
    before_slash, at, after = rest.partition("@")
    if at and "/" not in before_slash:
        user, _, password = before_slash.partition(":")
        words += [("user", _decoded(user)), ("password", _decoded(password))]
        rest = after
    place, mark, query = rest.partition("?")
    if "@" in place:
        raise ValueError(f'has an "@" in a place where none can be; {_ESCAPE}')
    hosts, _, database = place.partition("/")
    words += _hosts(hosts)
    words.append(("dbname", _decoded(database)))
    words += [_parameter(each) for each in query.split("&") if each] if mark else []
    return words


def _hosts(text: str) -> list[tuple[str, str]]:
    """The hosts and their ports, each as libpq lists them.

    Raises:
        ValueError: see `database_address`.
    """
    hosts, ports, position = [], [], 0
    while True:
        found = _HOST.match(text, position)
        if found is None:
            raise ValueError(
                f"has a host that cannot be read; an IPv6 address goes in []; {_ESCAPE}"
            )
        hosts.append(_decoded(_without_brackets(found[1])))
        ports.append(found[2] or "")
        position = found.end()
        if not found[0].endswith(","):
            break
    return [("host", ",".join(hosts)), ("port", ",".join(ports) if any(ports) else "")]


def _without_brackets(host: str) -> str:
    """A host as it is meant; only an IPv6 address stands in brackets.

    Raises:
        ValueError: see `database_address`.
    """
    if host.startswith("[") and not host.endswith("]"):
        raise ValueError('has a "[" that is not closed; an IPv6 address goes in []')
    if host.endswith("]") and not host.startswith("["):
        raise ValueError('has a "]" that no "[" opens; an IPv6 address goes in []')
    return host.strip("[]")


def _parameter(text: str) -> tuple[str, str]:
    """A word behind the "?" and its value.

    Raises:
        ValueError: see `database_address`.
    """
    word, equals, value = text.partition("=")
    word = _decoded(word)
    if not equals or "=" in value:
        raise ValueError('has a part behind "?" that is no parameter=value; write "=" as %3D')
    if (word, value) == ("ssl", "true"):
        return "sslmode", "require"  # As JDBC has it; libpq takes it, too.
    if word not in PARAMETERS:
        name = f' "{word}"' if _WORD.fullmatch(word) else ""
        near = did_you_mean(word, PARAMETERS - SECRET_WORDS)
        raise ValueError(f"has a parameter{name} that PostgreSQL does not know{near}")
    return word, _decoded(value)


def _decoded(text: str) -> str:
    """A part with its percent signs undone.

    Raises:
        ValueError: see `database_address`.
    """
    if _PERCENT.search(text):
        raise ValueError(f'has a "%" that begins no character; {_ESCAPE}')
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError(f"has characters that are not UTF-8; {_ESCAPE}") from None


def _check(words: Mapping[str, str]) -> None:
    """Check what libpq would only find when it connects.

    Raises:
        ValueError: see `database_address`.
    """
    ports = words.get("port", "").split(",")
    if any(port and not _is_port(port) for port in ports):
        raise ValueError(f"has a port that is no number up to {_HIGHEST_PORT}; {_ESCAPE}")
    hosts = words.get("host", "").split(",")
    if len(ports) not in (1, len(hosts)):
        raise ValueError("has another number of ports than of hosts")
    for word, choices in CHOICES.items():
        if word in words and words[word] not in choices:
            raise ValueError(f"has a {word} that is none of {', '.join(choices)}")


def _is_port(text: str) -> bool:
    return _PORT.fullmatch(text) is not None and 0 < int(text) <= _HIGHEST_PORT


def _place(host: str, port: str) -> str:
    """A host and its port as they stand in an address."""
    name = f"[{_escaped(host, also=':')}]" if ":" in host else _escaped(host)
    return f"{name}:{port}" if port else name


def _escaped(text: str, *, also: str = "") -> str:
    """A part of an address as it stands in one; letters of all scripts as they are."""
    kept = f"-._~{also}"
    return "".join(
        each if each.isalnum() or each in kept else quote(each, safe="") for each in text
    )
