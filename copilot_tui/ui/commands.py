"""One table of everything the app can do: key bindings, palette and help come from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType


class Where(StrEnum):
    """The part of the screen that must have the focus for a key to work."""

    ANYWHERE = "Anywhere"
    COMPOSER = "In the prompt"
    LOG = "In the message log"
    SIDEBAR = "In the sidebar"


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do.

    Attributes:
        id: stable name; key maps refer to it.
        keys: comma separated, as Textual names them; may be empty.
        action: the action of the widget that `where` names, or of the screen.
        title: as shown in palette and help.
        help: one sentence.
        where: see `Where`.
        shown_key: how help shows the keys, where Textual's names are not what one types.
        palette: whether the palette offers it; its action must then be the screen's.
        priority: whether it comes before the focused widget's own keys.
    """

    id: str
    keys: str
    action: str
    title: str
    help: str
    where: Where
    shown_key: str
    palette: bool = False
    priority: bool = False


_A, _C, _L, _S = Where.ANYWHERE, Where.COMPOSER, Where.LOG, Where.SIDEBAR

START_SERVER = "server.start"

COMMANDS: tuple[Command, ...] = (
    Command("composer.send", "enter", "submit", "Send", "Send the message.", _C, "enter"),
    Command("composer.newline", "ctrl+j,shift+enter,shift+\r", "newline", "New line",
            "Break the line without sending.", _C, "ctrl+j"),
    Command("reply.stop", "escape", "stop_or_leave", "Stop the reply",
            "Stop the reply, keeping its text; elsewhere, go back to the prompt.", _A, "esc"),
    Command("conversation.new", "ctrl+n", "new_conversation", "New conversation",
            "Start a conversation of its own.", _A, "ctrl+n", palette=True),
    Command("sidebar.toggle", "ctrl+t", "toggle_sidebar", "Sidebar",
            "Show the conversations, go there, or hide them.", _A, "ctrl+t", palette=True,
            priority=True),
    Command("log.newest", "ctrl+l", "newest", "Newest text",
            "Go to the newest text and follow it again.", _A, "ctrl+l", palette=True),
    Command("log.page_up", "pageup", "log_page_up", "Scroll up",
            "Scroll the messages, also while typing.", _A, "pageup", priority=True),
    Command("log.page_down", "pagedown", "log_page_down", "Scroll down",
            "Scroll the messages, also while typing.", _A, "pagedown", priority=True),
    Command("focus.next", "tab", "focus_part(1)", "Next part",
            "From the prompt to the messages, to the sidebar, and round.", _A, "tab",
            priority=True),
    Command("focus.previous", "shift+tab", "focus_part(-1)", "Previous part",
            "The same the other way.", _A, "shift+tab", priority=True),
    Command("conversation.rename", "f2", "rename", "Rename conversation",
            "Give the conversation another title.", _A, "f2", palette=True),
    Command("reply.retry", "r", "screen.retry", "Try again",
            "Ask for the last answer once more; the old one is kept.", _L, "r"),
    Command("log.up", "k,up", "line_up", "Up", "Scroll up by a line.", _L, "k ↑"),
    Command("log.down", "j,down", "line_down", "Down", "Scroll down by a line.", _L, "j ↓"),
    Command("log.top", "g,home", "top", "First message", "Go to the beginning.", _L, "g"),
    Command("log.bottom", "G,end", "bottom", "Newest text", "Go to the end.", _L, "G"),
    Command("sidebar.up", "up,k", "cursor_up", "Up", "The conversation above.", _S, "k ↑"),
    Command("sidebar.down", "down,j", "cursor_down", "Down", "The conversation below.", _S, "j ↓"),
    Command("sidebar.first", "home,g", "cursor_first", "First", "The newest one.", _S, "g"),
    Command("sidebar.last", "end,G", "cursor_last", "Last", "The oldest one.", _S, "G"),
    Command("sidebar.open", "enter,space", "choose", "Open", "Open the conversation.", _S, "enter"),
    Command("sidebar.new", "n", "screen.new_conversation", "New conversation",
            "Start a conversation of its own.", _S, "n"),
    Command("conversation.delete", "d,delete", "screen.delete", "Delete",
            "Delete the conversation; u brings it back.", _S, "d"),
    Command("conversation.undelete", "u", "screen.undelete", "Undo delete",
            "Bring back what was deleted last.", _S, "u"),
    Command("app.palette", "ctrl+p", "app.command_palette", "Command palette",
            "Everything by name.", _A, "ctrl+p"),
    Command("app.help", "f1", "help", "Help", "All keys.", _A, "f1", palette=True),
    Command("log.help", "question_mark", "screen.help", "Help", "All keys.", _L, "?"),
    Command("sidebar.help", "question_mark", "screen.help", "Help", "All keys.", _S, "?"),
    Command("app.quit", "ctrl+q", "app.quit", "Quit",
            "Quit; replies under way are kept as far as they came.", _A, "ctrl+q", palette=True,
            priority=True),
    Command("server.retry", "", "app.retry_server", "Retry server",
            "Look again for the server of the profile.", _A, "", palette=True),
    Command(START_SERVER, "", "app.start_server", "Start g4f",
            "Start a g4f server on 127.0.0.1, stopped with the app.", _A, "", palette=True),
    Command("reply.retry_last", "", "retry", "Try again",
            "Ask for the last answer once more; the old one is kept.", _A, "", palette=True),
    Command("app.theme", "", "app.change_theme", "Theme",
            "Choose other colours.", _A, "", palette=True),
    Command("conversation.undelete_last", "", "undelete", "Undo delete",
            "Bring back the conversation that was deleted last.", _A, "", palette=True),
    Command("conversation.delete_open", "", "delete_open", "Delete conversation",
            "Delete the open conversation; it can be brought back.", _A, "", palette=True),
)  # fmt: skip


def bindings(where: Where) -> list[BindingType]:
    """Textual's bindings of one part of the screen."""
    return [
        Binding(
            command.keys,
            command.action,
            command.title,
            id=command.id,
            show=False,
            priority=command.priority,
        )
        for command in COMMANDS
        if command.where is where and command.keys
    ]


def palette_commands() -> Iterable[Command]:
    """What the command palette offers, in its order."""
    return (command for command in COMMANDS if command.palette)


COMMAND_IDS = frozenset(command.id for command in COMMANDS)
