"""The one screen: the sidebar, a conversation, the status line, and all their commands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.dom import DOMNode

from copilot_tui.commands import COMMANDS_BY_ID, Where
from copilot_tui.ui.chat_layout import ChatLayout
from copilot_tui.ui.choices import Choices
from copilot_tui.ui.composer import Composer
from copilot_tui.ui.conversation_commands import ConversationCommands
from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.messages import MessageMenuWanted
from copilot_tui.ui.offered_commands import offered_commands
from copilot_tui.ui.transfer_commands import TransferCommands

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.config import Settings
    from copilot_tui.library.library import Library
    from copilot_tui.paths import Paths
    from copilot_tui.replies.directory import Directory
    from copilot_tui.replies.replies import Replies


class ChatScreen(ChatLayout):
    """Does what the table of commands names.

    Args:
        library: all conversations.
        replies: the running replies.
        directory: what the servers offer.
        settings: of this run.
        paths: where the user's own prompts are.
    """

    def __init__(
        self,
        library: Library,
        replies: Replies,
        directory: Directory,
        settings: Settings,
        paths: Paths,
    ) -> None:
        super().__init__(library, replies, settings)
        self._conversations = ConversationCommands(self, library, replies)
        self._transfers = TransferCommands(self, library)
        self._choices = Choices(self, library, replies, directory, settings, paths.prompts)

    @on(Composer.CommandChosen)
    async def _run_slash(self, event: Composer.CommandChosen) -> None:
        event.stop()
        if event.argument:
            self._run_with_words(event.command_id, event.argument)
        else:
            await self.run_command(event.command_id)

    @property
    def owes_choice(self) -> bool:
        """Whether what is in the prompt is about to be sent, before anything behind it."""
        return self.pane.composer.owes_sending

    async def run_command(self, command_id: str) -> None:
        """Do what a command's key does, wherever the focus is."""
        command = COMMANDS_BY_ID[command_id]
        if command.where is Where.LOG and self.pane.message_log.holds_command(command.action):
            return
        places: dict[Where, DOMNode] = {
            Where.COMPOSER: self.pane.composer,
            Where.LOG: self.pane.message_log,
            Where.SIDEBAR: self.conversation_list,
        }
        await self.app.run_action(command.action, places.get(command.where, self))

    def _run_with_words(self, command_id: str, words: str) -> None:
        match command_id:
            case "conversation.rename":
                conversation = self.pane.conversation
                self._wait_for(partial(self._conversations.rename, conversation, words))
            case "conversation.switch":
                self._choices.switch(words)
            case "find.here":
                self.pane.find(words)
            case "find.everywhere":
                self._choices.search(words)
            case "model.choose":
                self._wait_for(partial(self._choices.answer_by_model, words))

    @on(MessageMenuWanted)
    def _show_message_menu(self, event: MessageMenuWanted) -> None:
        from copilot_tui.ui.menus import message_menu

        menu = message_menu(
            event.message,
            self._model.keys,
            has_versions=self.pane.has_versions(event.message),
        )
        self.app.push_screen(menu, self._run_chosen)

    def action_palette(self) -> None:
        """Choose among all commands by their titles."""
        from copilot_tui.ui.menus import palette

        commands = palette(offered_commands(self), self._model.keys)
        self.app.push_screen(commands, self._run_chosen)

    async def _run_chosen(self, command_id: str | None) -> None:
        if command_id is not None:
            await self.run_command(command_id)

    def _wait_for(self, choosing: Callable[[], Awaitable[object]]) -> None:
        """Wait for the user without holding up anything else."""
        in_worker(self, choosing, group="choosing", exclusive=True)

    def action_filter(self) -> None:
        """Show only the conversations whose titles match what is typed."""
        self._open_sidebar()
        self.sidebar.open_filter()

    async def action_find(self) -> None:
        """Find words in this conversation; again, in all of them."""
        if self.pane.find_bar.is_open:
            self._choices.search(await self.pane.find_bar.hand_over())
            self.set_focus(self.pane.message_log)
        else:
            self.pane.find()

    def action_new_conversation(self) -> None:
        """Start a conversation of its own."""
        self.conversation_list.open_id = None
        self.pane.start_new()
        self._close_overlay()
        self.sidebar.close_filter()
        self.set_focus(self.pane.composer)

    @property
    def _meant(self) -> Conversation | None:
        """What a command is meant for: under the cursor of the sidebar, else the open one."""
        if self.focus_place is Where.SIDEBAR:
            return self.conversation_list.cursor_conversation
        return self.pane.conversation

    def action_rename(self) -> None:
        """Ask for another title."""
        self._wait_for(partial(self._conversations.rename, self._meant))

    async def action_toggle_pin(self) -> None:
        """Keep the conversation on top of the list, or no longer."""
        await self._conversations.toggle_pin(self._meant)

    def action_export(self) -> None:
        """Write the conversation to a file."""
        self._transfer(partial(self._transfers.export, self._meant))

    def action_export_all(self) -> None:
        """Write all conversations to a file or a folder."""
        self._transfer(self._transfers.export_all)

    def action_import_files(self) -> None:
        """Take conversations in from a file."""
        self._transfer(self._transfers.import_files)

    def _transfer(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what may take long, whatever else is chosen meanwhile."""
        in_worker(self, work, group="transfer")

    async def action_duplicate(self) -> None:
        """Go on in a copy of the conversation."""
        await self._conversations.duplicate(self._meant)

    async def action_delete(self) -> None:
        """Put the conversation under the cursor into the trash."""
        await self._conversations.delete(self._meant)

    async def action_delete_open(self) -> None:
        """Put the open conversation into the trash."""
        await self._conversations.delete(self.pane.conversation)

    async def action_undo(self) -> None:
        """Bring back what was deleted last."""
        await self._conversations.undo()

    def action_switch(self) -> None:
        """Go to another conversation by its title."""
        self._choices.switch()

    def action_search(self) -> None:
        """Find words in all conversations."""
        self._choices.search()

    def action_choose_model(self) -> None:
        """Choose who answers here."""
        self._choices.choose_model()

    def action_edit_instructions(self) -> None:
        """Change system prompt and parameters."""
        self._choices.edit_instructions()

    def action_search_prompts(self) -> None:
        """Find a prompt that was sent before."""
        self._choices.search_prompts()

    def action_insert_prompt(self) -> None:
        """Insert one of the user's own prompts."""
        self._choices.insert_prompt()

    def action_unfold(self) -> None:
        """Show the pasted text that is folded."""
        self.pane.composer.action_unfold()

    def action_insert_file(self) -> None:
        """Begin the path of a file at the cursor."""
        self.pane.composer.open_file_completion()

    async def action_take_back(self) -> None:
        """Put what waits back into the prompt."""
        await self.pane.take_back()

    def action_open_editor(self) -> None:
        """Write the prompt in the user's editor."""
        self.pane.open_editor()

    def action_show_statistics(self) -> None:
        """Show how much was sent and answered."""
        self._choices.show_statistics()

    def action_help(self) -> None:
        """Show all keys, those of the part with the focus first."""
        from copilot_tui.ui.help_screen import HelpScreen

        self.app.push_screen(HelpScreen(self._model.keys, self.focus_place))
