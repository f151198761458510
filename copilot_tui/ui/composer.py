"""Where messages are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.message import Message

from copilot_tui.commands import COMMANDS_BY_ID, Where
from copilot_tui.errors import CopilotError
from copilot_tui.text import clean
from copilot_tui.ui.bindings import bindings
from copilot_tui.ui.completing_area import LIST_KEYS, CompletingArea
from copilot_tui.ui.destination import Destination
from copilot_tui.ui.keys_in_order import binding_for, has_ctrl, writes
from copilot_tui.ui.messages import Told
from copilot_tui.ui.offered_commands import offered_commands
from copilot_tui.ui.prompt_history import PromptHistory, PromptSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.library.holding import Place
    from copilot_tui.library.unkept import Unread
    from copilot_tui.store.outbox.unsent_texts import Held

_SEND = COMMANDS_BY_ID["composer.send"]
_ATTACH = COMMANDS_BY_ID["composer.attach"]


class Composer(CompletingArea):
    """A prompt of several lines that grows with its text. Enter takes the text and sends it.

    Up in an empty prompt goes back through the earlier prompts, and a backslash before
    enter breaks the line.

    Args:
        folder: where the paths behind `@` begin.
        placeholder: shown in an empty prompt.
        id: the widget's id.

    Attributes:
        destination: where the text goes; whoever opens a conversation sets it.
        prompts: where earlier prompts come from; None for nowhere.
        hold: keeps what is sent while it is on its way.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.COMPOSER)

    @dataclass
    class Submitted(Message):
        """The user wants this text sent there. The composer no longer holds it.

        Attributes:
            composer: which held it.
            text: clean.
            destination: where it goes.
            unread: the draft that is kept there, if it was not part of the text.
            held: what keeps it meanwhile.
        """

        composer: Composer
        text: str
        destination: Destination
        unread: Unread | None
        held: Held | None = None

        @property
        def control(self) -> Composer:
            """The composer it comes from."""
            return self.composer

    def __init__(
        self, *, folder: Path = Path(), placeholder: str = "", id: str | None = None
    ) -> None:
        super().__init__(folder=folder, placeholder=placeholder, id=id)
        self.destination = Destination()
        self.prompts: PromptSource | None = None
        self.hold: Callable[[Place, str, Unread | None], Held | None] = lambda *_: None
        self._history = PromptHistory()
        self._doubted = ""
        self._sending_from: Destination | None = None

    async def on_key(self, event: events.Key) -> None:
        """Run what keys are bound to here and now, in the order of the keys.

        Textual (8.2.8) runs a binding, and be it that of backspace, only when its key has
        bubbled up to the app; by then the characters typed after it would already stand in
        the text. So it was with "a", backspace, "b" typed over a slow line.
        """
        self._look()
        if writes(event):
            self._doubted = ""
            return
        if event.key == "escape" and self._pending.owes_sending:
            self._pending.owes_sending = False
            event.stop()
            event.prevent_default()
            return
        if event.key in LIST_KEYS and await self._use_list(event.key):
            event.stop()
            event.prevent_default()
            return
        bound = binding_for(self, event.key)
        if bound is not None and await self._run_binding(event.key, *bound):
            event.stop()
            event.prevent_default()
        elif has_ctrl(event):
            event.prevent_default()

    async def _run_binding(self, key: str, node: DOMNode, binding: Binding) -> bool:
        """Do what a key is bound to. False when Textual is to try the next binding of it."""
        if key == "enter" and binding.id == _SEND.id and self._continue_line():
            return True
        is_command = binding.id in COMMANDS_BY_ID
        return await self.app.run_action(binding.action, node) or is_command

    async def action_submit(self) -> None:
        """Run the text when it is a command; else take it out and send it unless it is blank."""
        if self.is_completing_command and await self._use_list("enter"):
            return
        from copilot_tui.ui.slash import SlashCall, SlashDoubt, read_slash

        if self._attach_more():
            return
        slash = read_slash(self.text, offered_commands(self.screen))
        if isinstance(slash, SlashCall):
            self._run(slash.command_id, slash.argument)
            return
        if slash is None and self._has_path_left():
            slash = SlashDoubt(f"A line with /{_ATTACH.slash} is no command where text follows it.")
        if isinstance(slash, SlashDoubt) and self.text != self._doubted:
            self._doubted = self.text
            key = self.keys_of(_SEND).partition(" ")[0]
            self.post_message(Told(f"{slash.sentence} {key} again sends it as it is."))
            return
        if self._pending:
            self._pending.owes_sending = True
            self._sending_from = self.destination
            self.post_message(Told("This is sent as soon as the file is in it. esc: not yet."))
            return
        draft = self.message
        if draft:
            self._doubted = ""
            self.restore("")
            unread = self.destination.take_unread()
            held = self.hold(self.destination.place, draft, unread)
            self.post_message(self.Submitted(self, draft, self.destination, unread, held))

    @property
    def message(self) -> str:
        """What would be sent of the draft."""
        return clean(self.draft).strip("\n").rstrip()

    def _attach_more(self) -> bool:
        """Attach what the last line asks for, behind what is attached already.

        Else it would send that, which may be private, with the command as its question.
        """
        lines = self.text.rstrip().split("\n")
        row = len(lines) - 1
        start = self._behind_chips(row)
        if not row and not start:
            return False
        path = self._attached_by(row)
        if path is None:
            return False
        line = self.document.get_line(row)
        self._put("", (row, line.rindex(line[start:].lstrip())), self.document.end)
        self._insert_soon(partial(self.attach, path))
        return True

    def _run(self, command_id: str, argument: str = "") -> None:
        """Attach a file here, so that sending knows of it at once; let others run the rest."""
        if command_id == _ATTACH.id and argument:
            self.restore("")
            self._insert_soon(partial(self.attach, argument))
        else:
            super()._run(command_id, argument)

    @property
    def owes_sending(self) -> bool:
        """Whether the text is to be sent as soon as all files are in it."""
        return self._pending.owes_sending

    def files_are_there(self) -> None:
        """Send the text now, unless another conversation was opened meanwhile."""
        if self.destination is self._sending_from:
            self.call_later(self.action_submit)

    def _behind_chips(self, row: int) -> int:
        """Where the text behind the last chip of a line begins."""
        return max((end for _, end in self._chips.spans(self.document.get_line(row))), default=0)

    def _attached_by(self, row: int) -> str | None:
        """The path that a line asks to attach; None where it is no such command."""
        from copilot_tui.ui.slash import SlashCall, read_slash

        words = self.document.get_line(row)[self._behind_chips(row) :].lstrip()
        slash = read_slash(words, (_ATTACH,))
        return slash.argument if isinstance(slash, SlashCall) else None

    def _has_path_left(self) -> bool:
        """Whether a line asks to attach a file, with text below it."""
        if f"/{_ATTACH.slash} " not in self.text.lower():
            return False
        return any(map(self._attached_by, range(self.document.line_count)))

    async def attach(self, path: str) -> bool:
        """Attach a file; a command that is refused is there again, unless the prompt is another.

        It has a line of its own: what is typed behind it is not meant for its path.
        """
        destination, place = self.destination, sorted(self.selection)
        before = self.get_text_range((0, 0), place[1])
        is_there = await super().attach(path)
        if not is_there and self.destination is destination and self.text.startswith(before):
            self._put(f"/{_ATTACH.slash} {path}\n", *place)
        return is_there

    def action_newline(self) -> None:
        """Break the line at the cursor."""
        self.insert("\n")
        self.scroll_cursor_visible()

    def _continue_line(self) -> bool:
        """Break the line in place of a backslash at its end. False when there is none."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if not self.selection.is_empty or column != len(line) or not line.endswith("\\"):
            return False
        self._put("\n", (row, column - 1), (row, column))
        return True

    @property
    def _is_browsing(self) -> bool:
        """Whether an earlier prompt stands here, unchanged, with the cursor at its end."""
        history = self._history
        at_end = self.cursor_location == self.document.end
        return history.is_browsing and at_end and self.draft == history.current

    async def action_older(self) -> None:
        """Take back what waits or show an earlier prompt; where text stands, move the cursor."""
        is_browsing = self._is_browsing
        if self.prompts is None or (self.text and not is_browsing):
            self.action_cursor_up()
            return
        try:
            if not is_browsing:
                self._history.restart()
                if await self.prompts.take_back():
                    return
            await self._show_older(self.prompts)
        except CopilotError as error:
            self.post_message(Told(error.lines, is_error=True))

    async def _show_older(self, prompts: PromptSource) -> None:
        destination, before = self.destination, self.draft
        if self._history.is_at_oldest:
            prompt = await prompts.earlier(self._history.oldest)
            if prompt is None:
                return
            self._history.learn(prompt)
        # While it was looked up, another conversation may have been opened.
        if self.destination is destination and self.draft == before:
            self.restore(self._history.older())

    def action_newer(self) -> None:
        """Go back to a later prompt, and to the empty one at last."""
        if self._is_browsing:
            self.restore(self._history.newer())
        else:
            self.action_cursor_down()
