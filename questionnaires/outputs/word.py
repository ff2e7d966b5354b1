"""The questionnaire as a Word document: paper for interviewers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from ...study.files import normalised_zip
from ..instrument import Instrument
from .paper import Paper, paper_of
from .word_body import body_of
from .word_shell import BODY_MARK, LARGE, ORDINARY, shell_of

__all__ = ["docx", "docx_bilingual", "docx_large", "docx_of"]

_DOCUMENT = "word/document.xml"


def docx(instrument: Instrument, language: str) -> bytes:
    """Write a Word document with numbered questions, codes, instructions and the way through them.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.
    language : str
        One of the instrument's languages.

    Returns
    -------
    bytes
        The .docx file; the same instrument gives the same bytes.
    """
    return docx_of([paper_of(instrument, language)])


def docx_large(instrument: Instrument, language: str) -> bytes:
    """Write the same in large print: 16 points and more, for those who see less well."""
    return docx_of([paper_of(instrument, language)], LARGE)


def docx_bilingual(instrument: Instrument, _language: str) -> bytes:
    """Write the first two languages side by side, with one box a answer between them."""
    return docx_of([paper_of(instrument, language) for language in instrument.languages[:2]])


def docx_of(papers: Sequence[Paper], size: float = ORDINARY) -> bytes:
    """Lay out one paper, or two side by side, as a .docx file.

    The styles, the page and the running head come from python-docx; the body is written as XML, which is many
    times faster than adding paragraph to paragraph.
    """
    shell = shell_of(papers, size)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(shell)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == _DOCUMENT:
                content = content.replace(BODY_MARK, body_of(papers).encode("utf-8"))
            new.writestr(name, content)
    return normalised_zip(stream.getvalue())
