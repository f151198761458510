"""Writing settings: what is asked for changes, and nothing else does."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot_tui.config import Flags, load_settings
from copilot_tui.config.interface import (
    Density,
    Interface,
    Notifications,
    NotifyWhen,
    SettingValue,
)
from copilot_tui.config.writer import setting_line, write_setting, write_settings
from copilot_tui.errors import ConfigError
from copilot_tui.paths import Paths

if TYPE_CHECKING:
    from copilot_tui.config.lines import KeyPath

WHEN: KeyPath = ("notifications", "when")


def written(folder: Path, before: str, changes: dict[KeyPath, SettingValue]) -> str:
    """The file after a change."""
    path = folder / "config.toml"
    path.write_bytes(before.encode())
    write_settings(path, changes)
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "keys", "value", "after"),
    [
        ("", ("theme",), "nord", 'theme = "nord"\n'),
        ("", WHEN, "off", '[notifications]\nwhen = "off"\n'),
        (
            "# mine\ntheme = 'a'  # dark\n\ntimes = \"full\"\n",
            ("theme",),
            "b",
            '# mine\ntheme = "b"  # dark\n\ntimes = "full"\n',
        ),
        (
            'profile = "g4f"  # one\n\n# about work\n[profiles.work]\nurl = "http://h"\n',
            ("theme",),
            "nord",
            'profile = "g4f"  # one\ntheme = "nord"\n\n# about work\n[profiles.work]\n'
            'url = "http://h"\n',
        ),
        (
            '# mine\n\n# about work\n[profiles.work]\nurl = "http://h"\n',
            ("theme",),
            "nord",
            '# mine\n\ntheme = "nord"\n\n# about work\n[profiles.work]\nurl = "http://h"\n',
        ),
        ("# only this", ("enter_sends",), False, "# only this\nenter_sends = false\n"),
        (
            "[notifications] # n\nbell = true # b\n\n# the end\n[keys]\n",
            WHEN,
            "off",
            '[notifications] # n\nbell = true # b\nwhen = "off"\n\n# the end\n[keys]\n',
        ),
        ("[notifications]", WHEN, "off", '[notifications]\nwhen = "off"\n'),
        (
            "notifications.bell = true\n[keys]\n",
            WHEN,
            "off",
            'notifications.bell = true\nnotifications.when = "off"\n[keys]\n',
        ),
        (
            "notifications = { bell = true } # n\n[keys]\n",
            WHEN,
            "off",
            'notifications = { bell = true, when = "off" } # n\n[keys]\n',
        ),
        (
            '[keys]\n"message.copy" = "x"\n',
            WHEN,
            "off",
            '[keys]\n"message.copy" = "x"\n\n[notifications]\nwhen = "off"\n',
        ),
        ("theme = 'a'\r\ntimes='full'", ("density",), "compact",
         "theme = 'a'\r\ntimes='full'\r\ndensity = \"compact\"\r\n"),
        ('theme = """\na"""', ("theme",), "b", 'theme = "b"'),
    ],
)  # fmt: skip
def test_a_setting_is_written_where_it_belongs(
    tmp_path: Path, before: str, keys: KeyPath, value: SettingValue, after: str
) -> None:
    assert written(tmp_path, before, {keys: value}) == after


def test_a_new_file_is_private_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "config.toml"
    write_setting(path, ("theme",), "nord")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["config.toml"]


def test_mode_link_and_byte_order_mark_are_kept(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "copilot.toml"
    real.parent.mkdir()
    real.write_bytes(b"\xef\xbb\xbftheme = 'a'\n")
    real.chmod(0o644)
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    write_setting(link, ("theme",), "b")
    assert link.is_symlink()
    assert real.read_bytes() == b'\xef\xbb\xbftheme = "b"\n'
    assert stat.S_IMODE(real.stat().st_mode) == 0o644


def test_what_was_saved_after_the_start_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "a"\n')
    load_settings(Paths(tmp_path, tmp_path), {}, Flags())
    path.write_text('theme = "a"\ndensity = "compact"  # new\n')
    write_setting(path, ("theme",), "b")
    assert path.read_text() == 'theme = "b"\ndensity = "compact"  # new\n'


def test_a_file_that_changes_while_it_is_written_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("times = 'full'\n")
    read_bytes = Path.read_bytes
    seen: list[int] = []

    def meddle(read: Path) -> bytes:
        content = read_bytes(read)
        seen.append(len(content))
        if len(seen) == 2:
            path.write_text("times = 'short'\n")
        return content

    monkeypatch.setattr(Path, "read_bytes", meddle)
    write_setting(path, ("theme",), "b")
    assert path.read_text() == "times = 'short'\ntheme = \"b\"\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("theme == 1", "config.toml:1:8: is not valid TOML"),
        ("notifications = 3", "notifications is not a table"),
        ("notifications = [{ bell = true }]", "notifications is not a table"),
        ("notifications = { bell = 1 }", "cannot be changed here"),
    ],
)
def test_a_file_that_cannot_be_changed_is_left_alone(
    tmp_path: Path, text: str, problem: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        write_setting(path, WHEN, "off")
    assert problem in caught.value.lines
    assert 'notifications.when = "off"' in caught.value.todo
    assert path.read_text() == text
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_says_why_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(ConfigError) as caught:
        write_setting(tmp_path / "config.toml", ("theme",), "nord")
    assert caught.value.what.endswith("config.toml cannot be written: Permission denied.")
    assert 'theme = "nord"' in caught.value.todo


INTERFACES = st.builds(
    lambda theme, density, enter_sends, when, bell: Interface(
        theme=theme,
        density=density,
        enter_sends=enter_sends,
        notifications=Notifications(when=when, bell=bell),
    ),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=20),
    st.sampled_from(Density),
    st.booleans(),
    st.sampled_from(NotifyWhen),
    st.booleans(),
)
DOCUMENTS = st.lists(
    st.sampled_from(
        [
            "# a comment",
            "",
            "[notifications]  # here",
            "notifications.title = false",
            'notifications = { title = false, when = "always" }',
            'times = "full"  # hm',
            '[keys]\n"message.copy" = [ # [',
            '  "ctrl+s",',
            "]",
            'profile = "work"',
            '[profiles.work]\nurl = "http://h/v1"',
            'system_prompt = """\n[notifications]\n"""',
            "bell = false",
        ]
    ),
    unique=True,
).map("\n".join)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=DOCUMENTS, interface=INTERFACES)
def test_what_is_written_is_read_again(tmp_path: Path, document: str, interface: Interface) -> None:
    try:
        before = tomllib.loads(document)
    except tomllib.TOMLDecodeError:
        document, before = "", {}
    text = written(tmp_path, document, dict(interface.values))
    after = tomllib.loads(text)
    assert {key: after[key] for key in before if key not in {"times", "notifications"}} == {
        key: before[key] for key in before if key not in {"times", "notifications"}
    }
    assert text.count("#") >= document.count("#")
    nested = {keys: after[keys[0]] if len(keys) == 1 else after[keys[0]][keys[1]]
              for keys in interface.values}  # fmt: skip
    assert nested == interface.values


def test_a_line_to_write_by_hand_is_valid_by_itself() -> None:
    assert setting_line(WHEN, "off") == 'notifications.when = "off"'
    assert tomllib.loads(setting_line(("theme",), 'a"\\b\x7f')) == {"theme": 'a"\\b\x7f'}
