"""What is kept of the end of a reply."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.errors import EnvironmentUnusable
from copilot_tui.replies.outcome import Outcome


def test_an_error_that_stays_with_the_reply_does_not_name_the_home_of_the_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/me"))
    outcome = Outcome()

    outcome.fail(EnvironmentUnusable("/home/me/cert.pem cannot be read.", "Correct SSL_CERT_FILE."))

    assert outcome.error == "~/cert.pem cannot be read.\nCorrect SSL_CERT_FILE."
