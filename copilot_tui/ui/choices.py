"""The lists and windows that the user chooses from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.answerer import Answerer
from copilot_tui.errors import StoreError
from copilot_tui.library import Library
from copilot_tui.replies.directory import Directory
from copilot_tui.replies.replies import Replies
from copilot_tui.text import one_line
from copilot_tui.ui.messages import ConversationTouched, StatusChanged, StoreFailed, Told

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.config import Settings
    from copilot_tui.ui.chat_screen import ChatScreen

FIRST_ENTRIES = 50
"""How many conversations the switcher shows before it has read all of them."""

RECENT_ANSWERERS = 5


class Choices:
    """Lets the user choose a conversation, a hit, a model, instructions or a prompt.

    Each method waits for the user and is to be run in a worker.

    Args:
        screen: what the choice is for.
        library: all conversations.
        replies: the running replies.
        directory: what the servers offer.
        settings: of this run.
        prompts_folder: where the user's own prompts are.
    """

    def __init__(
        self,
        screen: ChatScreen,
        library: Library,
        replies: Replies,
        directory: Directory,
        settings: Settings,
        prompts_folder: Path,
    ) -> None:
        self._screen = screen
        self._library = library
        self._replies = replies
        self._directory = directory
        self._settings = settings
        self._prompts_folder = prompts_folder

    async def switch(self, query: str = "") -> None:
        """Go to another conversation by its title."""
        from copilot_tui.ui.switcher import NewConversation, Switcher

        shown = self._screen.pane.conversation
        try:
            first = await self._library.recent(FIRST_ENTRIES)
            chosen = await self._screen.app.push_screen_wait(
                Switcher(
                    self._library.entries,
                    first=first,
                    open_id=None if shown is None else shown.id,
                    running=self._replies.running,
                    query=query,
                )
            )
            if isinstance(chosen, NewConversation):
                self._screen.action_new_conversation()
                self._screen.pane.composer.insert_text(chosen.title)
            elif chosen is not None:
                self._screen.show_conversation(await self._library.get(chosen))
        except StoreError as error:
            self._screen.post_message(StoreFailed(error.lines))

    async def search(self, needle: str = "") -> None:
        """Find words in all conversations, and go to the message that was chosen."""
        from copilot_tui.ui.search_screen import SearchScreen

        hit = await self._screen.app.push_screen_wait(
            SearchScreen(self._library.search, needle=needle)
        )
        if hit is not None:
            start, end = next(iter(hit.snippet.ranges), (0, 0))
            needle = hit.snippet.text[start:end]
            self._screen.show_conversation(hit.conversation, message=hit.message, needle=needle)

    async def choose_model(self, name: str = "") -> None:
        """Choose who answers in the open conversation.

        Args:
            name: of a model; asks for it when empty.
        """
        current = self._current_answerer()
        if name:
            await self._choose(replace(current, model=name))
            return
        from copilot_tui.ui.model_picker import ModelPicker

        try:
            recent = await self._library.recently_used(RECENT_ANSWERERS)
        except StoreError as error:
            self._screen.post_message(StoreFailed(error.lines))
            return
        chosen = await self._screen.app.push_screen_wait(
            ModelPicker(
                self._directory.answerers,
                self._directory.models_of,
                profiles=self._profiles(current.profile),
                current=current,
                recent=[one for one in recent if one.profile in self._settings.profiles],
            )
        )
        if chosen is not None:
            await self._choose(chosen)

    def _profiles(self, first: str) -> Sequence[str]:
        others = [name for name in self._settings.profiles if name != first]
        return [first, *others] if first in self._settings.profiles else others

    def _current_answerer(self) -> Answerer:
        chosen = self._screen.pane.setup.answerer
        profile = self._settings.profiles.get(chosen.profile, self._settings.selected)
        return chosen.with_profile(profile)

    async def _choose(self, answerer: Answerer) -> None:
        pane = self._screen.pane
        if pane.conversation is None:
            destination = pane.composer.destination
            destination.setup = replace(destination.setup, answerer=answerer)
        else:
            try:
                changed = await self._library.choose(pane.conversation.id, answerer)
            except StoreError as error:
                self._screen.post_message(StoreFailed(error.lines))
                return
            self._screen.post_message(ConversationTouched(changed))
        self._screen.post_message(StatusChanged())
        self._screen.post_message(Told(f"From now on here: {answerer.label}."))

    async def edit_instructions(self) -> None:
        """Change system prompt and parameters of the open conversation."""
        from copilot_tui.ui.instructions_dialog import InstructionsDialog

        pane, setup = self._screen.pane, self._screen.pane.setup
        profile = self._settings.profiles.get(setup.answerer.profile, self._settings.selected)
        conversation, destination = pane.conversation, pane.composer.destination
        chosen = await self._screen.app.push_screen_wait(
            InstructionsDialog(
                setup.system_prompt,
                setup.parameters,
                default_system_prompt=profile.system_prompt,
                defaults=profile.parameters,
            )
        )
        if chosen is None:
            return
        if conversation is None:
            destination.setup = replace(
                destination.setup,
                system_prompt=chosen.system_prompt,
                parameters=chosen.parameters,
            )
        else:
            try:
                await self._library.set_system_prompt(conversation.id, chosen.system_prompt)
                changed = await self._library.set_parameters(conversation.id, chosen.parameters)
            except StoreError as error:
                self._screen.post_message(StoreFailed(error.lines))
                return
            self._screen.post_message(ConversationTouched(changed))
        self._screen.post_message(Told("The next message is sent with these instructions."))

    async def search_prompts(self) -> None:
        """Put a prompt that was sent before into the prompt."""
        from copilot_tui.ui.picker import Picker
        from copilot_tui.ui.picker_row import PickerRow

        async def find(needle: str) -> Sequence[PickerRow[str]]:
            found = await self._library.search_prompts(needle.strip())
            return [PickerRow(text, one_line(text)) for text in found]

        chosen = await self._screen.app.push_screen_wait(
            Picker("Earlier prompts", find, placeholder="Some of its letters")
        )
        if chosen is not None:
            self._screen.pane.composer.insert_text(chosen)

    async def insert_prompt(self) -> None:
        """Insert one of the user's own prompts."""
        from copilot_tui import prompts
        from copilot_tui.ui.picker import Picker
        from copilot_tui.ui.picker_row import PickerRow
        from copilot_tui.ui.picker_source import fixed

        found = await asyncio.to_thread(prompts.load, self._prompts_folder)
        if not found:
            self._screen.post_message(Told(prompts.how_to_make(self._prompts_folder)))
            return
        rows = [PickerRow(one, one.title, detail=one.problem) for one in found]
        chosen = await self._screen.app.push_screen_wait(
            Picker("Prompt library", fixed(rows), placeholder="Some of its letters")
        )
        if chosen is None:
            return
        if chosen.problem:
            self._screen.post_message(Told(f"{chosen.path} {chosen.problem}.", is_error=True))
        else:
            self._screen.pane.composer.insert_text(chosen.text)
