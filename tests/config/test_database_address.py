"""Addresses are read as libpq reads them, and nothing secret of them is ever shown."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from copilot_tui.config.database_address import DatabaseAddress, database_address
from copilot_tui.config.database_words import CHOICES, PARAMETERS, SECRET_WORDS
from copilot_tui.text import one_line

SECRET = "Xs3cr3t"
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
HOSTS = st.sampled_from(
    ["", "h", "db.example.org", "127.0.0.1", "[::1]", "%2Fvar%2Frun", "[fe80::1%25eth0]"]
)
PORTS = st.sampled_from(["", ":", ":1", ":5432", ":65535"])
INSTALLED = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
FREE_WORDS = sorted(PARAMETERS & INSTALLED - CHOICES.keys() - {"port", "host"})
VALUES = st.one_of(
    st.tuples(st.sampled_from(FREE_WORDS), NAMES),
    st.sampled_from([(word, value) for word, values in CHOICES.items() for value in values]),
    st.just(("ssl", "true")),
)


def words_of(address: DatabaseAddress) -> Mapping[str, str]:
    """All that libpq is told."""
    return {**address.parameters, **address.secrets}


def encoded(text: str) -> str:
    """A part of an address."""
    return quote(text, safe="")


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Addresses of all shapes that libpq takes."""
    url = draw(st.sampled_from(["postgresql://", "postgres://"]))
    if draw(st.booleans()):
        url += encoded(draw(NAMES))
        url += f":{encoded(draw(NAMES))}@" if draw(st.booleans()) else "@"
    places = draw(st.lists(st.tuples(HOSTS, PORTS), min_size=1, max_size=3))
    url += ",".join(f"{host}{port}" for host, port in places)
    if draw(st.booleans()):
        url += f"/{encoded(draw(NAMES))}"
    if parameters := draw(st.lists(VALUES, max_size=3)):
        url += "?" + "&".join(f"{word}={encoded(value)}" for word, value in parameters)
    return url


@given(addresses())
def test_an_address_means_to_us_what_it_means_to_libpq(url: str) -> None:
    expected = {word: value for word, value in conninfo_to_dict(url).items() if value}
    if not str(expected.get("port", "")).strip(","):
        expected.pop("port", None)

    assert words_of(database_address(url)) == expected


def test_every_word_of_the_libpq_that_is_installed_is_known() -> None:
    obsolete = {"authtype", "tty", "requiressl", "replication"}

    assert obsolete >= INSTALLED - PARAMETERS
    secret = {
        option.keyword.decode()
        for option in psycopg.pq.Conninfo.get_defaults()
        if option.dispchar == b"*"
    }
    assert secret <= SECRET_WORDS


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            f"postgresql://ann:{SECRET}@db.example.org/chats",
            "postgresql://ann@db.example.org/chats",
        ),
        (f"postgres://ann@h:1,i:2/c?password={SECRET}", "postgresql://ann@h:1,i:2/c"),
        (f"postgresql://[::1]:5432/c?sslpassword={SECRET}", "postgresql://[::1]:5432/c"),
        ("postgresql:///c?host=/run/postgresql", "postgresql://%2Frun%2Fpostgresql/c"),
        ("postgresql://?service=work", "postgresql://?service=work"),
        ("postgresql://a%0Ab@h/%1b%5D8", "postgresql://a%0Ab@h/%1B%5D8"),
        ("postgresql://jürgen@h/c", "postgresql://jürgen@h/c"),
    ],
)
def test_what_is_shown_says_which_database_and_no_secret(url: str, shown: str) -> None:
    address = database_address(url)

    assert (str(address), address.shown) == (shown, shown)
    assert repr(address) == f"DatabaseAddress({shown!r})"
    assert SECRET not in f"{address}{address!r}"


@given(NAMES.filter(lambda text: len(text) > 3), addresses())
def test_no_password_is_in_any_form_of_an_address(password: str, url: str) -> None:
    marked = f"{SECRET}{password}"
    joined = f"{url}{'&' if '?' in url else '?'}password={encoded(marked)}"
    address = database_address(joined)

    assert address.password == marked
    assert SECRET not in f"{address!s}{address!r}{address.shown}{address.parameters}"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://h/d", 'got an address with "mysql:"'),
        ("postgress://h/d", 'did you mean "postgres"?'),
        ("postgresq://h/d", 'did you mean "postgresql"?'),
        ("postgresql+psycopg://h/d", 'did you mean "postgresql"?'),
        ("postgresql:/h/d", "in small letters and with //"),
        ("PostgreSQL://h/d", "in small letters and with //"),
        ("postgresql://h/d e", "write a space as %20"),
        ("postgresql://h/d\x1b[2J", "control characters"),
        ("postgresql://h:99999/d", "port that is no number"),
        ("postgresql://h:0/d", "port that is no number"),
        ("postgresql://h:1,i:2,j/d?port=1,2", "another number of ports"),
        ("postgresql://carol@[::1/d", 'a "[" that is not closed; an IPv6 address goes in []'),
        ("postgresql://[::1", 'a "[" that is not closed'),
        ("postgresql://[h:5432/d", 'a "[" that is not closed'),
        ("postgresql://h,[::1:5432/d", 'a "[" that is not closed'),
        ("postgresql://h]/d", 'a "]" that no "[" opens'),
        ("postgresql://h/d?sslmode=on", "sslmode that is none of disable"),
        ("postgresql://h/d?sslmod=require", 'did you mean "sslmode"?'),
        ("postgresql://h/d?replication=1", 'parameter "replication"'),
        ("postgresql://h/d?sslmode", "no parameter=value"),
        ("postgresql://h/d?options=a=b", 'write "=" as %3D'),
        ("postgresql://h/%zz", 'a "%" that begins no character'),
        ("postgresql://h/%00", 'a "%" that begins no character'),
        ("postgresql://h/%ff", "not UTF-8"),
        (f"postgresql://u:{SECRET}@@h/d", 'an "@" in a place'),
        (f"postgresql://u:{SECRET}/a@h/d", 'write "@" as %40'),
        (f"postgresql://u:1/{SECRET}@h/d", 'write "@" as %40'),
        (f"postgresql://u:{SECRET}%@h/d", 'a "%" that begins no character'),
        (f"postgresql://u:{SECRET}/h", "port that is no number"),
        (f"postgresql://h/d?paswsord={SECRET}", 'parameter "paswsord"'),
        (f"postgres:u:{SECRET}@h", "with //"),
        (f"https://u:{SECRET}@h/d", 'got an address with "https:"'),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_without_a_secret(url: str, problem: str) -> None:
    with pytest.raises(ValueError, match=r"^.+$") as refusal:
        database_address(url)

    assert problem in str(refusal.value)
    assert SECRET not in str(refusal.value)


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for given_text in (text, f"postgresql://{text}"):
        try:
            told = database_address(given_text).shown
        except ValueError as error:
            told = str(error)
        assert one_line(told) == told


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ("postgresql://ann@h/other?sslmode=require", True),
        ("postgresql://ann@i/chats", False),
        ("postgresql://ann@h:5433/chats", False),
        ("postgresql://bob@h/chats", False),
        ("postgresql://ann@h/chats?hostaddr=192.0.2.1", False),
    ],
)
def test_a_password_belongs_to_host_port_and_user(other: str, is_same: bool) -> None:
    address = database_address("postgresql://ann@h/chats")

    assert address.same_server(database_address(other)) is is_same
