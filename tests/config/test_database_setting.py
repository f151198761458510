"""Which database a run works with, and what is said when that cannot be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.config import Flags, load_settings
from copilot_tui.config.database_loading import load_database
from copilot_tui.config.database_setting import DATABASE_KEYS, DatabaseSetting
from copilot_tui.config.database_table import refuse_meant
from copilot_tui.config.in_force import settings_in_force
from copilot_tui.config.interface import INTERFACE_KEYS
from copilot_tui.config.table import Document, Table
from copilot_tui.errors import ConfigError
from copilot_tui.paths import Paths

SECRET = "Xs3cr3t"
FILE = 'database = "postgresql://ann@file/chats"\n'
ENVIRONMENT = {"COPILOT_TUI_DATABASE": "postgresql://ann@environment/chats"}
FLAG = "postgresql://ann@flag/chats"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """Folders of our own."""
    return Paths(config=tmp_path, data=tmp_path / "data")


def load(paths: Paths, text: str = "", flag: str | None = None, **environ: str) -> DatabaseSetting:
    """The database, which the app and the commands must agree on."""
    paths.config_file.write_text(text, encoding="utf-8")
    chosen = load_settings(paths, environ, Flags(database=flag)).database
    assert load_database(paths, environ, flag) == chosen
    return chosen


def problem(paths: Paths, text: str = "", flag: str | None = None, **environ: str) -> str:
    """The one problem, which the app and the commands must agree on."""
    paths.config_file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as of_app:
        load_settings(paths, environ, Flags(database=flag))
    with pytest.raises(ConfigError) as of_command:
        load_database(paths, environ, flag)
    assert of_app.value.lines == of_command.value.lines
    assert len(of_app.value.detail.splitlines()) == 1
    assert SECRET not in of_app.value.lines
    return of_app.value.detail


def test_nothing_said_is_the_file_of_the_data_folder(paths: Paths) -> None:
    assert load(paths) == DatabaseSetting()
    assert load(paths).is_built_in
    assert load(paths, COPILOT_TUI_DATABASE="").is_built_in


def test_the_flag_goes_before_the_environment_and_that_before_the_file(paths: Paths) -> None:
    hosts = []
    for chosen in (
        load(paths, FILE),
        load(paths, FILE, **ENVIRONMENT),
        load(paths, FILE, FLAG, **ENVIRONMENT),
    ):
        assert chosen.address is not None
        hosts.append((*chosen.address.hosts, chosen.source.removeprefix(f"{paths.config}/")))

    assert hosts == [
        ("file", "config.toml:1"),
        ("environment", "COPILOT_TUI_DATABASE"),
        ("flag", "--database"),
    ]


def test_a_path_is_a_file_from_where_one_is_or_from_home(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    assert load(paths, flag="old.db").file == tmp_path / "old.db"
    assert load(paths, COPILOT_TUI_DATABASE="./copies/x").file == tmp_path / "copies/x"
    assert load(paths, 'database = "~/old.db"').file == tmp_path / "old.db"
    assert load(paths, f'database = "{tmp_path}/old.db"').address is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "expected"),
        ("chats", "expected"),
        ("host=h dbname=d", "expected"),
        (f"ann:{SECRET}@h/chats", "expected"),
        ("//ann@h/chats", "expected"),
        ("~nobody-is-called-so/x.db", "home folder"),
        ("sqlite:///x.db", 'got an address with "sqlite:"'),
        (f"postgresql://u:{SECRET}/x@h/d", 'an "@" in a place'),
        (f"postgresql://u:{SECRET}@h/d", "can be read by everybody on this machine"),
        (f"postgresql://u@h/d?sslpassword={SECRET}", "can be read by everybody on this machine"),
    ],
)
def test_what_is_wrong_with_the_flag_is_said_before_anything_opens(
    paths: Paths, text: str, part: str
) -> None:
    told = problem(paths, FILE, text)

    assert told.startswith("--database: ")
    assert part in told


def test_what_is_wrong_with_the_environment_names_the_variable(paths: Paths) -> None:
    told = problem(paths, COPILOT_TUI_DATABASE=f"postgresql://u:{SECRET}@@h/d")

    assert told.startswith('COPILOT_TUI_DATABASE: has an "@"')


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("database = 5", "database: expected a string, got a number"),
        (f'database = ["{SECRET}"]', "database: expected a string, got a list"),
        (f'database = "postgresql://u:{SECRET}@@h/d"', 'database: has an "@"'),
        (f'database = "postgres://h/d?passwd={SECRET}"', 'database: has a parameter "passwd"'),
        ('database = "old.db"', "database: expected a whole path"),
        ('databse = "x"', 'databse: is not a setting; did you mean "database"?'),
        (f"database_password_cmd = ['{SECRET}']", "expected a string, got a list"),
        (f'database_password_keyring = "{SECRET}"', 'expected "service/user", the place of the'),
        (
            'database_password_cmd = "pass chats"\ndatabase_password_keyring = "chats/ann"',
            "cannot stand beside database_password_cmd",
        ),
    ],
)
def test_what_is_wrong_in_the_file_names_its_line_and_no_secret(
    paths: Paths, text: str, part: str
) -> None:
    line = 2 + text.count("\n")
    paths.config_file.write_text(f"\n{text}", encoding="utf-8")
    with pytest.raises(ConfigError) as refusal:
        load_settings(paths, {}, Flags())

    assert refusal.value.detail.startswith(f"{paths.config_file}:{line}: ")
    assert part in refusal.value.detail
    assert SECRET not in refusal.value.lines


def test_mistakes_elsewhere_do_not_keep_a_list_from_being_printed(paths: Paths) -> None:
    paths.config_file.write_text(f'{FILE}density = "tight"\nprofile = "nobody"\n', encoding="utf-8")

    assert load_database(paths, {}).address is not None
    with pytest.raises(ConfigError):
        load_settings(paths, {}, Flags())


@pytest.mark.parametrize(
    "key", ["database_password", "databse", "database_pasword_cmd", "databases"]
)
def test_what_was_meant_as_the_database_keeps_it_from_being_printed_from_another_one(
    paths: Paths, key: str
) -> None:
    paths.config_file.write_text(f'density = "tight"\n{key} = "{SECRET}"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as refusal:
        load_database(paths, {})

    assert f"config.toml:2: {key}: is not a setting; did you mean" in refusal.value.detail
    assert "density" not in refusal.value.detail
    assert SECRET not in refusal.value.lines
    assert load_database(paths, ENVIRONMENT).source == "COPILOT_TUI_DATABASE"


def test_no_other_setting_is_taken_for_one_of_the_database() -> None:
    others = ("profile", "profiles", "keys", *INTERFACE_KEYS)
    document = Document(Path("config.toml"))
    refuse_meant(Table(document, dict.fromkeys((*others, *DATABASE_KEYS), "")))

    assert document.problems == []


def test_a_file_that_cannot_be_read_matters_only_where_it_decides(paths: Paths) -> None:
    paths.config_file.write_text("database = ", encoding="utf-8")

    assert load_database(paths, ENVIRONMENT).source == "COPILOT_TUI_DATABASE"
    with pytest.raises(ConfigError, match=r"config\.toml"):
        load_database(paths, {})


def test_a_password_in_the_file_works_and_is_to_be_taken_out(paths: Paths) -> None:
    with_password = load(paths, f'database = "postgresql://ann:{SECRET}@h/chats"')
    in_environment = load(paths, COPILOT_TUI_DATABASE=f"postgresql://ann:{SECRET}@h/chats")

    assert with_password.address is not None
    assert with_password.address.password == SECRET
    assert with_password.shows_password
    assert not in_environment.shows_password
    assert not load(paths, FILE).shows_password
    assert SECRET not in repr(with_password)


@pytest.mark.parametrize("way", ["cmd = 'pass chats'", "keyring = 'chats/ann'"])
@pytest.mark.parametrize(
    ("flag", "keeps"),
    [
        (None, True),
        ("postgresql://ann@file/other", True),
        ("postgresql://bob@file/chats", False),
        ("postgresql://ann@elsewhere/chats", False),
        ("/tmp/old.db", False),
    ],
)
def test_the_way_to_a_password_belongs_to_the_server_that_the_file_names(
    paths: Paths, way: str, flag: str | None, keeps: bool
) -> None:
    chosen = load(paths, f"{FILE}database_password_{way}", flag)

    assert bool(chosen.password_cmd or chosen.password_keyring) is keeps
    assert "pass chats" not in repr(chosen)


def test_the_way_to_a_password_serves_the_environments_server_where_the_file_names_none(
    paths: Paths,
) -> None:
    assert load(paths, "database_password_cmd = 'pass'", **ENVIRONMENT).password_cmd == "pass"


def test_the_settings_in_force_tell_the_database_and_where_its_password_is_from(
    paths: Paths,
) -> None:
    def told(text: str, flag: str | None = None, **environ: str) -> list[tuple[object, str]]:
        paths.config_file.write_text(text, encoding="utf-8")
        found = settings_in_force(paths, environ, Flags(database=flag))
        assert SECRET not in repr(found)
        named = {each.name: each for each in found}
        return [
            (named[name].value, named[name].source.removeprefix(f"{paths.config}/"))
            for name in ("database", "database_password")
        ]

    assert told("") == [(None, "built in"), (None, "built in")]
    assert told(f"database_password_cmd = '{SECRET}'\n", FLAG) == [
        (FLAG, "--database"),
        ("from a command", "config.toml:1"),
    ]
    assert told(f'database = "postgresql://ann:{SECRET}@h/c"') == [
        ("postgresql://ann@h/c", "config.toml:1"),
        ("from the address", "config.toml:1"),
    ]
    assert told(FILE, COPILOT_TUI_DATABASE_PASSWORD=SECRET)[1] == (
        "from a variable",
        "COPILOT_TUI_DATABASE_PASSWORD",
    )
    assert told(FILE, PGPASSWORD=SECRET)[1] == ("from a variable", "PGPASSWORD")
