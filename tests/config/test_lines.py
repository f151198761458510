"""Lines of TOML keys."""

from __future__ import annotations

import tomllib

import pytest

from copilot_tui.config.lines import key_lines, line_of

DOCUMENT = '''\
# a comment with = and [brackets]
profile = "g4f"

[profiles.work]   # a header
url = "http://host/v1"
"api_key_env" = 'KEY'
system_prompt = """
[profiles.fake]
model = "no key"
quote: \\""" still inside """"
start_command = [
  "a", # "]"
  "b = c",
  ]
timeouts.connect = 1
parameters = { stop = ["}"], "x=y" = 1 }
[profiles."two words".'parameters']
\t"a\\u0062" . c = 1
literal = \'\'\'
x = 1
\'\'\'
last = 1'''


def test_the_document_of_these_tests_is_valid() -> None:
    assert tomllib.loads(DOCUMENT)["profiles"]["two words"]["parameters"]["ab"] == {"c": 1}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("profile", 2),
        ("profiles", 4),
        ("profiles/work", 4),
        ("profiles/work/url", 5),
        ("profiles/work/api_key_env", 6),
        ("profiles/work/system_prompt", 7),
        ("profiles/work/start_command", 11),
        ("profiles/work/timeouts", 15),
        ("profiles/work/timeouts/connect", 15),
        ("profiles/work/parameters", 16),
        ("profiles/two words", 17),
        ("profiles/two words/parameters/ab/c", 18),
        ("profiles/two words/parameters/literal", 19),
        ("profiles/two words/parameters/last", 22),
    ],
)
def test_every_key_has_the_line_it_stands_on(path: str, line: int) -> None:
    assert key_lines(DOCUMENT)[tuple(path.split("/"))] == line


def test_text_inside_multiline_strings_is_no_key() -> None:
    paths = key_lines(DOCUMENT)
    assert ("profiles", "fake") not in paths
    assert all("x" not in path and "model" not in path for path in paths)


def test_a_key_inside_an_inline_table_has_the_line_of_the_key_around_it() -> None:
    lines = key_lines(DOCUMENT)
    assert line_of(("profiles", "work", "parameters", "stop"), lines) == 16


def test_an_unknown_key_stands_on_the_first_line() -> None:
    assert line_of(("nowhere",), key_lines(DOCUMENT)) == 1


def test_windows_line_ends_do_not_shift_lines() -> None:
    assert key_lines("a = 1\r\n\r\nb = 2\r\n") == {("a",): 1, ("b",): 3}


def test_the_second_of_two_tables_in_an_array_keeps_the_first_line() -> None:
    assert key_lines("[[x]]\na = 1\n[[x]]\na = 2")[("x", "a")] == 2
