"""The sampling parameters that a conversation can set, as text to type and as JSON to keep."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.errors import ConfigError
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copilot_tui.profile import ParameterValue


@dataclass(frozen=True, slots=True)
class ParameterField:
    """A parameter of the chat completions protocol that is typed into a line of its own.

    Attributes:
        name: in the request.
        expects: what can be typed, after "expected".
        read: makes the value; raises ValueError for what cannot be.
    """

    name: str
    expects: str
    read: Callable[[str], ParameterValue]

    def parse(self, text: str) -> ParameterValue | None:
        """The value that was typed; None where nothing was.

        Raises:
            ConfigError: it is not what is expected.
        """
        text = text.strip()
        if not text:
            return None
        try:
            return self.read(text)
        except ValueError:
            raise ConfigError(f"Expected {self.expects}.") from None


def _number(most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = float(text.replace(",", "."))
        if not 0 <= value <= most:
            raise ValueError(text)
        return value

    return read


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def _texts(text: str) -> tuple[str, ...]:
    """Texts with commas between them, or a JSON list of them."""
    if not text.startswith("["):
        return tuple(filter(None, map(one_line, text.split(","))))
    values = json.loads(text)
    if not all(isinstance(value, str) and value for value in values):
        raise ValueError(text)
    return tuple(values)


FIELDS = (
    ParameterField("temperature", "a number from 0 to 2", _number(2)),
    ParameterField("top_p", "a number from 0 to 1", _number(1)),
    ParameterField("max_tokens", "a whole number above 0", _count),
    ParameterField("stop", 'texts such as END, ### or ["a, b"]', _texts),
    ParameterField("reasoning_effort", "low, medium, high or what the model knows", one_line),
)
"""In the order in which they are shown."""


def typed_form(value: object) -> str:
    """A value as it would be typed into its field."""
    if isinstance(value, list | tuple):
        texts = [str(item) for item in value]
        plain = ", ".join(texts)
        is_plain = not plain.startswith("[") and _texts(plain) == tuple(texts)
        return plain if is_plain else json.dumps(texts, ensure_ascii=False)
    return "" if value is None else str(value)


def parameters_from(text: str) -> dict[str, object]:
    """The parameters in a JSON text; none when it is not an object."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def parameters_with(text: str, typed: Mapping[str, ParameterValue | None]) -> str:
    """A JSON text of parameters with some of them changed.

    Args:
        text: the JSON text; what it has besides stays.
        typed: the new values; None takes a parameter away.
    """
    values = {name: value for name, value in parameters_from(text).items() if name not in typed}
    values |= {name: value for name, value in typed.items() if value is not None}
    return json.dumps(values, ensure_ascii=False)
