"""Interviews for tests: written in the test, stored without a file."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

from familypanel.coding import add, tag, tag_quotes
from familypanel.coding.turn_splitting import split_turns
from familypanel.study.documents import Document
from familypanel.study.folder import Study
from familypanel.study.store.documents import add_document, find_document
from familypanel.study.store.members import Member, add_members
from familypanel.study.table import Table

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "improving_futures"
CODEBOOK = """\
title: Test
codes:
  trust: {label: Trust, definition: Trust in a worker.}
  money: {label: Money, definition: Money and housing.}
  sleep: {label: Sleep, definition: Bedtimes.}
"""


def tell(study: Study, name: str, text: str, wave: str | None = "baseline", **more: str | None) -> Document:
    """Store an interview."""
    line = {"urn": None, "role": None, "project": None, "language": None} | more
    sha256 = hashlib.sha256((name + text).encode()).hexdigest()
    with study.store.transaction() as connection:
        add_document(
            connection, split_turns(text), name=name, version=1, raw_sha256=sha256, text_sha256=sha256,
            text=text, wave=wave, source="test", **line,
        )  # fmt: skip
        found = find_document(connection, name)
    assert found is not None
    return found


def put(study: Study, document: Document, quote: str, code: str, coder: str = "ann") -> Table:
    """Put a code on words of an interview."""
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    start = document.text.index(quote)
    return tag(study, document.name, (start, start + len(quote)), code, coder)


def enrol(study: Study, **families: str) -> None:
    """Enrol members: URN to family."""
    with study.store.transaction() as connection:
        add_members(connection, [Member(urn, family=family) for urn, family in families.items()], "test")


def with_example(study: Study) -> Study:
    """Fill a study with the transcripts, codebook and codings of the example."""
    lines = (EXAMPLE / "transcripts.csv").read_text(encoding="utf-8").splitlines()[1:]
    families = sorted({line.split(",")[1] for line in lines} - {""})
    enrol(study, **{f"U{number}": family for number, family in enumerate(families)})
    study.codebook.write_bytes((EXAMPLE / "codebook.yaml").read_bytes())
    add(study, [EXAMPLE / "transcripts.csv"])
    tag_quotes(study, EXAMPLE / "codings.csv")
    return study


def docx(body: str, **parts: str) -> bytes:
    """Make a Word file by hand: the XML inside the body, and further parts by name."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        for name, inner in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {space}>{inner}</w:{name}>")
    return out.getvalue()


def paragraph(*words: str) -> str:
    """Make one paragraph of a Word file."""
    return "<w:p>" + "".join(f"<w:r><w:t>{word}</w:t></w:r>" for word in words) + "</w:p>"
