"""The `[profiles.NAME]` tables of the configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Final

from copilot_tui.config.address import base_url
from copilot_tui.config.key_place import keyring_place
from copilot_tui.config.table import Table, shown
from copilot_tui.profile import (
    BUILT_IN,
    OFFLINE,
    Dialect,
    Limits,
    ParameterValue,
    Profile,
    Timeouts,
)
from copilot_tui.text import clean, one_line

_KEYS: Final = tuple(item.name for item in fields(Profile) if item.name != "name")
_TIMEOUT_KEYS: Final = tuple(item.name for item in fields(Timeouts))
_LIMIT_KEYS: Final = ("line", "event", "values", "reply", "listing")
_SMALLEST_LIMIT: Final = 1024
_KEY_SOURCES: Final = ("api_key_env", "api_key_cmd", "api_key_keyring")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NOT_FOR_OFFLINE: Final = (
    "url",
    "dialect",
    "provider",
    "model",
    *_KEY_SOURCES,
    "warn_plain_http",
    "start",
    "start_command",
    "threads",
)
_SET_BY_THE_APP: Final = frozenset(
    {"messages", "stream", "model", "provider", "conversation_id", "conversation"}
)


def read_profiles(table: Table) -> Mapping[str, Profile]:
    """The built-in profiles as the tables amend them, and the new ones.

    A profile with a problem is returned as far as it could be read, so that nothing is
    reported twice.
    """
    profiles = dict(BUILT_IN)
    for name in table.values:
        if not name or one_line(name) != name:
            table.report(name, "a profile's name must be one line of printable text")
            continue
        profiles[name] = _read_profile(name, table.table(name))
    return MappingProxyType(profiles)


def _read_profile(name: str, table: Table) -> Profile:
    table.refuse_unknown(_KEYS)
    base = BUILT_IN.get(name) or _new_profile(name, table)
    if name == OFFLINE.name:
        for key in _NOT_FOR_OFFLINE:
            if key in table.values:
                table.report(key, "cannot be changed for the built-in model")
    first, *others = [key for key in _KEY_SOURCES if key in table.values] or [""]
    for other in others:
        table.report(other, f"cannot stand beside {first}; keep one of them")
    return replace(
        base,
        url=table.checked_text("url", base.url, base_url),
        dialect=table.choice("dialect", base.dialect),
        provider=one_line(table.text("provider", base.provider)),
        model=one_line(table.text("model", base.model)),
        api_key_env=table.checked_text("api_key_env", base.api_key_env, _variable),
        api_key_cmd=table.text("api_key_cmd", base.api_key_cmd),
        api_key_keyring=table.checked_text("api_key_keyring", base.api_key_keyring, keyring_place),
        warn_plain_http=bool(table.switch("warn_plain_http", base.warn_plain_http)),
        start=table.choice("start", base.start),
        start_command=table.strings("start_command", base.start_command),
        threads=table.switch("threads", base.threads),
        context_characters=table.count("context_characters", base.context_characters),
        system_prompt=table.text("system_prompt", base.system_prompt),
        parameters=_read_parameters(table.table("parameters"), base.parameters),
        timeouts=_read_timeouts(table.table("timeouts"), base.timeouts),
        limits=_read_limits(table.table("limits"), base.limits),
    )


def _new_profile(name: str, table: Table) -> Profile:
    """What a profile that is not built in starts from.

    A provider only means something to g4f, so naming one chooses that dialect; any other
    server is taken for a plain OpenAI-compatible one.
    """
    if "url" not in table.values:
        table.document.report(table.keys, "needs a url")
    dialect = Dialect.G4F if table.values.get("provider") else Dialect.OPENAI
    return Profile(name=name, url="", dialect=dialect)


def _read_timeouts(table: Table, base: Timeouts) -> Timeouts:
    table.refuse_unknown(_TIMEOUT_KEYS)
    return Timeouts(
        connect=table.seconds("connect", base.connect),
        first_byte=table.seconds("first_byte", base.first_byte),
        between_chunks=table.seconds("between_chunks", base.between_chunks),
    )


def _read_limits(table: Table, base: Limits) -> Limits:
    table.refuse_unknown(_LIMIT_KEYS)
    smallest = _SMALLEST_LIMIT
    return replace(
        base,
        line=table.at_least("line", base.line, smallest),
        event=table.at_least("event", base.event, smallest),
        values=table.at_least("values", base.values, smallest),
        reply=table.at_least("reply", base.reply, smallest),
        listing=table.at_least("listing", base.listing, smallest),
    )


def _variable(text: str) -> str:
    """Check the name of an environment variable.

    Raises:
        ValueError: it cannot be one; the message does not repeat it, as it may be the key.
    """
    if _VARIABLE.fullmatch(text):
        return text
    raise ValueError(
        "expected the name of an environment variable that holds the key; "
        "a key itself does not belong here"
    )


def _read_parameters(
    table: Table, base: Mapping[str, ParameterValue]
) -> Mapping[str, ParameterValue]:
    parameters = dict(base)
    for key, value in table.values.items():
        parameter = _parameter(value)
        if key in _SET_BY_THE_APP:
            table.report(key, "is set by the app and cannot be a parameter")
        elif parameter is None:
            table.report(
                key, f"expected a string, number, true, false or strings, got {shown(value)}"
            )
        else:
            parameters[key] = parameter
    return MappingProxyType(parameters)


def _parameter(value: object) -> ParameterValue | None:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and abs(value) < float("inf"):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None
