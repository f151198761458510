"""The strict grammar of what the program may write to a terminal.

Everything else that is no plain text is foreign: it came from outside and was let through.
"""

from __future__ import annotations

import re

from copilot_tui.text import safe_url

_ALLOWED = (
    r"\x1b\[[\d;]*m",  # style
    r"\x1b\[\d+;\d+H",  # place of the cursor
    r"\x1b\[\?(?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]",  # modes
    r"\x1b\[\?(?:2026|2048)\$p",  # questions about modes
    r"\x1b\[(?:>\d+|<)u",  # kitty's keyboard, on and off
    r"\x1b\[2[23];2t",  # the title is kept, and brought back
    r"\x1b\]22;default\x07",  # the shape of the mouse pointer
    # The bell rings only after the title has said what for.
    r"\x1b\]2;(?P<title>[^\x00-\x1f\x7f-\x9f]*)\x07\x07?",
    r"\x1b\]8;(?:id=\d+)?;(?P<url>[^\x00-\x20\x7f-\x9f]*)\x1b\\",  # a link
    # Pictures: a question, a file in base64 and its end. Nothing else of kitty's protocol.
    r"\x1b_Gi=1,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b\[>0q\x1b\[c",
    r"\x1b_G(?:a=T,U=1,q=2,f=100,i=\d+,c=\d+,r=\d+|q=2),m=[01];[A-Za-z0-9+/]{1,4096}={0,2}\x1b\\",
    r"\x1b_Ga=d,d=I,q=2,i=\d+\x1b\\",
    r"\x1b\\",  # ends a sequence that was cut short when the terminal is given back
    r"\r\n|\r|\n",
)
_SEQUENCE = re.compile("|".join(_ALLOWED))
_PLAIN = re.compile(r"[^\x00-\x1f\x7f-\x9f]+")
_CONTEXT = 30
"""Characters shown on both sides of what is foreign."""


def foreign_output(raw: bytes) -> str:
    """What the program must not have written, with its surroundings; empty when all is well.

    Args:
        raw: all bytes that it wrote, from the first to the last.
    """
    output = raw.decode("utf-8", "surrogateescape")
    at = 0
    while at < len(output):
        found = _SEQUENCE.match(output, at) or _PLAIN.match(output, at)
        if found is None or not _is_harmless(found):
            around = output[max(0, at - _CONTEXT) : at + _CONTEXT]
            return f"at {at}: {around!r}"
        at = found.end()
    return ""


def _is_harmless(found: re.Match[str]) -> bool:
    """Whether the text in what was found is clean, and the address a safe one."""
    groups = found.groupdict() if found.re is _SEQUENCE else {"text": found.group()}
    text = groups.get("text") or groups.get("title") or ""
    url = groups.get("url") or ""
    return clean_by_table(text) and (not url or safe_url(url) is not None)


def clean_by_table(text: str) -> bool:
    """Whether no bidirectional control, odd line separator or lone surrogate is in it.

    Written out once more, so that a fault in `copilot_tui.text` does not hide itself here.
    """
    return not any(
        ord(character) in (0x2028, 0x2029)
        or 0x202A <= ord(character) <= 0x202E
        or 0x2066 <= ord(character) <= 0x2069
        or 0xD800 <= ord(character) <= 0xDFFF
        for character in text
    )
