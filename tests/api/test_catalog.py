"""Tests of asking what a server offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.catalog import ModelInfo, Probe, models, probe, provider, providers
from copilot_tui.api.endpoint import Endpoint
from copilot_tui.errors import ReplyFailed, RequestRefused
from copilot_tui.profile import Limits
from tests.servers_fake import Answer, FakeServer, Framing, json_answer, recording

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient

MISSING = json_answer({"detail": "Not Found"}, 404)


@pytest.fixture
def g4f(server: FakeServer) -> FakeServer:
    server.default = MISSING
    server.route("/v1/models", recording("g4f-models").cut(1000))
    server.route("/v1/providers", recording("g4f-providers"))
    server.route("/v1/providers/Copilot", recording("g4f-provider-Copilot"))
    return server


async def test_a_g4f_is_known_by_its_providers(client: ChatClient, g4f: FakeServer) -> None:
    found = await probe(client, Endpoint(g4f.url))

    assert (found.reachable, found.is_g4f, found.error) == (True, True, "")
    assert found.models[:3] == ("default", "gpt-4", "gpt-4o")


async def test_a_plain_server_is_no_g4f(client: ChatClient, server: FakeServer) -> None:
    server.default = MISSING
    server.route("/v1/models", json_answer({"data": [{"id": "m"}]}))

    assert await probe(client, Endpoint(server.url)) == Probe(True, True, False, ("m",), "")


@pytest.mark.parametrize("body", [{"data": []}, [], [{"name": "x"}], {"providers": 1}, "x"])
async def test_a_server_that_answers_everything_is_no_g4f(
    client: ChatClient, server: FakeServer, body: object
) -> None:
    server.default = json_answer(body)
    found = await probe(client, Endpoint(server.url))

    assert found.reachable
    assert not found.is_g4f


async def test_any_http_answer_makes_a_server_reachable(
    client: ChatClient, server: FakeServer
) -> None:
    server.default = json_answer({"error": {"message": "no key"}}, 401)
    found = await probe(client, Endpoint(server.url))

    assert (found.reachable, found.is_g4f, found.models) == (True, False, ())
    assert "no key" in found.error


async def test_a_server_that_is_not_there_is_unreachable(
    client: ChatClient, server: FakeServer
) -> None:
    async with FakeServer() as gone:
        url = gone.url
    found = await probe(client, Endpoint(url))

    assert (found.reachable, found.is_g4f, found.models) == (False, False, ())
    assert found.error.startswith(f"Nothing answers at {url}.")


async def test_a_port_that_speaks_no_http_is_unreachable(
    client: ChatClient, server: FakeServer
) -> None:
    server.default = Answer(framing=Framing.CLOSE, headers={"broken\nhead": ""})

    assert not (await probe(client, Endpoint(server.url))).reachable


async def test_models_tell_who_made_them_and_whether_they_are_providers(
    client: ChatClient, g4f: FakeServer
) -> None:
    listed = await models(client, Endpoint(g4f.url))

    assert ModelInfo("gpt-4", "", is_provider=False) in listed
    assert any(model.is_provider for model in listed)
    assert len({model.id for model in listed}) == len(listed)


async def test_providers_have_labels_and_safe_links(client: ChatClient, g4f: FakeServer) -> None:
    listed = {entry.id: entry for entry in await providers(client, Endpoint(g4f.url))}

    assert listed["Copilot"].label == "Microsoft Copilot"
    assert listed["Copilot"].url == "https://copilot.microsoft.com"
    assert listed["AnyProvider"].label == listed["AnyProvider"].url == ""


async def test_one_provider_lists_its_models_and_fields(
    client: ChatClient, g4f: FakeServer
) -> None:
    details = await provider(client, Endpoint(g4f.url), "Copilot")

    assert details.models == ("Copilot", "Think Deeper", "Smart (GPT-5)", "Study")
    assert details.params == ("model", "messages")


async def test_an_unknown_provider_is_refused_and_its_name_quoted(
    client: ChatClient, g4f: FakeServer
) -> None:
    with pytest.raises(RequestRefused):
        await provider(client, Endpoint(g4f.url), "../a b")

    assert g4f.requests[-1].path == "/v1/providers/..%2Fa%20b"


async def test_entries_that_cannot_be_sent_back_as_shown_are_left_out(
    client: ChatClient, server: FakeServer
) -> None:
    strange = ["x", None, {}, {"id": 4}, {"id": "a\x1b"}, {"id": "a" * 300}, {"id": " a"}]
    good = {"id": "a", "owned_by": "\x1b[31m" + "x" * 500, "url": "javascript:1"}
    server.default = json_answer({"data": [*strange, good, good]})
    (model,) = await models(client, Endpoint(server.url))
    (listed,) = await providers(client, Endpoint(server.url))

    assert model.id == "a"
    assert model.owned_by.startswith("␛[31m")
    assert len(model.owned_by) == 200
    assert listed.url == ""


async def test_a_key_that_a_server_repeats_in_its_lists_is_not_shown(
    client: ChatClient, server: FakeServer
) -> None:
    key = "sk-1234567"
    told = {"owned_by": f"{key.upper()} {key}", "label": f"of {key}", "url": f"https://a/{key}"}
    lists = [{"id": f"gpt {key}"}, {"id": "a", **told}]
    server.default = json_answer({"data": lists, "models": [f"x{key}", "y"], "params": [key]})
    endpoint = Endpoint(server.url, api_key=key)

    (model,) = await models(client, endpoint)
    (listed,) = await providers(client, endpoint)
    details = await provider(client, endpoint, "a")

    assert model == ModelInfo("a", "[hidden] [hidden]", is_provider=False)
    assert (listed.id, listed.label, listed.url) == ("a", "of [hidden]", "")
    assert (details.models, details.params) == (("y",), ())


async def test_a_key_as_short_as_a_word_hides_no_names(
    client: ChatClient, server: FakeServer
) -> None:
    server.default = json_answer({"data": [{"id": "ollama/llama3"}]})

    (model,) = await models(client, Endpoint(server.url, api_key="ollama"))

    assert model.id == "ollama/llama3"


@pytest.mark.parametrize(
    "answer", [Answer((b"<html>",)), json_answer({"data": 4}), json_answer("x"), Answer()]
)
async def test_an_answer_that_is_no_list_fails(
    client: ChatClient, server: FakeServer, answer: Answer
) -> None:
    server.default = answer

    with pytest.raises(ReplyFailed):
        await models(client, Endpoint(server.url))


async def test_a_list_past_the_limit_fails(client: ChatClient, g4f: FakeServer) -> None:
    with pytest.raises(ReplyFailed, match="too long"):
        await models(client, Endpoint(g4f.url, limits=Limits(listing=1000)))
