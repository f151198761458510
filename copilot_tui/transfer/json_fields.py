"""Taking values of a known kind out of JSON that anybody may have written."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias, cast
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What `json.loads` gives."""

_LARGEST = 1 << 63
_LATEST = 253_402_300_800.0
"""The end of the year 9999, in seconds of Unix time."""


class Unfit(Exception):
    """A value is not what it must be; the message is a clean sentence."""


def parse(text: str | bytes) -> Json:
    """Read a JSON text.

    Raises:
        Unfit: it is none.
    """
    try:
        return cast("Json", json.loads(text))
    except (ValueError, RecursionError) as error:
        raise Unfit("It is not valid JSON.") from error


class Fields:
    """An object of a JSON text.

    A value that is not there, or is null, is as good as none; one of another kind raises
    `Unfit`.

    Args:
        value: the object.

    Raises:
        Unfit: it is no object.
    """

    def __init__(self, value: Json) -> None:
        if not isinstance(value, dict):
            raise Unfit("It is not a JSON object.")
        self._value = value

    def all(self) -> Mapping[str, Json]:
        """All of them."""
        return self._value

    def text(self, name: str) -> str:
        """A text; empty where there is none."""
        value = self._value.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Unfit(f'"{name}" is not a text.')
        return value

    def seconds(self, name: str) -> float | None:
        """A Unix time."""
        value = self._value.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Unfit(f'"{name}" is not a time in seconds.')
        if not isfinite(value) or not -_LATEST < value < _LATEST:
            raise Unfit(f'"{name}" is no time of this world.')
        return float(value)

    def needed_seconds(self, name: str) -> float:
        """A Unix time that must be there."""
        value = self.seconds(name)
        if value is None:
            raise Unfit(f'"{name}" is missing.')
        return value

    def count(self, name: str) -> int:
        """A whole number that is not negative; 0 where there is none."""
        value = self._value.get(name)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST:
            raise Unfit(f'"{name}" is not a count.')
        return value

    def flag(self, name: str) -> bool:
        """True or false; false where there is none."""
        value = self._value.get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise Unfit(f'"{name}" is neither true nor false.')
        return value

    def uid(self, name: str) -> UUID | None:
        """A UUID as text."""
        value = self.text(name)
        if not value:
            return None
        try:
            return UUID(value)
        except ValueError:
            raise Unfit(f'"{name}" is not a UUID.') from None

    def needed_uid(self, name: str) -> UUID:
        """A UUID that must be there."""
        value = self.uid(name)
        if value is None:
            raise Unfit(f'"{name}" is missing.')
        return value

    def items(self, name: str) -> list[Json]:
        """A list; empty where there is none."""
        value = self._value.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Unfit(f'"{name}" is not a list.')
        return value

    def object(self, name: str) -> Mapping[str, Json]:
        """An object; empty where there is none."""
        value = self._value.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise Unfit(f'"{name}" is not an object.')
        return value
