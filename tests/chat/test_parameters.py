"""Sampling parameters as they are typed and kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.parameters import FIELDS, parameters_from, parameters_with, typed_form
from copilot_tui.errors import ConfigError

if TYPE_CHECKING:
    from copilot_tui.profile import ParameterValue

BY_NAME = {field.name: field for field in FIELDS}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("temperature", "0", 0.0),
        ("temperature", " 0,7 ", 0.7),
        ("temperature", "2", 2.0),
        ("top_p", "1", 1.0),
        ("max_tokens", "512", 512),
        ("stop", "END, ###", ("END", "###")),
        ("stop", '["a, b", "\\n"]', ("a, b", "\n")),
        ("reasoning_effort", "high", "high"),
    ],
)
def test_what_can_be_typed_is_understood(name: str, text: str, value: ParameterValue) -> None:
    assert BY_NAME[name].parse(text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("temperature", "2.1"),
        ("temperature", "-1"),
        ("temperature", "nan"),
        ("temperature", "warm"),
        ("top_p", "1.5"),
        ("max_tokens", "0"),
        ("max_tokens", "1.5"),
        ("stop", '["a"'),
        ("stop", "[1]"),
        ("stop", '[""]'),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(name: str, text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        BY_NAME[name].parse(text)
    assert refused.value.what == f"Expected {BY_NAME[name].expects}."


@pytest.mark.parametrize("name", BY_NAME)
def test_nothing_typed_sets_nothing(name: str) -> None:
    assert BY_NAME[name].parse("  ") is None


@pytest.mark.parametrize("value", [("a", "b"), ("a, b",), (" a",), ("[x",), ("\n",)])
def test_stops_are_shown_so_that_they_mean_the_same_when_typed(value: tuple[str, ...]) -> None:
    assert BY_NAME["stop"].parse(typed_form(value)) == value


def test_other_parameters_are_kept() -> None:
    text = '{"seed": 7, "note": null, "temperature": 1}'
    changed = parameters_with(text, {"temperature": None, "top_p": 0.5})
    assert json.loads(changed) == {"seed": 7, "note": None, "top_p": 0.5}


@pytest.mark.parametrize("text", ["", "[1]", "{", "7"])
def test_a_text_that_is_no_object_holds_no_parameters(text: str) -> None:
    assert parameters_from(text) == {}
    assert parameters_with(text, {"top_p": 0.5}) == '{"top_p": 0.5}'
