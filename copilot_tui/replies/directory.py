"""What the servers offer to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.answerer import ANY_PROVIDER, Answerer
from copilot_tui.config.origin import is_exposed
from copilot_tui.errors import ServerUnreachable
from copilot_tui.profile import OFFLINE, OFFLINE_MODEL, Dialect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from copilot_tui.api.client import ChatClient
    from copilot_tui.api.endpoint import Endpoint
    from copilot_tui.servers.choice import Choice


class Directory:
    """Lists of models and providers, asked of the servers each time.

    Every method raises ReplyError when the server cannot be asked or lists nothing usable.

    Args:
        client: the wire.
        connect: finds the server of the profile of this name.
    """

    def __init__(self, client: ChatClient, connect: Callable[[str], Awaitable[Choice]]) -> None:
        self._client = client
        self._connect = connect

    async def answerers(self, profile: str) -> list[Answerer]:
        """Everybody who can answer at a profile's server, as the server lists them.

        On g4f that is each provider, and each model with whichever provider has it.
        """
        if profile == OFFLINE.name:
            # It is started only once it is to answer.
            return [Answerer(profile, "", OFFLINE_MODEL)]
        from copilot_tui.api import catalog

        choice = await self._connect(profile)
        endpoint = _endpoint(choice)
        listed = await catalog.models(self._client, endpoint)
        models = [model.id for model in listed if not model.is_provider]
        if endpoint.dialect is not Dialect.G4F or not choice.is_g4f:
            return [Answerer(profile, "", model) for model in models]
        providers = await catalog.providers(self._client, endpoint)
        return [
            *(Answerer(profile, provider.id) for provider in providers),
            *(Answerer(profile, ANY_PROVIDER, model) for model in models),
        ]

    async def models_of(self, profile: str, provider: str) -> list[str]:
        """The names of the models of one provider of a g4f server."""
        from copilot_tui.api import catalog

        choice = await self._connect(profile)
        details = await catalog.provider(self._client, _endpoint(choice), provider)
        return list(details.models)


def _endpoint(choice: Choice) -> Endpoint:
    from copilot_tui.api.endpoint import Endpoint

    if choice.profile is None:
        raise ServerUnreachable(choice.reason)
    key = choice.api_key or ""
    return Endpoint(
        base_url=choice.url,
        dialect=choice.profile.dialect,
        # A list is not worth a key that can be read on the way.
        api_key="" if choice.profile.warn_plain_http and is_exposed(choice.url) else key,
        timeouts=choice.profile.timeouts,
        limits=choice.profile.limits,
    )
