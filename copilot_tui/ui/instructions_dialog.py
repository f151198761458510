"""What a conversation tells the model beforehand, and how it is to answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from copilot_tui.chat.parameters import (
    FIELDS,
    ParameterField,
    parameters_from,
    parameters_with,
    typed_form,
)
from copilot_tui.errors import ConfigError
from copilot_tui.text import clean
from copilot_tui.ui.bindings import bindings_of
from copilot_tui.ui.key_hints import key_hints
from copilot_tui.ui.keys_in_order import run_in_order
from copilot_tui.ui.line_input import LineInput
from copilot_tui.ui.narrow_area import NarrowArea

if TYPE_CHECKING:
    from copilot_tui.profile import ParameterValue

WHEN = (
    "Takes effect with the next message. A provider that keeps threads is then told the "
    "conversation anew."
)
UNSAVED = "Unsaved changes."


class Instructions(NamedTuple):
    """What a conversation is set to.

    Attributes:
        system_prompt: sent before everything else; may be empty.
        parameters: JSON text of an object.
    """

    system_prompt: str
    parameters: str


class PromptArea(NarrowArea):
    """A text of several lines that takes pastes as clean text."""

    async def on_key(self, event: events.Key) -> None:
        """Run what the key is bound to here and now."""
        await run_in_order(self, event)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste as clean text."""
        event.stop()
        event.prevent_default()
        pasted = clean(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        if (result := self._replace_via_keyboard(pasted, *self.selection)) is not None:
            self.move_cursor(result.end_location)


class ParameterLine(Horizontal):
    """One parameter: its name, what is typed, and what is expected or wrong.

    Args:
        field: the parameter.
        value: as it is set; None where it is not.
        default: as the profile sets it; None where it does not.

    Attributes:
        value: what was typed when it was last checked; None where nothing was.
        is_wrong: whether that cannot be.
    """

    def __init__(self, field: ParameterField, value: object, default: object) -> None:
        super().__init__(classes="instructions--line")
        self.field = field
        self.value: ParameterValue | None = None
        self.is_wrong = False
        self._first_text = typed_form(value)
        self._input = LineInput(placeholder=typed_form(default), compact=True)
        self._remark = Static(classes="instructions--remark", markup=False)

    def compose(self) -> ComposeResult:
        """Three columns."""
        yield Static(self.field.name, classes="instructions--name")
        self._input.value = self._first_text
        yield self._input
        yield self._remark

    def on_mount(self) -> None:
        """Say what is expected."""
        self._input.cursor_blink = False
        self.check()

    def focus_input(self) -> None:
        """Let the user type something else here."""
        self._input.focus()
        self._input.select_all()

    @on(Input.Changed)
    def check(self) -> None:
        """Take what is typed, or say beside it what is expected."""
        try:
            self.value = self.field.parse(clean(self._input.value))
        except ConfigError as error:
            self.is_wrong, remark = True, f"✗ {error.what}"
        else:
            self.is_wrong, remark = False, self.field.expects
        self._remark.set_class(self.is_wrong, "-error")
        self._remark.update(Content(remark))


class InstructionsDialog(ModalScreen[Instructions | None]):
    """Asks for system prompt and parameters. Dismissed with them, or None without a change.

    Args:
        system_prompt: as it is set.
        parameters: JSON text, as they are set; what there is no line for is kept.
        default_system_prompt: what the profile sets, where the conversation sets none.
        defaults: the profile's parameters.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("instructions.save", "list.cancel"),
        # With priority, so that what is typed right after it goes to the next field.
        *bindings_of("instructions.next", "instructions.back"),
    ]
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("instructions.save", "save"),
        ("instructions.next", "next"),
        ("list.cancel", "cancel"),
    )
    HINTS_UNSAVED: ClassVar[tuple[tuple[str, str], ...]] = (
        ("instructions.save", "saves"),
        ("list.cancel", "again drops them"),
    )

    def __init__(
        self,
        system_prompt: str,
        parameters: str,
        *,
        default_system_prompt: str = "",
        defaults: Mapping[str, ParameterValue],
    ) -> None:
        super().__init__()
        self._before = Instructions(system_prompt, parameters)
        values = parameters_from(parameters)
        self._prompt = PromptArea(
            system_prompt,
            placeholder=Content(default_system_prompt or "You are …"),
            tab_behavior="focus",
            compact=True,
            highlight_cursor_line=False,
        )
        self._prompt.cursor_blink = False
        self._lines = [
            ParameterLine(field, values.get(field.name), defaults.get(field.name))
            for field in FIELDS
        ]
        self._hint = Static(classes="instructions--hint", markup=False)
        self._is_leaving = False
        self._left: Instructions | None = None

    def compose(self) -> ComposeResult:
        """A box with the prompt above the parameters."""
        with Vertical(classes="instructions"):
            yield Static("System prompt and parameters", classes="instructions--title")
            with VerticalScroll(can_focus=False):
                yield self._prompt
                yield from self._lines
                yield Static(WHEN, classes="instructions--when")
            yield self._hint

    def on_mount(self) -> None:
        """Show the keys."""
        self._show_hints()

    def _show_hints(self) -> None:
        hints = self.HINTS_UNSAVED if self._is_leaving else self.HINTS
        lead = f"{UNSAVED} " if self._is_leaving else ""
        self._hint.set_class(self._is_leaving, "-asking")
        self._hint.update(Content(lead + key_hints(self.active_bindings, hints)))

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _edited(self) -> None:
        # What was typed before esc may be told of only after it.
        if self._is_leaving and self._typed() != self._left:
            self._is_leaving = False
            self._show_hints()

    def _typed(self) -> Instructions | None:
        """What is typed, None when it cannot be; as it was before where it means the same."""
        for line in self._lines:
            line.check()
        if any(line.is_wrong for line in self._lines):
            return None
        values = {line.field.name: line.value for line in self._lines}
        parameters = parameters_with(self._before.parameters, values)
        if parameters_from(parameters) == parameters_from(self._before.parameters):
            parameters = self._before.parameters
        return Instructions(clean(self._prompt.text), parameters)

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Take what is typed, unless something in it is wrong."""
        typed = self._typed()
        if typed is not None:
            self.dismiss(None if typed == self._before else typed)
            return
        next(line for line in self._lines if line.is_wrong).focus_input()

    def action_cancel(self) -> None:
        """Go back without saving; where there are changes, only when asked twice."""
        if self._is_leaving or self._typed() == self._before:
            self.dismiss(None)
        else:
            self._is_leaving = True
            self._left = self._typed()
            self._show_hints()
