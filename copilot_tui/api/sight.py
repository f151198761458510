"""Telling from a server's words that a model takes no pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot_tui.errors import WITHOUT_PICTURE, PicturesRefused

if TYPE_CHECKING:
    from copilot_tui.errors import ReplyError

_PICTURES = r"(?:images?|image_url|pictures?|vision|multi-?modal\w*)\b"
_SAYING = (
    # llama.cpp: "image input is not supported"; Mistral: "Image input is not enabled for".
    rf"\b{_PICTURES}(?:\W+\w+){{0,2}}?\W+(?:is|are)\W+not\W+"
    r"(?:yet\W+)?(?:supported|enabled|allowed|accepted|available)",
    # "does not support images", "cannot read images"; OpenRouter: "No endpoints found that
    # support image input"; vLLM: "is not a multimodal model".
    r"\b(?:not|no|cannot|can't|doesn't|don't|unable to)\W+(?:\w+\W+){0,4}?"
    rf"(?:support|accept|process|handle|take|see|read|an?|for)s?\W+(?:\w+\W+){{0,2}}?{_PICTURES}",
    # OpenAI: "image_url is only supported by certain models".
    r"\bimage_url\b\W+(?:\w+\W+){0,2}?only\W+supported",
    # llama.cpp: 'Unsupported content part type: "image_url"'; DeepSeek: "unknown variant
    # `image_url`, expected `text`".
    r"\b(?:unsupported|unknown|invalid|unexpected)\W+(?:\w+\W+){0,4}?image_url\b",
    # Groq: "messages[0].content must be a string", "'messages.0.content' : value must be a
    # string"; pydantic: "content: Input should be a valid string", "type: Input should be
    # 'text'".
    r"\bcontent\b\W+(?:\w+\W+){0,3}?(?:must|should)\W+be\W+an?\W+(?:valid\W+)?str(?:ing)?\b",
    r"\binput\W+should\W+be\W+text\b",
    # vLLM: "At most 0 image(s) may be provided"; Ollama: "missing data required for image
    # input".
    r"\bat\W+most\W+0\W+image",
    r"\bmissing\W+data\W+required\W+for\W+image\b",
    r"\btext-only\W+model\b",
)
_CANNOT_SEE = re.compile("|".join(_SAYING), re.IGNORECASE)


def pictures_refused(error: ReplyError) -> PicturesRefused | None:
    """The clear form of a failure to a request with pictures; None when it is another one.

    Args:
        error: with the server's own words in `detail`.
    """
    if not _CANNOT_SEE.search(error.detail):
        return None
    return PicturesRefused("This model cannot see pictures.", WITHOUT_PICTURE, detail=error.detail)
