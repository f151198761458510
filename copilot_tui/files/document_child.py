"""Turns a document into Markdown: `python -m copilot_tui.files.document_child .pdf`.

It reads the document from its standard input and writes the Markdown to its standard
output. It takes limited memory and time, and ends with 1 when it fails.
"""

from __future__ import annotations

import os
import sys
from io import BytesIO

CONVERTERS = {
    ".pdf": "PdfConverter",
    ".docx": "DocxConverter",
    ".pptx": "PptxConverter",
    ".xlsx": "XlsxConverter",
    ".epub": "EpubConverter",
    ".html": "HtmlConverter",
    ".htm": "HtmlConverter",
}
"""By the ending of a file's name, what markitdown 0.1 calls its converter."""

MEMORY = 4_000_000_000
"""Bytes of address space, most of which its libraries reserve and never use."""

CPU_SECONDS = 60


def main(suffix: str) -> int:
    """Convert; 1 when that is not possible."""
    _limit()
    data = sys.stdin.buffer.read()
    out = os.fdopen(os.dup(1), "wb")
    # What its libraries print must not come between.
    os.dup2(2, 1)
    try:
        from markitdown import StreamInfo, converters

        # Only the one that is meant: others would take a broken document for a text, and
        # some ask web sites.
        converter = getattr(converters, CONVERTERS[suffix])()
        result = converter.convert(BytesIO(data), StreamInfo(extension=suffix))
    except Exception:
        # Its libraries raise whatever broken data leads them to.
        return 1
    out.write(result.markdown.encode("utf-8", "replace"))
    out.close()
    return 0


def _limit() -> None:
    """Take no more than is allowed, where that can be set."""
    try:
        import resource
    except ImportError:
        return  # Windows; the time limit of whoever started this holds.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
