"""PDF files: the text layer, page after page, read by pypdf; a scan without one is refused."""

from __future__ import annotations

import io
import logging

from ...study.problems import Place, Problem, ProblemError, problem
from ..plain_text import canonical

__all__ = ["read_pdf"]

MOST_PAGES = 5_000


def read_pdf(content: bytes, name: str) -> tuple[str, list[Problem]]:
    """Read the text layer of a PDF, a printed line a line.

    Returns
    -------
    tuple of str and list of Problem
        The canonical text; FP5071 always, since headings, page numbers and the order of columns are as
        printed; FP5072 if some pages have no text.

    Raises
    ------
    ProblemError
        FP1021 damaged; FP1023 encrypted or far too long; FP5073 no text layer at all.
    """
    pages = _pages(content, name)
    place = Place(file=name)
    empty = [str(number) for number, words in enumerate(pages, start=1) if not words.strip()]
    if len(empty) == len(pages):
        raise ProblemError(problem("FP5073", place, file=name, pages=len(pages)))
    found = [problem("FP5071", place, file=name, pages=len(pages))]
    if empty:
        found.append(problem("FP5072", place, file=name, pages=", ".join(empty)))
    return canonical("\n".join(pages)), found


def _pages(content: bytes, name: str) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # pypdf logs what it repairs; what it cannot repair it raises.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ProblemError(_refused(name, "it is encrypted"))
        if len(reader.pages) > MOST_PAGES:
            raise ProblemError(_refused(name, f"it has more than {MOST_PAGES:,} pages"))
        return [page.extract_text() for page in reader.pages]
    # The ways in which a damaged file breaks a reader of PDF are without number.
    except (
        PyPdfError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        OSError,
        RecursionError,
        NotImplementedError,
        ArithmeticError,
        AssertionError,
    ) as error:
        found = problem("FP1021", Place(file=name), file=name, reason="it is not a whole PDF")
        raise ProblemError(found) from error


def _refused(name: str, reason: str) -> Problem:
    return problem("FP1023", Place(file=name), file=name, reason=reason)
