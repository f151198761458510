"""Documents become Markdown in a process of their own."""

from __future__ import annotations

import os
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import FileRefused
from copilot_tui.extras import how_to_add
from copilot_tui.files import documents
from copilot_tui.files.documents import converted, is_document
from copilot_tui.files.prompt_file import read_prompt_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(path: Path, files: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def docx(path: Path, body: str = "<w:p><w:r><w:t>Grüße, 世界</w:t></w:r></w:p>") -> Path:
    """A Word document of one paragraph (ECMA-376)."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        path,
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body>'
            "</w:document>",
        },
    )


def pdf(path: Path, words: str) -> Path:
    """A PDF of one page (ISO 32000)."""
    content = f"BT /F 12 Tf 20 20 Td ({words}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 60] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n" + table
    data += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(data)
    return path


@pytest.mark.slow
async def test_documents_are_read_as_markdown(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<h1>Title</h1><p>One <b>bold</b> word</p>")
    for file, text in (
        (docx(tmp_path / "a.docx"), "Grüße, 世界"),
        (pdf(tmp_path / "a.pdf", "Hello from a page"), "Hello from a page"),
        (tmp_path / "a.html", "# Title\n\nOne **bold** word"),
    ):
        read = await read_prompt_file(file, file.name)
        assert read.text.strip() == text
        assert (read.name, read.language, read.encoding) == (file.name, "markdown", "utf-8")


@pytest.mark.slow
async def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "a.docx"
    broken.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(FileRefused, match=r"a.docx cannot be read; it may be damaged"):
        await converted(broken, "a.docx")


@pytest.mark.slow
async def test_a_document_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"no text in scan.pdf") as refused:
        await converted(pdf(tmp_path / "scan.pdf", ""), "scan.pdf")
    assert refused.value.todo == "A scan can be attached as a picture."


async def test_a_document_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = hanging_child(tmp_path, monkeypatch)
    with pytest.raises(FileRefused, match=r"a.docx took too long to read"):
        await converted(docx(tmp_path / "a.docx"), "a.docx", seconds=1.5)
    # Whether it came to write its number or not, it is gone.
    for pid in map(int, pids.read_text().split() if pids.exists() else ()):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_document_that_grows_without_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    # More is in the pipe than anyone reads ahead, and it is there when the child was ended.
    roomy = "if hasattr(fcntl, 'F_SETPIPE_SZ'): fcntl.fcntl(1, fcntl.F_SETPIPE_SZ, 1 << 20)"
    endless = "while True: sys.stdout.write('x' * 100_000)"
    child.write_text(f"import fcntl, sys\n{roomy}\n{endless}\n")
    use_child(child, monkeypatch)
    with pytest.raises(FileRefused, match=r"text of a.docx is longer than 5.0 MB"):
        await converted(docx(tmp_path / "a.docx"), "a.docx")


async def test_without_the_converter_it_is_said_how_to_add_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "find_spec", lambda _: None)
    with pytest.raises(FileRefused, match=r"To read a.docx, a converter is needed") as refused:
        await read_prompt_file(docx(tmp_path / "a.docx"), "a.docx")
    assert how_to_add(documents._CONVERTER, "documents") in refused.value.todo
    page = tmp_path / "a.html"
    page.write_text("<p>One</p>")
    assert (await read_prompt_file(page, "a.html")).text == "<p>One</p>"


async def test_a_text_needs_no_converter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# One")
    read = await read_prompt_file(tmp_path / "a.md", "a.md")
    assert (read.text, read.language) == ("# One", "")


def test_documents_are_told_by_their_names() -> None:
    assert [
        name for name in ("a.PDF", "f.xls", "b.docx", "c.txt", "d.py", "e.htm") if is_document(name)
    ] == [
        "a.PDF",
        "b.docx",
        "e.htm",
    ]


def use_child(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a script stand where the converter is started."""
    starter = script.with_name("python")
    starter.write_text(f"#!/bin/sh\nexec {sys.executable} {script}\n")
    starter.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(starter))


def hanging_child(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the converter hang; it writes its process number into a file."""
    child, pids = folder / "child.py", folder / "pids"
    child.write_text(
        f"import os, time\nopen({str(pids)!r}, 'a').write(f'{{os.getpid()}} ')\ntime.sleep(60)\n"
    )
    use_child(child, monkeypatch)
    return pids
