"""Every sentence about a wrong configuration, with its line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from copilot_tui.config import Flags, load_settings
from copilot_tui.errors import ConfigError
from copilot_tui.paths import Paths

if TYPE_CHECKING:
    from pathlib import Path


def problems(folder: Path, text: str | bytes, flags: Flags | None = None, **env: str) -> list[str]:
    """What is reported for a configuration file, with its path cut off."""
    paths = Paths(config=folder, data=folder)
    paths.config_file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ConfigError) as caught:
        load_settings(paths, env, flags or Flags())
    assert caught.value.todo
    return [line.removeprefix(f"{paths.config_file}:") for line in caught.value.detail.splitlines()]


WORK = '[profiles.work]\nurl = "http://h/v1"\n'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("modle = 'x'", 'modle: is not a setting; did you mean "model"?'),
        ("zzz = 1", "zzz: is not a setting"),
        ("model = 1", "model: expected a string, got 1"),
        ("dialect = 'x'", 'dialect: expected "g4f" or "openai", got "x"'),
        ("start = true", 'start: expected "ask" or "auto" or "never", got true'),
        ("threads = 'yes'", 'threads: expected true or false, got "yes"'),
        ("context_characters = 0", "context_characters: expected a whole number above 0, got 0"),
        ("start_command = 'g4f'", "start_command: expected a list of strings, got a string"),
        ("start_command = [1]", "start_command: expected a list of strings, got a list"),
        ("timeouts = 3", "timeouts: expected a table, got 3"),
        ("timeouts.connect = 0", "timeouts.connect: expected a number of seconds above 0, got 0"),
        (
            "timeouts.connect = nan",
            "timeouts.connect: expected a number of seconds above 0, got nan",
        ),
        (
            "timeouts.connect = true",
            "timeouts.connect: expected a number of seconds above 0, got true",
        ),
        ("limits.line = 10", "limits.line: expected a whole number of at least 1,024, got 10"),
        ("limits.reply = 1.5", "limits.reply: expected a whole number of at least 1,024, got 1.5"),
        ("limits.evnt = 1", 'limits.evnt: is not a setting; did you mean "event"?'),
        ("warn_plain_http = 1", "warn_plain_http: expected true or false, got 1"),
        (
            "api_key_keyring = 'service'",
            'api_key_keyring: expected "service/user", the place of the key in the keyring',
        ),
        (
            "timeouts.conect = 1",
            'timeouts.conect: is not a setting; did you mean "connect"?',
        ),
        (
            "parameters.messages = 1",
            "parameters.messages: is set by the app and cannot be a parameter",
        ),
        (
            "parameters.x = 2020-01-01",
            "parameters.x: expected a string, number, true, false or strings, got 2020-01-01",
        ),
        (
            "parameters.temperature = inf",
            "parameters.temperature: expected a string, number, true, false or strings, got inf",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_line(tmp_path: Path, line: str, expected: str) -> None:
    assert problems(tmp_path, WORK + line) == [f"3: profiles.work.{expected}"]


def test_a_wrong_address_is_named_with_its_line(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, '\n[profiles.work]\nurl = "ftp://x"')
    assert problem.startswith("3: profiles.work.url: expected an http or https address")
    assert problem.endswith('got "ftp://x"')


def test_a_new_profile_needs_an_address(tmp_path: Path) -> None:
    assert problems(tmp_path, "\n[profiles.work]") == ["2: profiles.work: needs a url"]


def test_two_sources_of_a_key_are_refused(tmp_path: Path) -> None:
    text = WORK + 'api_key_env = "A"\napi_key_cmd = "b"'
    assert problems(tmp_path, text) == [
        "4: profiles.work.api_key_cmd: cannot stand beside api_key_env; keep one of them"
    ]


@pytest.mark.parametrize(
    "setting",
    [
        'api_key_env = "sk-hidden"',
        'api_key_env = ["sk-hidden"]',
        'api_key_env = { value = "sk-hidden" }',
        'api_key_cmd = ["sk-hidden"]',
        'api_key_keyring = "sk-hidden"',
        'api_key = "sk-hidden"',
        'start_command = "serve --key sk-hidden"',
        'parameters = "sk-hidden"',
    ],
)
def test_a_key_that_stands_in_the_wrong_place_is_not_repeated(tmp_path: Path, setting: str) -> None:
    [problem] = problems(tmp_path, WORK + setting)
    assert problem.startswith("3: profiles.work.")
    assert "hidden" not in problem


@pytest.mark.parametrize("url", ["http://h/v1?key=sk-hidden", "http://h:x/v1#sk-hidden"])
def test_a_key_that_stands_in_an_address_is_not_repeated(tmp_path: Path, url: str) -> None:
    [problem] = problems(tmp_path, f'[profiles.work]\nurl = "{url}"')
    assert "hidden" not in problem


def test_the_built_in_model_has_no_address(tmp_path: Path) -> None:
    text = '[profiles.offline]\nurl = "http://h/v1"'
    assert problems(tmp_path, text) == [
        "2: profiles.offline.url: cannot be changed for the built-in model"
    ]


def test_a_name_that_would_spoil_the_screen_is_refused(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, '[profiles."a\\u001bb"]\nurl = "http://h/v1"')
    assert problem.startswith("1: profiles.a␛b: ")


def test_an_unknown_profile_is_named_with_the_near_one(tmp_path: Path) -> None:
    assert problems(tmp_path, 'profile = "wrok"\n' + WORK) == [
        '1: profile: there is no profile "wrok"; did you mean "work"?'
    ]
    assert problems(tmp_path, 'profile = "zzz"') == [
        '1: profile: there is no profile "zzz"; there is g4f, offline'
    ]


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = 'thme = "dark"\n[profiles.a]\nurl = 1\n[profiles.b]\nmodel = []'
    found = problems(
        tmp_path, text, Flags(url="x"), COPILOT_TUI_PROFILE="c", COPILOT_TUI_URL="ftp://y"
    )
    assert [problem.split(": ")[:2] for problem in found[:4]] == [
        ["1", "thme"],
        ["3", "profiles.a.url"],
        ["4", "profiles.b"],
        ["5", "profiles.b.model"],
    ]
    assert [problem.split(":")[0] for problem in found[4:]] == [
        "COPILOT_TUI_PROFILE",
        "COPILOT_TUI_URL",
        "--url",
    ]


def test_an_unknown_profile_on_the_command_line_names_the_flag(tmp_path: Path) -> None:
    assert problems(tmp_path, WORK, Flags(profile="wor")) == [
        '--profile: there is no profile "wor"; did you mean "work"?'
    ]


def test_a_broken_file_does_not_make_its_profiles_unknown(tmp_path: Path) -> None:
    assert len(problems(tmp_path, WORK + "=", Flags(profile="work"))) == 1


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("a = 1\nb == 2", "2:4: is not valid TOML: "),
        ('a = 1\nb = "open', "2: is not valid TOML: "),
        (b"a = 1\nb = '\xff'", "2: is not UTF-8 text"),
        (f"a = {'[' * 5000}", " has lists or tables inside each other"),
        (f"a = {'1' * 5000}", " is not valid TOML: "),
    ],
)
def test_a_file_that_cannot_be_read_says_where(
    tmp_path: Path, text: str | bytes, start: str
) -> None:
    [problem] = problems(tmp_path, text)
    assert problem.startswith(start)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b'\xef\xbb\xbfprofile = "offline"')
    assert load_settings(Paths(tmp_path, tmp_path), {}, Flags()).profile == "offline"


def test_a_folder_in_place_of_the_file_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(ConfigError) as caught:
        load_settings(Paths(tmp_path, tmp_path), {}, Flags())
    assert caught.value.detail.endswith("config.toml: is a folder, where a file is expected")


@pytest.mark.skipif(sys.platform == "win32", reason="a path below a file is not an error there")
def test_a_file_that_the_system_refuses_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError) as caught:
        load_settings(Paths(tmp_path / "file", tmp_path), {}, Flags())
    assert "cannot be read: Not a directory" in caught.value.detail
