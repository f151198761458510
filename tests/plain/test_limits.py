"""The limits of the configuration, as they come to be felt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers_fake import json_answer, reply

if TYPE_CHECKING:
    from tests.plain.talking import Talk


def test_a_limit_of_the_configuration_is_kept_and_named_when_it_is_reached(talk: Talk) -> None:
    talk.server.answer(reply("x" * 5_000), reply("x" * 5_000))
    whole = talk.type("Hello")
    (talk.folder / "config.toml").write_text("[profiles.g4f.limits]\nline = 1024\n")
    cut = talk.type("Hello")

    assert "x" * 50 in whole
    assert "limits" not in whole
    assert "a line of more than 1,024 bytes" in cut
    assert "raise line in the profile's limits" in cut


def test_the_limit_of_a_list_of_models_is_that_of_the_profile(talk: Talk) -> None:
    (talk.folder / "config.toml").write_text("[profiles.g4f.limits]\nlisting = 1024\n")
    before = talk.type("/model")
    talk.server.route("/v1/models", json_answer({"data": [{"id": f"m{n}"} for n in range(500)]}))

    assert "listing" not in before
    assert "raise listing in the profile's limits" in talk.type("/model")
