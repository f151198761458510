"""A store with a bit of everything, and all that stands in one, to compare."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status, Usage
from copilot_tui.chat.picture import Picture, PictureFacts

if TYPE_CHECKING:
    from copilot_tui.store.store import Store

TABLES = {
    "conversations": """
        SELECT uid, conversation_id, title, profile, provider, model, pinned, unread, created,
            updated, opened, deleted_at, parameters, system_prompt,
            (SELECT uid FROM message_uids WHERE message = active_leaf) AS leaf
        FROM conversations ORDER BY uid
    """,
    "messages": """
        SELECT own.uid, home.uid AS home, above.uid AS above, role, status, owner,
            messages.created, finished, messages.deleted_at, messages.profile,
            messages.provider, messages.model, prompt_tokens, completion_tokens, tokens_exact,
            error, handle, reasoning, content
        FROM messages
        JOIN message_uids AS own ON own.message = messages.id
        JOIN conversations AS home ON home.id = messages.conversation
        LEFT JOIN message_uids AS above ON above.message = messages.parent
        ORDER BY home.uid, messages.id
    """,
    "drafts": """
        SELECT conversations.uid AS home, message_uids.uid, drafts.updated, text
        FROM drafts LEFT JOIN conversations ON conversations.id = drafts.conversation
        LEFT JOIN message_uids ON message = edits ORDER BY text, drafts.updated
    """,
    "prompts": """
        SELECT uid, digest FROM prompts JOIN message_uids
        ON message_uids.message = prompts.message ORDER BY uid
    """,
    "pictures": """
        SELECT digest, media_type, name, width, height, created, data FROM pictures
        ORDER BY digest
    """,
    "picture_uses": """
        SELECT uid, target, digest FROM picture_uses JOIN message_uids
        ON message_uids.message = picture_uses.message ORDER BY uid, target
    """,
    "facts": "SELECT url, provider, name, value FROM facts ORDER BY url, provider, name",
    "journal": "SELECT message FROM journal",
    "queued": "SELECT content FROM queued",
}
"""All but row ids, depths, which only have to grow, and what the search keeps; the messages of a
conversation in their order."""


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All that stands in a store, by table, read without the program's own queries."""
    database = store._database
    with database.reading():
        return {
            name: [tuple(map(_plain, row)) for row in database.tuples(statement)]
            for name, statement in TABLES.items()
        }


def _plain(value: object) -> object:
    """A value as both kinds of database can give it."""
    if isinstance(value, memoryview):
        return bytes(value)
    return int(value) if isinstance(value, bool) else value


def picture(name: str) -> Picture:
    """A picture whose bytes are its name."""
    data = name.encode()
    digest = sha256(data).hexdigest()
    return Picture(PictureFacts(digest, "image/png", f"{name}.png", 3, 4, len(data)), data)


def shown(name: str) -> str:
    """Markdown that shows it."""
    return f"![{name}](attachment:{picture(name).facts.digest})"


def answer(store: Store, conversation: int, question: int, text: str) -> int:
    """A finished reply with all that a server can say of one."""
    reply = store.journal.begin(conversation, question, profile="p", provider="q", model="m")
    store.journal.finish(
        reply.id,
        content=text,
        reasoning="thinking",
        status=Status.COMPLETE,
        usage=Usage(3, 4, exact=True),
        handle='{"thread": "goes on"}',
    )
    return reply.id


def fill(store: Store) -> None:
    """Write a bit of everything into an empty store."""
    for name in ("cat", "dog"):
        store.pictures.add(picture(name))
    plain = store.conversations.create(title="Plain \N{SNOWMAN}", parameters='{"top_p": 0.5}').id
    first = store.messages.add_user_message(plain, None, "Hello\n\n```\ncode\n```\n").id
    reply = answer(store, plain, first, "An answer \N{GRINNING FACE} on heather")
    again = store.messages.add_user_message(plain, reply, "More").id
    gone = store.messages.add_user_message(plain, again, "Away").id
    store.messages.add_user_message(plain, gone, f"Look: {shown('cat')}")
    store.messages.delete(gone)
    other = store.messages.add_user_message(plain, None, "Hello again").id
    answer(store, plain, other, "Another answer")
    store.messages.set_active_leaf(plain, again)
    store.drafts.set(plain, f"unsent, with {shown('dog')}")
    store.drafts.set(plain, "better", edits=again)
    failed = store.conversations.create(
        title="Failed", provider="P", model="M", profile="home", system_prompt="Be brief."
    ).id
    asked = store.messages.add_user_message(failed, None, "More").id
    reply = store.journal.begin(failed, asked, profile="", provider="", model="").id
    store.journal.finish(reply, content="", reasoning="", status=Status.FAILED, error="It said no.")
    store.conversations.set_pinned(failed, pinned=True)
    store.conversations.set_unread(failed, unread=True)
    store.conversations.create(title="")
    trash = store.conversations.create(title="In the trash").id
    store.messages.add_user_message(trash, None, "old")
    store.conversations.delete(trash)
    store.drafts.set(None, "not begun yet")
    store.facts.learn("http://here", "Copilot", "threads", "yes")
