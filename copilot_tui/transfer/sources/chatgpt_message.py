"""What one message of ChatGPT's data export says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.chat.picture import picture_words
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.picture_file import shown
from copilot_tui.transfer.foreign.readable import fenced, joined, tool_answer, tool_call
from copilot_tui.transfer.foreign.values import (
    JsonObject,
    described,
    list_in,
    object_in,
    text_in,
    time_in,
)
from copilot_tui.transfer.sources.chatgpt_marks import without_marks

if TYPE_CHECKING:
    from copilot_tui.transfer.record import Picture
    from copilot_tui.transfer.sources.chatgpt_pictures import ChatGPTPictures

_ROLES = {
    "user": Role.USER,
    "assistant": Role.ASSISTANT,
    "tool": Role.ASSISTANT,
    "system": Role.SYSTEM,
}
_SOUND = "[sound]"
_VIDEO = "[video]"
_NEVER_SEEN = frozenset(("user_editable_context", "model_editable_context"))
"""Kinds that carry the custom instructions and the memory, the same in every conversation."""

_STATUS = {"interrupted": Status.STOPPED, "in_progress": Status.INTERRUPTED}
_WITHOUT_TEXT = frozenset(("", "text", "multimodal_text", "code", "execution_output"))
"""Kinds that are known, and may be empty."""


class Complaint(Protocol):
    """Is told what is wrong with a message, or that a picture of it is missing."""

    def __call__(self, why: str, *, is_picture: bool = False) -> None: ...  # noqa: D102


@dataclass(slots=True)
class Said:
    """What a message says.

    Attributes:
        role: who speaks; tools speak within a reply.
        text: what is to be read.
        reasoning: what was thought before.
        created: Unix time in seconds.
        model: that answered.
        status: how far it got.
        pictures: that the text shows.
    """

    role: Role
    text: str = ""
    reasoning: str = ""
    created: float | None = None
    model: str = ""
    status: Status = Status.COMPLETE
    pictures: list[Picture] = field(default_factory=list)


def said(message: JsonObject, pictures: ChatGPTPictures, complain: Complaint) -> Said | None:
    """What a message says; None when it was never to be seen, or says nothing.

    Args:
        message: as it stands in the export.
        pictures: of the export.
        complain: is told what is missing.
    """
    author, metadata = object_in(message.get("author")), object_in(message.get("metadata"))
    content = object_in(message.get("content"))
    role = _ROLES.get(text_in(author.get("role")))
    if role is None:
        if author.get("role") is not None:
            complain(f"Its role is not known: {described(author['role'])}.")
        return None
    if metadata.get("is_visually_hidden_from_conversation") is True:
        return None
    if text_in(content.get("content_type")) in _NEVER_SEEN:
        return None
    if message.get("weight") == 0 and text_in(author.get("role")) in ("system", "tool"):
        return None  # Replaced, or taken out of what the model reads.
    ending = text_in(object_in(metadata.get("finish_details")).get("type"))
    result = Said(
        role,
        created=time_in(message.get("create_time")),
        model=text_in(metadata.get("model_slug")) if role is Role.ASSISTANT else "",
        status=_STATUS.get(ending) or _STATUS.get(text_in(message.get("status")), Status.COMPLETE),
    )
    _Reader(result, pictures, complain).read(message)
    return result if result.text.strip() or result.reasoning.strip() else None


class _Reader:
    """Puts the parts of a message together."""

    def __init__(self, result: Said, pictures: ChatGPTPictures, complain: Complaint) -> None:
        self._result = result
        self._pictures = pictures
        self._complain = complain

    def read(self, message: JsonObject) -> None:
        content = object_in(message.get("content"))
        kind = text_in(content.get("content_type"))
        if kind == "thoughts":
            self._result.reasoning = _thoughts(content)
        elif kind == "reasoning_recap":
            self._result.reasoning = text_in(content.get("content"))
        else:
            text = self._addressed(message, self._text(kind, content, message))
            self._result.text = joined(text, *self._charts(message)) if text else text

    def _text(self, kind: str, content: JsonObject, message: JsonObject) -> str:
        if kind == "tether_quote":
            source = one_line(text_in(content.get("title")) or text_in(content.get("url")))
            return joined(source, text_in(content.get("text")))
        if kind == "sonic_webpage":
            title = one_line(text_in(content.get("title")) or text_in(content.get("url")))
            return joined(title, text_in(content.get("text")) or text_in(content.get("snippet")))
        if kind == "citable_code_output":
            return text_in(content.get("output_str"))
        if kind == "computer_output":
            screenshot = object_in(content.get("screenshot"))
            return self._picture(screenshot) if screenshot else ""
        if kind == "tether_browsing_display":
            return text_in(content.get("result")) or text_in(content.get("summary"))
        if kind == "system_error":
            name, text = text_in(content.get("name")), text_in(content.get("text"))
            return joined(f"{name}: {text}" if name else text)
        parts = self._parts(content)
        text = joined(*parts) if len(parts) != 1 else parts[0]
        metadata = object_in(message.get("metadata"))
        text = without_marks(text or text_in(content.get("text")), metadata)
        if not text and kind not in _WITHOUT_TEXT:
            self._complain(f"What it holds is not known: {described(kind)}.")
        return joined(text, *self._attachments(content, message)) if kind != "code" else text

    def _parts(self, content: JsonObject) -> list[str]:
        """The parts as texts; what was said aloud stands there as it was written down."""
        parts = [self._part(part) for part in list_in(content.get("parts"))]
        kinds = (object_in(part).get("content_type") for part in list_in(content.get("parts")))
        if "audio_transcription" in kinds:
            parts = [part for part in parts if part not in (_SOUND, _VIDEO)]
        return parts

    def _part(self, part: object) -> str:
        if isinstance(part, str):
            return part
        fields = object_in(part)
        kind = text_in(fields.get("content_type"))
        if kind == "image_asset_pointer":
            return self._picture(fields)
        if "audio" in kind and not fields.get("text"):
            return _SOUND
        if "video" in kind and not fields.get("text"):
            return _VIDEO
        return text_in(fields.get("text"))

    def _picture(self, fields: JsonObject) -> str:
        pointer = text_in(fields.get("asset_pointer"))
        picture = self._pictures.find(pointer, self._result.created or 0.0)
        if picture is None:
            self._complain("A picture of it is not in the export.", is_picture=True)
            return picture_words("")
        self._result.pictures.append(picture)
        return shown(picture)

    def _charts(self, message: JsonObject) -> list[str]:
        """The pictures that code has drawn."""
        result = object_in(object_in(message.get("metadata")).get("aggregate_result"))
        drawn = map(object_in, list_in(result.get("messages")))
        return [
            self._picture({"asset_pointer": one.get("image_url")})
            for one in drawn
            if one.get("message_type") == "image"
        ]

    def _attachments(self, content: JsonObject, message: JsonObject) -> list[str]:
        """The names of files that went with it, without the pictures that are shown."""
        parts = map(object_in, list_in(content.get("parts")))
        pointers = " ".join(text_in(part.get("asset_pointer")) for part in parts)
        names = []
        for value in list_in(object_in(message.get("metadata")).get("attachments")):
            attachment = object_in(value)
            file_id, name = text_in(attachment.get("id")), text_in(attachment.get("name"))
            if name and not (file_id and file_id in pointers):
                names.append(f"[file {one_line(name)}]")
        return names

    def _addressed(self, message: JsonObject, text: str) -> str:
        """The text as a call where it was meant for a tool, as an answer where one said it."""
        if not text.strip():
            return ""
        author, content = object_in(message.get("author")), object_in(message.get("content"))
        recipient = text_in(message.get("recipient"))
        language = text_in(content.get("language"))
        if author.get("role") == "assistant" and recipient not in ("", "all"):
            return tool_call(recipient, text, language.replace("unknown", ""))
        if author.get("role") == "tool" and not self._result.pictures:
            return tool_answer(text_in(author.get("name")), text)
        is_code = content.get("content_type") in ("code", "execution_output")
        return fenced(text, language.replace("unknown", "")) if is_code else text


def _thoughts(content: JsonObject) -> str:
    thoughts = map(object_in, list_in(content.get("thoughts")))
    texts = []
    for thought in thoughts:
        summary, body = text_in(thought.get("summary")), text_in(thought.get("content"))
        texts.append(joined(f"**{one_line(summary)}**" if summary.strip() else "", body))
    return joined(*texts)
