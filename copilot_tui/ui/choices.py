"""The lists and windows that the user chooses from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.errors import CopilotError, StoreError
from copilot_tui.text import one_line
from copilot_tui.ui.messages import ConversationTouched, StatusChanged, StoreFailed, Told

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.chat.answerer import Answerer
    from copilot_tui.config import Settings
    from copilot_tui.library.library import Library
    from copilot_tui.prompts import Prompt
    from copilot_tui.replies.directory import Directory
    from copilot_tui.replies.replies import Replies
    from copilot_tui.store.search import Hit
    from copilot_tui.ui.chat_screen import ChatScreen
    from copilot_tui.ui.destination import Destination as Target
    from copilot_tui.ui.instructions_dialog import Instructions
    from copilot_tui.ui.switcher import Destination

FIRST_ENTRIES = 50
"""How many conversations the switcher shows before it has read all of them."""

RECENT_ANSWERERS = 5


class Choices:
    """Lets the user choose a conversation, a hit, a model, instructions or a prompt.

    The windows stand at once, so that no key pressed after the one that opens them is lost.

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

    def switch(self, query: str = "") -> None:
        """Go to another conversation by its title."""
        from copilot_tui.ui.switcher import Switcher

        switcher = Switcher(
            self._library.entries,
            load_first=partial(self._library.recent, FIRST_ENTRIES),
            open_id=self._open_id,
            running=lambda: self._replies.running,
            query=query,
        )
        self._screen.app.push_screen(switcher, self._switched)

    def _open_id(self) -> int | None:
        shown = self._screen.pane.conversation
        return None if shown is None else shown.id

    async def _switched(self, chosen: Destination | None) -> None:
        if isinstance(chosen, int):
            try:
                self._screen.show_conversation(await self._library.get(chosen))
            except StoreError as error:
                self._failed(error)
        elif chosen is not None:
            self._screen.action_new_conversation()
            self._screen.pane.composer.insert_text(chosen.title)

    def search(self, needle: str = "") -> None:
        """Find words in all conversations, and go to the message that was chosen."""
        from copilot_tui.ui.search_screen import SearchScreen

        library = self._library
        screen = SearchScreen(
            library.search, needle=needle, is_server_away=lambda: library.is_server_away
        )
        self._screen.app.push_screen(screen, self._found)

    def _found(self, hit: Hit | None) -> None:
        if hit is not None:
            start, end = next(iter(hit.snippet.ranges), (0, 0))
            needle = hit.snippet.text[start:end]
            self._screen.show_conversation(hit.conversation, message=hit.message, needle=needle)

    def show_statistics(self) -> None:
        """Show how much was sent and answered."""
        from copilot_tui.ui.statistics_screen import StatisticsScreen

        self._screen.app.push_screen(StatisticsScreen(self._library.statistics))

    def choose_model(self) -> None:
        """Choose who answers in the open conversation."""
        from copilot_tui.ui.model_picker import ModelPicker

        current = self._current_answerer()
        picker = ModelPicker(
            self._directory.answerers,
            self._directory.models_of,
            profiles=self._profiles(current.profile),
            current=current,
            recent=self._recent,
        )
        self._screen.app.push_screen(picker, self.answer_by)

    async def _recent(self) -> Sequence[Answerer]:
        recent = await self._library.recently_used(RECENT_ANSWERERS)
        return [one for one in recent if one.profile in self._settings.profiles]

    async def answer_by_model(self, name: str) -> None:
        """Let a model of the same provider answer in the open conversation."""
        await self.answer_by(replace(self._current_answerer(), model=name))

    def _profiles(self, first: str) -> Sequence[str]:
        others = [name for name in self._settings.profiles if name != first]
        return [first, *others] if first in self._settings.profiles else others

    def _current_answerer(self) -> Answerer:
        chosen = self._screen.pane.setup.answerer
        profile = self._settings.profiles.get(chosen.profile, self._settings.selected)
        return chosen.with_profile(profile)

    async def answer_by(self, answerer: Answerer | None) -> None:
        """Let somebody else answer in the open conversation; None changes nothing."""
        pane = self._screen.pane
        if answerer is None:
            return
        if pane.conversation is None:
            destination = pane.composer.destination
            destination.setup = replace(destination.setup, answerer=answerer)
        else:
            try:
                changed = await self._library.choose(pane.conversation.id, answerer)
            except StoreError as error:
                self._failed(error)
                return
            self._screen.post_message(ConversationTouched(changed))
        self._screen.post_message(StatusChanged())
        self._tell(f"From now on here: {answerer.label}.")

    def edit_instructions(self) -> None:
        """Change system prompt and parameters of the open conversation."""
        from copilot_tui.ui.instructions_dialog import InstructionsDialog

        pane, setup = self._screen.pane, self._screen.pane.setup
        profile = self._settings.profiles.get(setup.answerer.profile, self._settings.selected)
        dialog = InstructionsDialog(
            setup.system_prompt,
            setup.parameters,
            default_system_prompt=profile.system_prompt,
            defaults=profile.parameters,
        )
        destination = pane.composer.destination
        self._screen.app.push_screen(dialog, partial(self._instruct, destination))

    async def _instruct(self, destination: Target, chosen: Instructions | None) -> None:
        if chosen is None:
            return
        if destination.conversation is None:
            destination.setup = replace(destination.setup, **chosen._asdict())
        else:
            conversation = destination.conversation.id
            try:
                await self._library.set_system_prompt(conversation, chosen.system_prompt)
                changed = await self._library.set_parameters(conversation, chosen.parameters)
            except StoreError as error:
                self._failed(error)
                return
            self._screen.post_message(ConversationTouched(changed))
        self._tell("The next message is sent with these instructions.")

    def search_prompts(self) -> None:
        """Put a prompt that was sent before into the prompt."""
        from copilot_tui.chat.picture import without_pictures
        from copilot_tui.ui.picker import Picker
        from copilot_tui.ui.picker_row import PickerRow

        async def find(needle: str) -> Sequence[PickerRow[str]]:
            found = await self._library.search_prompts(needle.strip())
            return [PickerRow(text, one_line(without_pictures(text))) for text in found]

        picker = Picker("Earlier prompts", find, placeholder="Some of its letters")
        self._screen.app.push_screen(picker, self._recall)

    def _recall(self, text: str | None) -> None:
        if text is not None:
            self._screen.pane.composer.replace_text(text)

    def insert_prompt(self) -> None:
        """Insert one of the user's own prompts."""
        from copilot_tui import prompts
        from copilot_tui.ui.picker import Picker
        from copilot_tui.ui.picker_row import PickerRow
        from copilot_tui.ui.picker_source import fixed

        async def find(query: str) -> Sequence[PickerRow[Prompt]]:
            found = await asyncio.to_thread(prompts.load, self._prompts_folder)
            if not found:
                how = prompts.how_to_make(self._prompts_folder)
                raise CopilotError("There are no prompts yet.", how)
            rows = [PickerRow(one, one.title, detail=one.problem) for one in found]
            return await fixed(rows)(query)

        picker = Picker("Prompt library", find, placeholder="Some of its letters")
        self._screen.app.push_screen(picker, self._insert_prompt)

    def _insert_prompt(self, prompt: Prompt | None) -> None:
        if prompt is None:
            return
        if prompt.problem:
            problem = f"{prompt.path} {prompt.problem}."
            self._screen.post_message(Told(problem, is_error=True))
        else:
            self._screen.pane.composer.insert_text(prompt.text)

    def _tell(self, text: str) -> None:
        self._screen.post_message(Told(text))

    def _failed(self, error: StoreError) -> None:
        self._screen.post_message(StoreFailed(error.lines))
