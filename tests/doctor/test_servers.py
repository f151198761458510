"""What is found of servers, keys and the way to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from copilot_tui.config import Settings
from copilot_tui.doctor import servers
from copilot_tui.doctor.finding import Finding, Verdict
from copilot_tui.errors import ConfigError
from copilot_tui.profile import G4F, OFFLINE, Dialect, Profile, Start
from copilot_tui.servers.ports import free_port
from tests.servers_fake import FakeServer, in_thread, json_answer
from tests.ui.preparing import scripted_server

KEY = "sk-SECRET"


def settings_of(*profiles: Profile) -> Settings:
    """Settings with these profiles, of which the first is selected."""
    named = {profile.name: profile for profile in (*profiles, OFFLINE)}
    return Settings(profiles[0].name, MappingProxyType(named))


def look(*profiles: Profile, **environ: str) -> dict[str, Finding]:
    """The findings by their check."""
    found: Sequence[Finding] = servers.look_at_servers(lambda: settings_of(*profiles), environ)
    return {finding.check: finding for finding in found}


def nowhere(name: str) -> Profile:
    return Profile(name=name, url=f"http://127.0.0.1:{free_port()}/v1")


def test_a_server_that_answers_is_named_and_its_key_is_not_shown() -> None:
    with in_thread(scripted_server()) as server:
        found = look(replace(G4F, url=server.url, api_key_env="WORK_KEY"), WORK_KEY=KEY)

    assert found["g4f"].what == f"g4f answers at {server.url}."
    assert found["g4f: key"].what == "Found by api_key_env; not shown."
    assert {finding.verdict for finding in found.values()} == {Verdict.OK}
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(found)


def test_a_server_is_not_called_g4f_where_the_profile_says_another_kind() -> None:
    with in_thread(scripted_server()) as server:
        found = look(Profile(name="work", url=server.url, dialect=Dialect.OPENAI))

    assert found["work"].what == f"A chat server answers at {server.url}."


@pytest.mark.parametrize("lacks", [True, False])
def test_a_g4f_that_would_take_any_key_once_the_app_starts_it_is_a_hint(
    tmp_path: Path, lacks: bool
) -> None:
    python, program = tmp_path / "python3", tmp_path / "g4f"
    python.write_text(f"#!/bin/sh\necho {'None' if lacks else 'found'}\n")
    program.write_text(f"#!{python}\n")
    for file in (python, program):
        file.chmod(0o755)
    profile = replace(nowhere("g4f"), start_command=(str(program), "api"))

    found = look(profile)

    assert ("g4f: start" in found) is lacks
    assert not lacks or "cryptography" in found["g4f: start"].todo
    assert "g4f: start" not in look(replace(profile, start=Start.NEVER))


def test_a_server_that_repeats_the_key_does_not_get_it_into_the_report() -> None:
    answer = json_answer({"error": {"message": f"Bearer {KEY} is not welcome"}}, 401)
    with in_thread(FakeServer(default=answer)) as server:
        found = look(Profile(name="work", url=server.url), COPILOT_TUI_API_KEY=KEY)

    assert found["work"].verdict is not Verdict.OK
    assert KEY not in repr(found)


def test_the_common_key_goes_to_the_selected_server_only() -> None:
    with in_thread(scripted_server()) as server, in_thread(scripted_server()) as other:
        found = look(
            replace(G4F, url=server.url),
            Profile(name="other", url=other.url),
            COPILOT_TUI_API_KEY=KEY,
        )

    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert other.requests
    assert not any("authorization" in request.headers for request in other.requests)
    assert found["other: key"].what == "None is set, and none is sent."


def test_what_concerns_another_profile_is_a_hint_only() -> None:
    with in_thread(scripted_server()) as server:
        found = look(replace(G4F, url=server.url), replace(nowhere("home"), api_key_env="NONE"))

    assert found["home"].verdict is Verdict.HINT
    assert found["home: key"].verdict is Verdict.HINT
    assert "is not set" in found["home: key"].what


def test_a_selected_server_that_is_not_there_is_a_fault() -> None:
    found = look(replace(nowhere("work"), api_key_env="NONE"))

    assert found["work"].verdict is Verdict.FAULT
    assert found["work: key"].verdict is Verdict.FAULT


def test_another_program_at_the_address_is_a_fault() -> None:
    with in_thread(FakeServer(default=json_answer({}, 404))) as server:
        found = look(Profile(name="work", url=server.url))

    assert found["work"].what == f"What answers at {server.url} is no chat server."


def test_a_key_is_not_sent_where_everybody_can_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "is_loopback", lambda _: False)
    with in_thread(scripted_server()) as server:
        found = look(Profile(name="far", url=server.url), COPILOT_TUI_API_KEY=KEY)

    assert found["far: way"].verdict is Verdict.FAULT
    assert server.requests
    assert not any("authorization" in request.headers for request in server.requests)


def test_texts_that_everybody_can_read_are_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "is_loopback", lambda _: False)

    assert look(nowhere("far"))["far: way"].verdict is Verdict.HINT


def test_a_wrong_configuration_leaves_servers_alone() -> None:
    def load() -> Settings:
        raise ConfigError("The configuration has a problem.")

    (found,) = servers.look_at_servers(load, {})
    assert found.verdict is Verdict.HINT


def test_certificates_that_cannot_be_used_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no certificate")
    missing, bad = tmp_path / "missing.pem", tmp_path / "no.pem"

    for path in (missing, bad):
        (found,) = servers.certificates({"SSL_CERT_FILE": str(path)})
        assert found.verdict is Verdict.FAULT
        assert str(path) in found.what
    assert servers.certificates({}) == ()
