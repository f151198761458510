"""The key in the system's keyring."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from copilot_tui.config.key_ring import held_by_keyring
from copilot_tui.config.secret import key_of
from copilot_tui.errors import ConfigError
from copilot_tui.extras import how_to_add
from copilot_tui.profile import G4F, Profile

PROFILE = replace(G4F, api_key_keyring="copilot/tui/me")

BACK_END = """
from keyring.backend import KeyringBackend

class Fixed(KeyringBackend):
    priority = 1

    def get_password(self, service, username):
        return f"key-of-{service}-{username}"

    def set_password(self, service, username, password):
        raise NotImplementedError
"""

ASK = """
import asyncio
from dataclasses import replace
from copilot_tui.config import api_key
from copilot_tui.profile import G4F
profile = replace(G4F, api_key_keyring="copilot/me")
print(asyncio.run(api_key(profile, {}, is_selected=False)))
"""


class Memory(KeyringBackend):
    """Keeps keys, or does what it is told instead."""

    priority = 1

    def __init__(self, get: Callable[[], str | None] | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._get = get
        self._keys: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._get() if self._get else self._keys.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._keys[service, username] = password


@pytest.fixture(autouse=True)
def _usual_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


async def refused(profile: Profile = PROFILE, time_limit: float = 30.0) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        await held_by_keyring(profile.api_key_keyring, key_of(profile), time_limit=time_limit)
    assert caught.value.todo
    assert "copilot/tui" not in str(caught.value)
    return caught.value


async def test_the_key_is_found_by_service_and_user() -> None:
    keyring.set_keyring(Memory())
    keyring.set_password("copilot/tui", "me", "sk-1")
    assert (await held_by_keyring(PROFILE.api_key_keyring, key_of(PROFILE))) == "sk-1"


async def test_a_keyring_without_the_key_says_how_to_store_it() -> None:
    keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call]
    error = await refused()
    assert "the keyring holds none" in error.what
    assert "keyring set" in error.todo


async def test_a_system_without_a_keyring_says_what_to_use_instead() -> None:
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    error = await refused()
    assert "this system has no keyring" in error.what
    assert "api_key_env" in error.todo


async def test_a_locked_keyring_is_an_error_without_its_words() -> None:
    def locked() -> str:
        raise KeyringLocked("secret words")

    keyring.set_keyring(Memory(locked))
    error = await refused()
    assert "did not give it" in error.what
    assert "secret words" not in str(error)


async def test_a_keyring_that_breaks_is_an_error_without_its_words() -> None:
    def broken() -> str:
        raise RuntimeError("secret words")

    keyring.set_keyring(Memory(broken))
    error = await refused()
    assert "the keyring failed (RuntimeError)" in error.what
    assert "secret words" not in str(error)


async def test_a_keyring_that_hangs_is_given_up() -> None:
    released = threading.Event()

    def hang() -> None:
        released.wait(30)

    keyring.set_keyring(Memory(hang))
    error = await refused(time_limit=0.05)
    released.set()
    assert "did not answer within 0.05 seconds" in error.what


async def test_without_the_package_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    error = await refused()
    assert "the package keyring is not installed" in error.what
    assert how_to_add("keyring", "keyring") in error.todo


def test_the_back_end_that_the_environment_names_is_asked(tmp_path: Path) -> None:
    (tmp_path / "fixed_keyring.py").write_text(BACK_END)
    environ = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "fixed_keyring.Fixed",
    }
    printed = subprocess.run(
        [sys.executable, "-c", ASK], env=environ, check=True, capture_output=True, text=True
    ).stdout
    assert printed == "key-of-copilot-me\n"
