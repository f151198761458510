"""One table of everything the app can do.

Key bindings, the palette, the `/` menu, the footer and the help are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Where(StrEnum):
    """The part of the screen that must have the focus for a key to work."""

    ANYWHERE = "Anywhere"
    COMPOSER = "In the prompt"
    LOG = "In the messages"
    SIDEBAR = "In the sidebar"
    LIST = "In lists to choose from"
    WINDOW = "In single windows"


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do.

    Attributes:
        id: stable name; key maps refer to it. In `Where.WINDOW`, its first part is the window.
        keys: comma separated, as Textual names them; may be empty.
        action: the action of the widget that `where` names; with a namespace before a
            dot, of the screen or the app.
        title: as shown in the palette.
        help: one sentence.
        where: see `Where`.
        slash: its name in the `/` menu, without the slash. What has one is in the palette,
            too; what only moves about has none.
        priority: whether it comes before the focused widget's own keys.
    """

    id: str
    keys: str
    action: str
    title: str
    help: str
    where: Where
    slash: str = ""
    priority: bool = False


_A, _C, _L, _S, _P, _W = Where

NEW_CONVERSATION = "conversation.new"
START_SERVER = "server.start"

COMMANDS: tuple[Command, ...] = (
    Command("composer.send", "enter", "submit", "Send", "Send the message.", _C),
    Command("composer.newline", "ctrl+j,shift+enter,shift+\r", "newline", "New line",
            "Break the line without sending; where enter sends, so does \\ before it.", _C),
    Command("composer.older", "up", "older", "Earlier prompt",
            "In an empty prompt: take back what waits, or an earlier prompt.", _C),
    Command("composer.newer", "down", "newer", "Later prompt",
            "The way back through the earlier prompts.", _C),
    Command(NEW_CONVERSATION, "ctrl+n", "new_conversation", "New conversation",
            "Start a conversation of its own.", _A, "new"),
    Command("conversation.switch", "ctrl+o", "switch", "Switch conversation",
            "Go to a conversation by its title; enter alone goes to the previous one.", _A,
            "switch", priority=True),
    Command("reply.stop", "escape", "stop_or_leave", "Stop the reply",
            "Stop the reply, keeping its text; elsewhere, go back to the prompt.", _A, "stop"),
    Command("find.here", "ctrl+f", "find", "Find in this conversation",
            "Find words in this conversation; again, in all conversations.", _A, "find",
            priority=True),
    Command("find.everywhere", "", "search", "Search all conversations",
            "Find words in all conversations.", _A, "search"),
    Command("sidebar.toggle", "ctrl+t", "toggle_sidebar", "Sidebar",
            "Show the conversations, go there, or hide them.", _A, "sidebar", priority=True),
    Command("log.newest", "ctrl+l", "newest", "Newest text",
            "Go to the newest text and follow it again.", _A, "newest"),
    Command("log.page_up", "pageup", "log_page_up", "Scroll up",
            "Scroll the messages, also while typing.", _A, priority=True),
    Command("log.page_down", "pagedown", "log_page_down", "Scroll down",
            "Scroll the messages, also while typing.", _A, priority=True),
    Command("focus.next", "tab", "focus_part(1)", "Next part",
            "From the prompt to the messages, to the sidebar, and round.", _A, priority=True),
    Command("focus.previous", "shift+tab", "focus_part(-1)", "Previous part",
            "The same the other way.", _A, priority=True),
    Command("composer.editor", "ctrl+g", "open_editor", "Write in your editor",
            "Write the prompt in $VISUAL or $EDITOR.", _A, "editor"),
    Command("composer.history", "ctrl+r", "search_prompts", "Search earlier prompts",
            "Find a prompt that was sent before.", _A, "history", priority=True),
    Command("composer.unfold", "f8", "unfold", "Unfold pasted text",
            "Show the pasted text that is folded at the cursor, or in the whole prompt.", _A,
            "unfold"),
    Command("composer.file", "", "insert_file", "Insert a file",
            "Put a file into the prompt; the same as typing @.", _A, "file"),
    Command("composer.attach", "", "insert_file", "Attach a file or picture",
            "Put a picture or another file into the prompt; a path may follow.", _A, "attach"),
    Command("composer.paste_picture", "ctrl+v", "paste_picture",
            "Attach picture from the clipboard",
            "Attach the picture that was copied; without one, paste what was copied here.", _C,
            "paste-picture"),
    Command("composer.take_back", "", "take_back", "Take back what waits",
            "Put the messages that wait for the reply back into the prompt.", _A, "unsend"),
    Command("prompts.insert", "", "insert_prompt", "Prompt library",
            "Insert one of your own prompts.", _A, "prompts"),
    Command("conversation.rename", "f2", "rename", "Rename conversation",
            "Give the conversation another title.", _A, "rename"),
    Command("model.choose", "f3", "choose_model", "Model, provider, profile",
            "Choose who answers in this conversation.", _A, "model", priority=True),
    Command("conversation.instructions", "f4", "edit_instructions",
            "System prompt and parameters",
            "What this conversation tells the model beforehand, and how it is to answer.", _A,
            "system", priority=True),
    Command("conversation.pin", "", "toggle_pin", "Pin conversation",
            "Keep the conversation on top of the list, or no longer.", _A, "pin"),
    Command("conversation.duplicate", "", "duplicate", "Duplicate conversation",
            "Go on in a copy with all branches.", _A, "duplicate"),
    Command("conversation.delete", "", "delete_open", "Delete conversation",
            "Delete the conversation; it can be brought back.", _A, "delete"),
    Command("app.undo", "", "undo", "Undo delete",
            "Bring back what was deleted last, a message or a conversation.", _A, "undo"),
    Command("conversation.export", "", "export", "Export conversation",
            "Write the conversation to a file: Markdown, a page, or all there is.", _A,
            "export"),
    Command("conversation.export_all", "", "export_all", "Export all conversations",
            "Write all conversations to a file or a folder.", _A, "export-all"),
    Command("conversation.import", "", "import_files", "Import conversations",
            "Take conversations in from a file, also of other programs.", _A, "import"),

    Command("message.previous", "k", "move_cursor(-1)", "Message above",
            "Go to the message above; through a long one, screen by screen.", _L),
    Command("message.next", "j", "move_cursor(1)", "Message below",
            "Go to the message below; through a long one, screen by screen.", _L),
    Command("message.first", "g,home", "first_message", "First message",
            "Go to the beginning.", _L),
    Command("message.last", "G,end", "last_message", "Last message",
            "Go to the end and follow it.", _L),
    Command("log.up", "up", "line_up", "Line up", "Scroll up by a line.", _L),
    Command("log.down", "down", "line_down", "Line down", "Scroll down by a line.", _L),
    Command("message.select_up", "K,shift+up", "extend(-1)", "Select up",
            "Take the message above into the selection.", _L),
    Command("message.select_down", "J,shift+down", "extend(1)", "Select down",
            "Take the message below into the selection.", _L),
    Command("message.menu", "enter", "message('menu')", "What to do with a message",
            "Everything that can be done with this message.", _L, "message"),
    Command("message.copy", "y", "message('copy')", "Copy message",
            "Copy the message, or all selected ones, as Markdown.", _L, "copy"),
    Command("message.copy_code", "c", "message('copy_code')", "Copy code block",
            "Copy its code; again, the next block.", _L, "code"),
    Command("message.edit", "e", "message('edit')", "Edit and send again",
            "Change your message and send it as another version.", _L, "edit"),
    Command("message.regenerate", "r", "message('regenerate')", "Answer again",
            "Ask for another answer; the old one is kept.", _L, "retry"),
    Command("message.continue", "m", "message('continue')", "Go on with the answer",
            "Let an answer that broke off go on where it stopped.", _L, "continue"),
    Command("message.previous_version", "left_square_bracket", "message('previous_version')",
            "Version before", "Show the version before this one.", _L, "back"),
    Command("message.next_version", "right_square_bracket", "message('next_version')",
            "Version after", "Show the version after this one.", _L, "forward"),
    Command("message.quote", "greater_than_sign", "message('quote')", "Quote",
            "Put the message into the prompt as a quotation.", _L, "quote"),
    Command("message.fold", "space", "message('fold')", "Fold or unfold",
            "Fold or unfold its reasoning, or the message where it is long.", _L, "fold"),
    Command("message.open_link", "o", "message('open_link')", "Open a link",
            "Open its link; from a list when there are several.", _L, "links"),
    Command("message.open_picture", "", "message('open_picture')", "Open picture",
            "Show a picture of the message in the system's viewer.", _L, "open-picture"),
    Command("message.save_picture", "", "message('save_picture')", "Save picture …",
            "Write a picture of the message to a file.", _L, "save-picture"),
    Command("message.fetch_pictures", "", "message('fetch_pictures')", "Fetch its pictures",
            "Fetch the pictures that an answer shows from other servers, and keep them.", _L,
            "fetch-pictures"),
    Command("message.delete", "d,delete", "message('delete')", "Delete message",
            "Delete this message alone; u brings it back.", _L, "remove"),
    Command("message.delete_rest", "D", "message('delete_rest')", "Delete from here on",
            "Delete this message and all after it; u brings them back.", _L, "cut"),
    Command("log.undo", "u", "screen.undo", "Undo delete",
            "Bring back what was deleted last.", _L),
    Command("log.times", "t", "toggle_times", "Times",
            "Show when every message was written, or hide it.", _L, "times"),
    Command("log.find", "slash", "screen.find", "Find", "Find words in this conversation.", _L),
    Command("find.next", "n", "next_hit(1)", "Next hit", "Go to the next hit.", _L),
    Command("find.previous", "N", "next_hit(-1)", "Hit before", "Go to the hit before.", _L),

    Command("sidebar.up", "up,k", "cursor_up", "Up", "The conversation above.", _S),
    Command("sidebar.down", "down,j", "cursor_down", "Down", "The conversation below.", _S),
    Command("sidebar.first", "home,g", "cursor_first", "First", "The first one.", _S),
    Command("sidebar.last", "end,G", "cursor_last", "Last", "The last one.", _S),
    Command("sidebar.open", "enter,space", "choose", "Open", "Open the conversation.", _S),
    Command("sidebar.new", "n", "screen.new_conversation", "New conversation",
            "Start a conversation of its own.", _S),
    Command("sidebar.filter", "slash", "screen.filter", "Filter conversations",
            "Show only the conversations whose titles match.", _S, "filter"),
    Command("sidebar.pin", "p", "screen.toggle_pin", "Pin",
            "Keep the conversation on top, or no longer.", _S),
    Command("sidebar.rename", "r", "screen.rename", "Rename", "Give it another title.", _S),
    Command("sidebar.duplicate", "c", "screen.duplicate", "Duplicate",
            "Go on in a copy with all branches.", _S),
    Command("sidebar.delete", "d,delete", "screen.delete", "Delete",
            "Delete the conversation; u brings it back.", _S),
    Command("sidebar.undo", "u", "screen.undo", "Undo delete",
            "Bring back what was deleted last.", _S),

    Command("list.up", "up,ctrl+p", "cursor_up", "Up", "The entry above.", _P),
    Command("list.down", "down,ctrl+n", "cursor_down", "Down", "The entry below.", _P),
    Command("list.page_up", "pageup", "page_up", "Page up", "A page up.", _P, priority=True),
    Command("list.page_down", "pagedown", "page_down", "Page down", "A page down.", _P,
            priority=True),
    Command("list.first", "home", "cursor_first", "First", "The first entry.", _P,
            priority=True),
    Command("list.last", "end", "cursor_last", "Last", "The last entry.", _P,
            priority=True),
    Command("list.choose", "enter", "choose", "Choose", "Take what is under the cursor.", _P),
    Command("list.cancel", "escape", "cancel", "Cancel", "Go back without choosing.", _P),

    Command("model.unfold", "right", "unfold", "Models",
            "When choosing who answers: the models of a provider.", _W, priority=True),
    Command("instructions.save", "ctrl+s", "save", "Save",
            "Save system prompt and parameters.", _W),
    Command("instructions.next", "tab", "app.focus_next", "Next",
            "In the system prompt's window: the next field.", _W, priority=True),
    Command("instructions.back", "shift+tab", "app.focus_previous", "Back",
            "There, too: the field before.", _W, priority=True),
    Command("settings.previous", "left", "change(-1)", "Value before",
            "In the settings: the value before.", _W),
    Command("settings.next", "right,space", "change(1)", "Next value",
            "In the settings: the next value.", _W),
    Command("statistics.previous", "left", "span(-1)", "Shorter time",
            "In the statistics: a shorter time.", _W),
    Command("statistics.next", "right", "span(1)", "Longer time",
            "In the statistics: a longer time, up to all there is.", _W),
    Command("query.start", "ctrl+a", "home", "Start",
            "The start of what is typed in a list.", _W),
    Command("query.end", "ctrl+e", "end", "End", "The end of what is typed in a list.", _W),
    Command("confirm.yes", "y", "answer(True)", "Yes", "Answer a question with yes.", _W),
    Command("confirm.no", "n,escape", "answer(False)", "No", "Answer a question with no.", _W),
    Command("link.open", "enter", "open", "Open", "Open the address that is shown.", _W),
    Command("link.copy", "y", "copy", "Copy", "Copy the address that is shown.", _W),

    Command("app.settings", "", "app.settings", "Settings",
            "Change theme, keys of sending, notifications and more.", _A, "settings"),
    Command("app.theme", "", "app.choose_theme", "Theme", "Choose other colours.", _A, "theme"),
    Command("app.statistics", "", "show_statistics", "Statistics",
            "How much was sent and answered, by whom, how fast, and when.", _A, "stats"),
    Command("app.density", "", "app.toggle_density", "Density",
            "Put messages closer together, or further apart.", _A, "density"),
    Command("app.palette", "ctrl+p", "palette", "Command palette",
            "Everything by name.", _A, priority=True),
    Command("app.help", "f1", "help", "Help", "All keys, as they are mapped now.", _A, "help",
            priority=True),
    Command("log.help", "question_mark", "screen.help", "Help", "All keys.", _L),
    Command("sidebar.help", "question_mark", "screen.help", "Help", "All keys.", _S),
    Command("server.retry", "", "app.retry_server", "Retry server",
            "Look again for the server of the profile.", _A, "reconnect"),
    Command(START_SERVER, "", "app.start_server", "Start g4f",
            "Start a g4f server on 127.0.0.1, stopped with the app.", _A, "start-server"),
    Command("app.quit", "ctrl+q", "app.quit", "Quit",
            "Quit; replies under way are kept as far as they came.", _A, "quit", priority=True),
)  # fmt: skip

COMMANDS_BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}


def menu_commands() -> Iterable[Command]:
    """What the palette and the `/` menu offer, in their order."""
    return (command for command in COMMANDS if command.slash)


def no_key(command: str) -> str:
    """The name of a key that no keyboard has, for a command that no key is to run.

    Textual refuses a binding without keys, and gives a key map's keys only to bindings
    that exist (8.2.8).
    """
    return f"<{command}>"
