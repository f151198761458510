"""The real g4f API server, with the web sites behind two providers replaced.

    python -m tests.e2e.g4f_recording_upstream SOCKET RECORD_FILE

SOCKET is the number of an inherited file descriptor that listens already, so that whoever
starts this can connect before it is ready.

Everything from the HTTP request to the call of the provider is g4f's own. The provider
then writes down what its web site would be told, as one line of JSON, and answers. What a
site would be told is found as Copilot of g4f 7.9.6 finds it: by `get_last_user_message`
and, for pictures, by `merge_media`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import g4f.Provider
import uvicorn
from g4f.api import AppConfig, create_app
from g4f.image import copy_images
from g4f.Provider.Copilot import Conversation
from g4f.providers.helper import get_last_user_message
from g4f.providers.response import FinishReason, ImageResponse
from g4f.tools.media import merge_media

from tests.e2e.g4f_server import DRAWS, FIRST_WORDS, HANGS
from tests.pictures import png


class RecordingUpstream:
    """Stands where the web sites stood.

    Args:
        record: file that gets a line for each call.
    """

    def __init__(self, record: Path) -> None:
        self._record = record
        self._threads = count(1)

    async def copilot(
        self,
        model: str,
        messages: list[dict[str, str]],
        conversation: Conversation | None = None,
        **_: object,
    ) -> AsyncIterator[object]:
        """Answer as Copilot does, which tells its site the last message, in a thread."""
        prompt = get_last_user_message(messages, False)
        sent_back = None if conversation is None else conversation.get_dict()
        if conversation is None:
            conversation = Conversation(f"upstream-{next(self._threads)}")
        pictures = [media for media, _ in merge_media(None, messages)]
        told = {"pictures": pictures} if pictures else {}
        self._note(
            prompt=prompt, conversation=sent_back, thread=conversation.conversation_id, **told
        )
        yield FIRST_WORDS
        if prompt.endswith(HANGS):
            await asyncio.Event().wait()
        if prompt.endswith(DRAWS):
            yield ImageResponse(f"/media/{self._drawn()}", "a drawing")
        yield prompt
        yield FinishReason("stop")
        yield conversation

    async def plain(
        self, model: str, messages: list[dict[str, str]], **_: object
    ) -> AsyncIterator[object]:
        """Answer as a provider that is told the whole history and keeps no thread."""
        self._note(messages=messages)
        yield FIRST_WORDS
        yield messages[-1]["content"]
        yield FinishReason("stop")

    def _drawn(self) -> str:
        """Put a picture where g4f keeps those that its providers have returned."""
        copy_images.ensure_media_dir()
        (Path(copy_images.get_media_dir()) / "drawn.png").write_bytes(png())
        return "drawn.png"

    def _note(self, **told: object) -> None:
        with self._record.open("a") as lines:
            lines.write(json.dumps(told) + "\n")


def main() -> None:
    """Serve until killed."""
    descriptor, record = sys.argv[1:]
    upstream = RecordingUpstream(Path(record))
    # Of the working folder, in which it would else make its own.
    copy_images.images_dir = copy_images.media_dir = str(Path(record).with_name("media"))
    g4f.Provider.Copilot.create_async_generator = upstream.copilot
    g4f.Provider.Pollinations.create_async_generator = upstream.plain
    AppConfig.ignore_cookie_files = True
    uvicorn.run(create_app(), fd=int(descriptor), log_level="warning")


if __name__ == "__main__":
    main()
